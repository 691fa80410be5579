"""Where everything that may become an alarm is told, and where the Snapshot's alarms come from."""

from collections.abc import Callable, Mapping, Sequence

from gbdt_console.core.alarms.events import AlarmEvent
from gbdt_console.core.alarms.rules import AlarmRules
from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis.verdict_table import Diagnosis
from gbdt_console.core.events import ClockJumped, Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState, StateChange
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport
from gbdt_console.core.monitoring.traps import TrapNotice
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Recording
from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.alarms.reading_conditions import ReadingConditions
from gbdt_console.engine.alarms.scope import scope_of
from gbdt_console.engine.alarms.self_conditions import SelfConditions
from gbdt_console.engine.alarms.site_conditions import SiteConditions
from gbdt_console.engine.diagnosis.diagnoser import Diagnoser
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.targets import Target, TargetKind

_COUNTERS_EVERY_S = 1.0


class AlarmService:
    """Used on the engine's loop; every method returns at once."""

    def __init__(
        self,
        network: Network,
        ledger: Ledger,
        watch: PingMonitor,
        pollers: Sequence[DevicePoller],
        clock: Clock,
        record: Callable[[Event], object],
    ) -> None:
        self._network = network
        self._read = frozenset(poller.device.id for poller in pollers)
        self._clock = clock
        self._polled_s = float("-inf")
        self.active = ActiveAlarms(ledger, clock, record, AlarmRules(sound=network.alarms.sound))
        self.diagnoser = Diagnoser(network, watch, pollers, clock, self._finding_changed)
        self.diagnoser.on_return = self._decided_on_return
        conditions = self.active.conditions
        self._sites = SiteConditions(network, watch, pollers, conditions, clock)
        self._self = SelfConditions(conditions, clock)
        self._readings = ReadingConditions(
            network, conditions, clock, ledger.identities, lambda: ledger.meeting, record
        )

    def begin(self, *, is_meeting: bool, has_mcu: bool) -> None:
        """The engine starts: what an earlier run left open is looked at anew."""
        self.set_meeting(is_meeting=is_meeting)
        self.active.clear_all_but(scope_of(self._network, self._read, has_mcu=has_mcu))
        if not self._network.centre.anchors:
            self._self.anchors_answer()

    def set_meeting(self, *, is_meeting: bool) -> None:
        self.active.set_meeting(is_meeting=is_meeting)

    def point_changed(self, target: Target, change: StateChange) -> None:
        self.diagnoser.point_changed(target, change)
        self._sites.point_changed(target)
        if change.after not in (PointState.UP, PointState.DEGRADED):
            return
        if target.kind is TargetKind.ANCHOR:
            self._self.anchors_answer()
        elif target.site_index is not None and target.site_index not in self.diagnoser.findings:
            self._sites.answered(target)

    def fault_changed(self, poller: DevicePoller, fault: DeviceFault | None) -> None:
        self.diagnoser.fault_changed(poller, fault)
        self._sites.fault_changed(poller.device.id, fault)

    def reported(self, poller: DevicePoller, report: DeviceReport) -> None:
        self.diagnoser.reported(poller, report)
        self._sites.fault_changed(poller.device.id, None)
        if poller.site_index not in self.diagnoser.findings:
            self._sites.codec_answered(poller.site_index, poller.device.id)
        self._readings.reported(poller, report)

    def trap_received(self, notice: TrapNotice) -> None:
        self.diagnoser.trap_received(notice)

    def take_self_event(self, event: Event) -> None:
        """The vigil found something about the console itself."""
        if isinstance(event, ClockJumped):
            self.active.clock_jumped(event.by_s)
        self._self.take(event)

    def recording_changed(self, recording: Recording) -> None:
        self._self.recording(recording)

    def take(self, entry: Entry) -> None:
        """What an operator did about alarms is in the journal."""
        if entry.actor and isinstance(entry.event, AlarmEvent):
            self.active.take(entry.event)

    def poll(self, counters: Callable[[], Mapping[str, int]], *, is_blind: bool) -> bool:
        """Several times a second, after the vigil; whether anything about the alarms changed."""
        self.diagnoser.poll(is_blind)
        now_s = self._clock.monotonic()
        if now_s - self._polled_s >= _COUNTERS_EVERY_S:
            self._polled_s = now_s
            self._sites.poll()
            self._self.counted(counters())
        return self.active.poll()

    def _finding_changed(self, site_index: int, finding: Diagnosis) -> None:
        self._sites.finding_changed(site_index, finding)

    def _decided_on_return(self, site_index: int, outage: Diagnosis, decided: Diagnosis) -> None:
        self.active.decide_on_return(self._network.sites[site_index].id, decided)
