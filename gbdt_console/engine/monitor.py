"""Looking at the network: pings, readings, traps, the console's own sight; it ends in views of the sites."""

from collections.abc import Callable, Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import BlindnessEnded, ClockJumped, Event
from gbdt_console.core.monitoring.detector import PointState, StateChange
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport
from gbdt_console.core.monitoring.traps import TrapListener, TrapNotice
from gbdt_console.core.sites import Intervals, Network
from gbdt_console.core.snapshot import Blindness, Recording, SiteView
from gbdt_console.engine.alarms.service import AlarmService
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.poll_scheduler import PollScheduler
from gbdt_console.engine.monitoring.self_monitor import SelfMonitor
from gbdt_console.engine.monitoring.state_recorder import StateRecorder
from gbdt_console.engine.monitoring.targets import Target, TargetKind
from gbdt_console.engine.site_views import SiteViews


class ProbeIntervals:
    """How often to look: quicker while a meeting runs."""

    def __init__(self, intervals: Intervals) -> None:
        self._intervals = intervals
        self.is_meeting = False

    def ping_s(self, kind: TargetKind) -> float:
        if kind is not TargetKind.DEVICE:
            return self._intervals.line_s
        return self._intervals.device_meeting_s if self.is_meeting else self._intervals.device_idle_s

    def reading_s(self) -> float:
        return self._intervals.snmp_meeting_s if self.is_meeting else self._intervals.snmp_idle_s


class Monitor:
    """Driven by the engine's timers; calls `on_urgent` when a state changed that a person should see now."""

    def __init__(
        self,
        network: Network,
        watch: PingMonitor,
        coordinators: Sequence[DevicePoller],
        chronicle: StateRecorder,
        vigil: SelfMonitor,
        alarms: AlarmService,
        pace: ProbeIntervals,
        clock: Clock,
        on_urgent: Callable[[], None],
        traps: TrapListener | None = None,
    ) -> None:
        self._traps = traps
        self._watch = watch
        self._chronicle = chronicle
        self._vigil = vigil
        self.alarms = alarms
        self._pace = pace
        self._on_urgent = on_urgent
        self._round = PollScheduler(coordinators, clock, pace.reading_s, self._fault_changed, self._reported)
        alarms.diagnoser.request_poll = self._round.schedule_device
        self._views = SiteViews(network, watch, coordinators, chronicle.since_utc, alarms.active)
        self._unsaid: set[DevicePoller] = set()
        self._index_of = {site.id: index for index, site in enumerate(network.sites)}
        watch.on_change = self._point_changed
        vigil.on_event = self._self_seen

    @property
    def blind(self) -> Blindness | None:
        return self._vigil.blind

    def counters(self) -> dict[str, int]:
        """The transports' own figures by code."""
        return self._watch.counters() | (self._traps.counters() if self._traps else {})

    def open(self) -> None:
        """Begin. Raises EchoUnavailable."""
        self._watch.open()
        self._round.start()
        if self._traps:
            self._traps.open(self._trap_received)

    def send_due(self) -> None:
        self._watch.send_due()

    def poll_due(self) -> None:
        self._round.poll_due()

    def check_self(self) -> None:
        self._vigil.poll()
        self._say_what_waited()
        if self.alarms.poll(self.counters, is_blind=self._vigil.blind is not None):
            self._on_urgent()

    def tick(self) -> None:
        self._watch.tick()

    def set_meeting(self, *, is_meeting: bool) -> None:
        """A meeting began or ended."""
        self.alarms.set_meeting(is_meeting=is_meeting)
        if is_meeting and not self._pace.is_meeting:
            self._pace.is_meeting = True
            self._round.schedule_all()
        self._pace.is_meeting = is_meeting

    def recording_changed(self, recording: Recording) -> None:
        """Take that the journal refuses entries, or takes them again."""
        self.alarms.recording_changed(recording)

    def views(self) -> tuple[SiteView, ...]:
        """The sites as they are now."""
        dirty, self._watch.dirty_sites = self._watch.dirty_sites, set()
        dirty.update(self._index_of[name] for name in self.alarms.active.touched() & self._index_of.keys())
        return self._views.refresh(dirty, self._pace.ping_s(TargetKind.LINE), self._pace.reading_s())

    async def close(self) -> None:
        self._watch.close()
        if self._traps:
            self._traps.close()
        await self._round.close()

    def _point_changed(self, target: Target, change: StateChange) -> None:
        self._chronicle.point_changed(target, change)
        self.alarms.point_changed(target, change)
        is_back = change.before is PointState.DOWN and change.after is not PointState.UNKNOWN
        if is_back and target.kind is TargetKind.LINE and target.site_index is not None:
            self._round.schedule_site(target.site_index)
        self._on_urgent()

    def _trap_received(self, notice: TrapNotice) -> None:
        """Evidence, and a reason to look; what the look finds decides."""
        self._chronicle.trap_received(notice)
        self.alarms.trap_received(notice)
        self._round.schedule_device(notice.device_id)

    def _fault_changed(self, coordinator: DevicePoller, fault: DeviceFault | None) -> None:
        """While the console itself is blind, a silent device is no fault of the device; where it may be, this
        waits until it is known."""
        self._unsaid.discard(coordinator)
        if self._vigil.blind is not None:
            return
        if fault is DeviceFault.SILENT and self._is_sight_doubtful():
            self._unsaid.add(coordinator)
        else:
            self._tell_fault(coordinator, fault)

    def _tell_fault(self, coordinator: DevicePoller, fault: DeviceFault | None) -> None:
        self._chronicle.fault_changed(coordinator.device.id, fault)
        self.alarms.fault_changed(coordinator, fault)
        self._watch.dirty_sites.add(coordinator.site_index)
        self._on_urgent()

    def _say_what_waited(self) -> None:
        """The silence that was found while the anchors' answer was overdue: theirs, or the devices' own."""
        if self._vigil.blind is not None:
            self._unsaid.clear()
        elif self._unsaid and not self._is_sight_doubtful():
            waiting, self._unsaid = self._unsaid, set()
            for coordinator in waiting:
                self._tell_fault(coordinator, coordinator.fault)

    def _is_sight_doubtful(self) -> bool:
        return self._vigil.is_doubtful(self._pace.ping_s(TargetKind.ANCHOR))

    def _reported(self, coordinator: DevicePoller, report: DeviceReport) -> None:
        self._chronicle.fault_changed(coordinator.device.id, None)  # also of the run before this one
        if report.is_restarted:
            self._chronicle.restarted(coordinator.device.id)
        self.alarms.reported(coordinator, report)
        self._watch.dirty_sites.add(coordinator.site_index)

    def _self_seen(self, event: Event) -> None:
        """The vigil found something about the console itself."""
        if isinstance(event, ClockJumped):
            self._chronicle.clock_jumped(event.by_s)
            self._watch.dirty_sites.update(self._index_of.values())
        elif isinstance(event, BlindnessEnded):
            self._round.restart()
        self.alarms.take_self_event(event)
