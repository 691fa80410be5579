"""Who speaks without having the floor: first a notice, after a while an alarm (A8.2a)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.conference.view import OpenMicrophone

ALARM_AFTER_S = 20.0
FORGOTTEN_AFTER_S = 10.0
"""Somebody who is open and was silent for so long does not speak any more."""


@dataclass(slots=True)
class _Speaking:
    since_s: float
    heard_s: float


class OutOfTurn:
    """Told of every look. A site counts while it is not blocked and was heard speaking; never the chair, the
    speaker, or the site that is prepared."""

    def __init__(self, utc_of: Callable[[float], float]) -> None:
        self._utc_of = utc_of
        self._speaking: dict[str, _Speaking] = {}

    def looked(self, rows: Iterable[RosterRow], floor: Floor, now_s: float) -> None:
        """Take one look at the roster."""
        in_turn = {floor.chair, floor.speaker, floor.prepared, floor.upper}
        seen = set()
        for row in rows:
            leg, site_id = row.participant, row.site_id
            if leg is None or not site_id or site_id in in_turn or leg.is_blocked or not floor.chair:
                continue
            if leg.is_talking:
                self._speaking.setdefault(site_id, _Speaking(now_s, now_s)).heard_s = now_s
            known = self._speaking.get(site_id)
            if known is not None and now_s - known.heard_s <= FORGOTTEN_AFTER_S:
                seen.add(site_id)
        for site_id in self._speaking.keys() - seen:
            del self._speaking[site_id]

    def open_now(self, now_s: float) -> tuple[OpenMicrophone, ...]:
        """All of them, the one that is open longest first."""
        found = sorted(self._speaking.items(), key=lambda item: item[1].since_s)
        return tuple(
            OpenMicrophone(site_id, self._utc_of(known.since_s), now_s - known.since_s >= ALARM_AFTER_S)
            for site_id, known in found
        )
