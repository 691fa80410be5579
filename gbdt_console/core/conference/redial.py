"""Decide which dropped sites this console calls again, and when (sites.yaml: redial).

Intervals as Codian's MCU has them: at once, four times after a minute, five times after five minutes. A site
that hung up itself is called after AFTER_HANG_UP_S; one that an operator hung up, here or at the MCU itself,
is not called again. Calling stops as soon as the site is in the conference.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from enum import StrEnum

from gbdt_console.core.conference.roster import RedialState, RosterRow
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.quick_dataclass import dataclass

PAUSES_S = (0.0, *[60.0] * 4, *[300.0] * 5)
"""Seconds before each call, counted from the one before."""
AFTER_HANG_UP_S = 30.0
"""Seconds before the first call to a site that hung up itself: its people may call again."""


class RedialOwner(StrEnum):
    """The one party that calls a dropped site again; two would collide."""

    CONSOLE = "console"
    MCU = "mcu"
    SITE = "site"


@dataclass(slots=True)
class _Calling:
    """The calls to one site.

    next_s: monotonic seconds of the next call
    made: calls begun so far
    """

    next_s: float
    made: int = 0

    @property
    def is_over(self) -> bool:
        return self.made >= len(PAUSES_S)


class Redialer:
    """Names the sites to call, after each poll of the MCU."""

    def __init__(self, owned: Callable[[], Collection[str]]) -> None:
        """`owned` returns the ids of the sites that this console calls again now."""
        self._owned = owned
        self._calling: dict[str, _Calling] = {}

    def due(
        self, rows: Iterable[RosterRow], now_s: float, *, may_call: bool, ringing: Collection[str]
    ) -> list[str]:
        """Return the ids of the sites to call now.

        rows: the roster after the newest poll
        may_call: False outside of a meeting
        ringing: ids of the sites that are being called
        """
        owned = self._owned() if may_call else ()
        absent = {row.site_id: row for row in rows if row.site_id in owned and _is_missed(row)}
        self._calling = {
            site_id: self._calling.get(site_id) or _Calling(now_s + _first_pause_s(row))
            for site_id, row in absent.items()
        }
        found = []
        for site_id, calling in self._calling.items():
            if calling.is_over or now_s < calling.next_s or site_id in ringing:
                continue
            calling.made += 1
            calling.next_s = now_s + (0.0 if calling.is_over else PAUSES_S[calling.made])
            found.append(site_id)
        return found

    def with_redials(self, rows: Iterable[RosterRow], now_s: float, utc: float) -> tuple[RosterRow, ...]:
        """Return the rows with the RedialState of sites called again."""
        return tuple(
            replace(row, redial=self._redial(calling, now_s, utc))
            if (calling := self._calling.get(row.site_id))
            else row
            for row in rows
        )

    def _redial(self, calling: _Calling, now_s: float, utc: float) -> RedialState:
        if calling.is_over:
            return RedialState(0)
        return RedialState(len(PAUSES_S) - calling.made, utc + max(0.0, calling.next_s - now_s))


def _is_missed(row: RosterRow) -> bool:
    """Tell whether a site left in this run without an operator's hang-up, here or elsewhere.

    A start of the engine calls nobody.
    """
    if row.participant is not None or row.left is None:
        return False
    return not row.left.is_restored and row.left.by is not HungUpBy.CONSOLE and not row.is_kicked


def _first_pause_s(row: RosterRow) -> float:
    is_deliberate = row.left is not None and row.left.by is HungUpBy.SITE
    return AFTER_HANG_UP_S if is_deliberate else PAUSES_S[0]
