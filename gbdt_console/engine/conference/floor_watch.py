"""Watch for faults of the floor from poll to poll, and say which are alarms."""

from collections.abc import Callable, Collection, Iterable

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorDeviation, FloorFault, OnAir, floor_faults
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.pictures import Bus
from gbdt_console.engine.conference.on_air import OnAirWatch
from gbdt_console.engine.conference.orders import SHOW, TAKE, UNBLOCK
from gbdt_console.engine.control.device_link import Observation

_ALARM_POLLS = 2
"""Polls in a row that show a difference before it is an alarm: the first may fall between two orders."""


class FloorWatch:
    """Keeps the faults of the floor, worst first.

    found: the faults of the newest poll
    """

    def __init__(
        self,
        clock: Clock,
        lost_since: Callable[[str], float | None],
        branches: Callable[[], OnAir | None] | None,
    ) -> None:
        self.pictures = OnAirWatch(branches)
        self.found: tuple[FloorDeviation, ...] = ()
        self._clock = clock
        self._lost_since = lost_since
        self._polls: dict[tuple[FloorFault, str], tuple[float, int]] = {}
        self._was_shown = False

    def observed(
        self,
        rows: Iterable[RosterRow],
        ledger: Ledger,
        observation: Observation[ConferenceState],
        under_way: Collection[tuple[str, str]],
    ) -> None:
        """Take the roster of one poll.

        ledger: holds the floor, the wanted picture and the running meeting, which is judged once it has
            opened or somebody had the floor
        under_way: code and target of each order under way; one that mends a difference delays its alarm
        """
        rows = tuple(rows)
        utc, now_s = self._clock.utc(), self._clock.monotonic()
        meeting, floor = ledger[MeetingsHeld].running, ledger[Floor]
        on_air = self.pictures.observed(rows, observation)
        self._was_shown = meeting is not None and (self._was_shown or on_air is not None)
        is_begun = meeting is not None and (meeting.opening_utc <= utc or floor.since_utc is not None)
        wanted = ledger[Frame].wanted.get(Bus.BRANCHES)
        found = floor_faults(rows, floor, on_air, was_shown=self._was_shown, wanted=wanted)
        faults = found if is_begun else ()
        left = {row.site_id: row.left.at_utc for row in rows if row.left is not None}
        before, self._polls = self._polls, {}
        for fault, site_id in faults:
            begun_utc = self._begun_utc(fault, site_id, left, utc)
            since_s, polls = before.get((fault, site_id)) or (now_s - (utc - begun_utc), 0)
            is_mended = _is_mended(fault, site_id, under_way)
            self._polls[fault, site_id] = since_s, polls + (not is_mended)
        self.found = tuple(
            FloorDeviation(fault, site_id, utc - (now_s - since_s), fault.is_of_site or polls >= _ALARM_POLLS)
            for (fault, site_id), (since_s, polls) in self._polls.items()
        )

    def _begun_utc(self, fault: FloorFault, site_id: str, left: dict[str, float], utc: float) -> float:
        """Return the begin of a loss as the site's alarm or the roster has it; of others, now."""
        known = (self._lost_since(site_id), left.get(site_id)) if fault.is_loss else ()
        return min((since_utc for since_utc in known if since_utc is not None), default=utc)


def _is_mended(fault: FloorFault, site_id: str, under_way: Collection[tuple[str, str]]) -> bool:
    if fault is FloorFault.PICTURE_OTHER:
        return any(what in (SHOW, TAKE) for what, _ in under_way)
    is_muted = fault in (FloorFault.SPEAKER_MUTED, FloorFault.CHAIR_MUTED)
    return is_muted and (UNBLOCK, site_id) in under_way
