"""Journals changes of targets and devices, and keeps since when each has its state."""

from collections.abc import Callable

from gbdt_console.core.called_services import CallServiceAnswered
from gbdt_console.core.clock import Clock
from gbdt_console.core.events import (
    BlipSeen,
    DeviceFaultChanged,
    DeviceRestarted,
    Event,
    PointChanged,
    TrapSeen,
)
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState, StateChange
from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.monitoring.traps import TrapCode, TrapNotice
from gbdt_console.core.monitoring.watched_service import WatchedService
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.outages.contract_events import LineAnswered
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import site_of_line
from gbdt_console.core.token_bucket import TokenBucket
from gbdt_console.engine.monitoring.targets import Target, TargetKind

_PASSING = frozenset({PointState.SUSPECT, PointState.UNKNOWN})
_ANSWERING = frozenset({PointState.UP, PointState.DEGRADED})
_REPEAT_S = 60.0
"""The same trap of a device is journalled at most this often; upsTrapOnBattery repeats every minute."""
_TRAP_ROWS_PER_S, _TRAP_ROWS_AT_ONCE = 1.0, 600.0
"""Limits the rows of all traps together: a storm over a province fits, and a day of traps in the names of all
devices is 26 MB of journal."""


@dataclass(slots=True)
class _Trap:
    """Counts one kind of trap of one device.

    written_s: when it was last journalled, or would have been, monotonic seconds.
    repeats: how often it came since, or was left out.
    """

    written_s: float
    repeats: int = 0


class StateRecorder:
    """Writes changes to the journal, but not every one.

    SUSPECT and UNKNOWN are shown and not journalled. A return to the last journalled state is not journalled
    again, so a restart or a blind minute adds no entry; nor is a target's first state if it is UP. A line's
    first answer of all has an entry of its own. The same trap of a device is journalled once a minute, with
    the count of the others; so is what is more than _TRAP_ROWS_AT_ONCE.

    since_utc: since when each target has its state, by target id.
    """

    def __init__(self, ledger: Ledger, clock: Clock, record: Callable[[Event], object]) -> None:
        """Continue the states of `ledger`."""
        self._ledger = ledger
        self._clock = clock
        self._record = record
        self._answered: set[str] = set()
        self._written = {target: state for target, (state, _) in ledger[LastStates].points.items()}
        self._written_since = {target: since for target, (_, since) in ledger[LastStates].points.items()}
        self._faults = dict(ledger[LastStates].faults)
        self._traps: dict[tuple[str, TrapCode], _Trap] = {}
        self._trap_rows = TokenBucket(_TRAP_ROWS_PER_S, clock.monotonic(), _TRAP_ROWS_AT_ONCE)
        self.since_utc: dict[str, float] = {}

    def point_changed(self, target: Target, change: StateChange) -> None:
        started_utc = self._utc_of(change.started_s)
        if target.kind is TargetKind.LINE and change.after in _ANSWERING:
            self._note_answer(target.id, started_utc)
        if change.is_blip:
            lasted_s = change.decided_s - change.started_s
            self._record(BlipSeen(target.id, started_utc, round(lasted_s, 3)))
        if change.after in _PASSING:
            self.since_utc[target.id] = started_utc
            return
        before = self._written.get(target.id, "")
        if change.after == before:
            self.since_utc[target.id] = self._written_since.get(target.id, started_utc)
            return
        if change.is_blip:
            started_utc = self._utc_of(change.decided_s)
        self._written[target.id] = change.after
        self._written_since[target.id] = self.since_utc[target.id] = started_utc
        if before or change.after is not PointState.UP:
            self._record(PointChanged(target.id, before, change.after, round(started_utc, 3)))

    def _note_answer(self, line: str, at_utc: float) -> None:
        site_id = site_of_line(line) or ""
        if site_id not in self._answered and site_id not in self._ledger[ContractBook].answered:
            self._record(LineAnswered(site_id, int(at_utc)))
        self._answered.add(site_id)

    def fault_changed(self, device_id: str, fault: DeviceFault | None) -> None:
        code = fault or ""
        if self._faults.get(device_id, "") == code:
            return
        self._faults[device_id] = code
        self._record(DeviceFaultChanged(device_id, code))

    def service_answered(self, service: WatchedService) -> None:
        self._record(CallServiceAnswered(service.device_id, service.question.service))

    def restarted(self, device_id: str) -> None:
        self._record(DeviceRestarted(device_id))

    def trap_received(self, notice: TrapNotice) -> None:
        """Journal a trap, or count it as a repeat."""
        now_s = self._clock.monotonic()
        key = (notice.device_id, notice.code)
        trap = self._traps.get(key)
        if trap is not None and now_s - trap.written_s < _REPEAT_S:
            trap.repeats += 1
            return
        repeats = trap.repeats if trap else 0
        if not self._trap_rows.take(now_s):
            self._traps[key] = _Trap(now_s, repeats + 1)
            return
        self._traps[key] = _Trap(now_s)
        self._record(TrapSeen(notice.device_id, notice.code, notice.detail, repeats))

    def clock_jumped(self, by_s: float) -> None:
        """Move all times by `by_s` seconds after a clock jump."""
        for since in (self.since_utc, self._written_since):
            for target in since:
                since[target] += by_s

    def _utc_of(self, monotonic_s: float) -> float:
        return self._clock.utc() - (self._clock.monotonic() - monotonic_s)
