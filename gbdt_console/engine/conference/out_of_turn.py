"""Find sites that speak without having the floor (A8.2a).

Each is a notice first and an alarm after ALARM_AFTER_S.
"""

from collections.abc import Callable, Iterable

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.conference.view import OpenMicrophone
from gbdt_console.core.quick_dataclass import dataclass

ALARM_AFTER_S = 20.0
"""Limits how long a site may speak out of turn before it is an alarm."""
FORGOTTEN_AFTER_S = 10.0
"""Limits the silence after which an open site counts as not speaking any more."""


@dataclass(slots=True)
class _Speaking:
    """One site out of turn.

    since_s: when it began to speak, monotonic seconds
    heard_s: when it was last observed speaking, monotonic seconds
    """

    since_s: float
    heard_s: float


class OutOfTurn:
    """Keeps the sites that speak out of turn while they are not blocked.

    Chair, speaker, prepared and upper site are never out of turn.

    ahead_s: tells by how much UTC is ahead of the monotonic clock, seconds
    """

    def __init__(self, ahead_s: Callable[[], float]) -> None:
        self._ahead_s = ahead_s
        self._speaking: dict[str, _Speaking] = {}

    def observed(self, rows: Iterable[RosterRow], floor: Floor, now_s: float) -> None:
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
        """Return all of them, the longest open one first."""
        found = sorted(self._speaking.items(), key=lambda item: item[1].since_s)
        ahead_s = self._ahead_s()
        return tuple(
            OpenMicrophone(site_id, ahead_s + known.since_s, now_s - known.since_s >= ALARM_AFTER_S)
            for site_id, known in found
        )
