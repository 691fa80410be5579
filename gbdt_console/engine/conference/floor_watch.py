"""Watch for faults of the floor from poll to poll, and say which are alarms."""

from collections.abc import Callable, Collection, Iterable

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorDeviation, FloorFault, floor_faults
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.meetings import Meeting
from gbdt_console.engine.conference.orders import SHOW, UNBLOCK

_ALARM_POLLS = 2
"""Polls in a row that show a difference before it is an alarm: the first may fall between two orders."""
_MENDED_BY = {
    FloorFault.SPEAKER_MUTED: UNBLOCK,
    FloorFault.CHAIR_MUTED: UNBLOCK,
    FloorFault.PICTURE_OTHER: SHOW,
}


class FloorWatch:
    """Keeps the faults of the floor, worst first.

    found: the faults of the newest poll

    clock: the engine's clock
    lost_since: returns since when a site's line or codec is lost, UTC seconds; None where it is not
    """

    def __init__(self, clock: Clock, lost_since: Callable[[str], float | None]) -> None:
        self.found: tuple[FloorDeviation, ...] = ()
        self._clock = clock
        self._lost_since = lost_since
        self._polls: dict[tuple[FloorFault, str], tuple[float, int]] = {}
        self._was_shown = False

    def observed(
        self,
        rows: Iterable[RosterRow],
        floor: Floor,
        shown: str | None,
        *,
        meeting: Meeting | None,
        under_way: Collection[tuple[str, str]],
    ) -> None:
        """Take the roster of one poll.

        shown: id of the call leg on air; None where there is none or the MCU cannot tell
        meeting: the running meeting; its floor is judged once it has opened or somebody had the floor
        under_way: code and target of each order under way; one that mends a difference delays its alarm
        """
        rows = tuple(rows)
        utc, now_s = self._clock.utc(), self._clock.monotonic()
        self._was_shown = meeting is not None and (self._was_shown or shown is not None)
        is_begun = meeting is not None and (meeting.opening_utc <= utc or floor.since_utc is not None)
        faults = floor_faults(rows, floor, shown, was_shown=self._was_shown) if is_begun else ()
        left = {row.site_id: row.left.at_utc for row in rows if row.left is not None}
        before, self._polls = self._polls, {}
        for fault, site_id in faults:
            begun_utc = self._begun_utc(fault, site_id, left, utc)
            since_s, polls = before.get((fault, site_id)) or (now_s - (utc - begun_utc), 0)
            is_mended = (_MENDED_BY.get(fault, ""), site_id) in under_way
            self._polls[fault, site_id] = since_s, polls + (not is_mended)
        self.found = tuple(
            FloorDeviation(fault, site_id, utc - (now_s - since_s), fault.is_loss or polls >= _ALARM_POLLS)
            for (fault, site_id), (since_s, polls) in self._polls.items()
        )

    def _begun_utc(self, fault: FloorFault, site_id: str, left: dict[str, float], utc: float) -> float:
        """Return the begin of a loss as the site's alarm or the roster has it; of others, now."""
        known = (self._lost_since(site_id), left.get(site_id)) if fault.is_loss else ()
        return min((since_utc for since_utc in known if since_utc is not None), default=utc)
