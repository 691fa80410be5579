"""What the journal is told of points and devices, and since when each is as it is."""

from collections.abc import Callable
from dataclasses import dataclass

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import (
    BlipSeen,
    DeviceFaultChanged,
    DeviceRestarted,
    Event,
    PointChanged,
    TrapSeen,
)
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState, StateChange
from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.monitoring.traps import TrapCode, TrapNotice
from gbdt_console.engine.monitoring.targets import Target

_PASSING = frozenset({PointState.SUSPECT, PointState.UNKNOWN})
_REPEAT_S = 60.0


@dataclass(slots=True)
class _Trap:
    """A kind of trap of one device: when it was last written, and how often it came since."""

    written_s: float
    repeats: int = 0


class StateRecorder:
    """Passing states are shown but not written; a point that comes back to the state that was last written
    is not written again, so a restart or a blind minute adds nothing to the journal; nor does a
    point that is seen for the first time and works. The same trap of a
    device is written once a minute, with the number of those that were not."""

    def __init__(self, ledger: Ledger, clock: Clock, record: Callable[[Event], object]) -> None:
        self._clock = clock
        self._record = record
        self._written = {target: state for target, (state, _) in ledger.points.items()}
        self._written_since = {target: since for target, (_, since) in ledger.points.items()}
        self._faults = dict(ledger.faults)
        self._traps: dict[tuple[str, TrapCode], _Trap] = {}
        self.since_utc: dict[str, float] = {}

    def point_changed(self, target: Target, change: StateChange) -> None:
        """A detector changed its mind."""
        started_utc = self._utc_of(change.started_s)
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

    def fault_changed(self, device_id: str, fault: DeviceFault | None) -> None:
        """A device stopped or began to give readings."""
        code = fault.value if fault else ""
        if self._faults.get(device_id, "") == code:
            return
        self._faults[device_id] = code
        self._record(DeviceFaultChanged(device_id, code))

    def restarted(self, device_id: str) -> None:
        self._record(DeviceRestarted(device_id))

    def trap_received(self, notice: TrapNotice) -> None:
        """A device claimed something."""
        now_s = self._clock.monotonic()
        key = (notice.device_id, notice.code)
        trap = self._traps.get(key)
        if trap is not None and now_s - trap.written_s < _REPEAT_S:
            trap.repeats += 1
            return
        self._traps[key] = _Trap(now_s)
        self._record(
            TrapSeen(notice.device_id, notice.code.value, notice.detail, trap.repeats if trap else 0)
        )

    def clock_jumped(self, by_s: float) -> None:
        """The wall clock moved: what is still so keeps its duration."""
        for since in (self.since_utc, self._written_since):
            for target in since:
                since[target] += by_s

    def _utc_of(self, monotonic_s: float) -> float:
        return self._clock.utc() - (self._clock.monotonic() - monotonic_s)
