"""Coordinates pings, polls, traps, self-monitor, alarms and the views of sites."""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import inf

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import BlindnessEnded, ClockJumped, Event
from gbdt_console.core.monitoring.blindness import AnchorDoubt, Blindness
from gbdt_console.core.monitoring.detector import PointState, StateChange
from gbdt_console.core.monitoring.pace import Pace, Slowed
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport
from gbdt_console.core.monitoring.silence import Silence
from gbdt_console.core.monitoring.traps import TrapListener, TrapNotice
from gbdt_console.core.monitoring.watched_service import AsksServices, WatchedService
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import Device, DeviceKind, Network, Site
from gbdt_console.engine.alarms.service import AlarmService
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.poll_scheduler import PollScheduler
from gbdt_console.engine.monitoring.self_monitor import SelfMonitor
from gbdt_console.engine.monitoring.state_recorder import StateRecorder
from gbdt_console.engine.monitoring.targets import (
    ProbeIntervals,
    Target,
    TargetKind,
    line_device,
    targets_of,
)
from gbdt_console.engine.site_views import SiteViews

_LOOK_S = 0.25
"""Seconds between two looks of the console at itself, while nothing else asks for one."""


@dataclass(frozen=True, slots=True)
class MonitorParts:
    """The parts that a Monitor coordinates.

    pings: pings all targets and judges them
    signalling: asks the codecs' call services
    recorder: journals changed states
    self_monitor: finds when the console itself cannot see
    alarms: turns all of it into alarms
    intervals: how often to ping and to poll
    count_records: gives the figures of journal and samples by code
    on_earlier: called when a poll or a judgement is due earlier than all else
    """

    pings: PingMonitor
    pollers: Sequence[DevicePoller]
    signalling: AsksServices
    recorder: StateRecorder
    self_monitor: SelfMonitor
    alarms: AlarmService
    intervals: ProbeIntervals
    count_records: Callable[[], Mapping[str, int]]
    traps: TrapListener | None
    on_earlier: Callable[[], None]


class Monitor:
    """Works on the engine's timers; `on_urgent` asks for a Snapshot soon."""

    def __init__(
        self, network: Network, parts: MonitorParts, clock: Clock, on_urgent: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._traps = parts.traps
        self._pings = pings = parts.pings
        self._signalling = parts.signalling
        self._recorder = parts.recorder
        self._self_monitor = parts.self_monitor
        self.alarms = parts.alarms
        self._intervals = parts.intervals
        self._count_records = parts.count_records
        self._on_urgent = on_urgent
        self.polls = PollScheduler(
            parts.pollers,
            clock,
            parts.intervals.reading_s,
            self._fault_changed,
            self._reported,
            parts.on_earlier,
        )
        self.alarms.diagnoser.request_poll = self.polls.schedule_device
        since_utc, active = parts.recorder.since_utc, self.alarms.active
        self._network = network
        self._views = SiteViews(
            network, pings, parts.pollers, parts.signalling.of_device, since_utc, active, parts.alarms.ledger
        )
        self._doubtful: set[DevicePoller] = set()
        self._on_earlier = parts.on_earlier
        self._is_judgement_due = False
        self._look_s = -inf
        self._late_s = 0.0
        self._switched_off: Mapping[str, str] = {}
        self._index_of = {site.id: index for index, site in enumerate(network.sites)}
        self._line_of = _lines(network, pings)
        pings.on_change = self._point_changed
        pings.close_watch.on_news = on_urgent
        self._hear_signalling()
        self._self_monitor.on_event = self._take_self_event

    def follow(
        self,
        network: Network,
        pollers: Sequence[DevicePoller],
        traps: TrapListener | None,
        signalling_of: Callable[[PingMonitor], AsksServices],
    ) -> AsksServices:
        """Watch this network from now on; what stays as it is keeps its state, its readings and its finding.

        A listener for traps that is another one than before takes the port over. Return what asked the call
        services until now, for the caller to close. Raises EchoUnavailable.

        signalling_of: makes what asks them from now on
        """
        before = self._network
        self._network = network
        self._index_of = {site.id: index for index, site in enumerate(network.sites)}
        for poller in pollers:
            poller.site_index = self._index_of[poller.device.site_id]
        self._intervals.follow(network.intervals)
        self._pings.follow(targets_of(network), network.quick_per_s)
        self._line_of = _lines(network, self._pings)
        self.polls.follow(pollers)
        asked, self._signalling = self._signalling, signalling_of(self._pings)
        services_of = self._signalling.of_device
        self._signalling.continue_from(asked)
        self.alarms.follow(network, pollers, services_of, _same_sites(before, network))
        self._hear_signalling()
        since_utc, active, ledger = self._recorder.since_utc, self.alarms.active, self.alarms.ledger
        self._views = SiteViews(network, self._pings, pollers, services_of, since_utc, active, ledger)
        self._doubtful &= set(pollers)
        if traps is not self._traps:
            self._listen(traps)
        return asked

    def _hear_signalling(self) -> None:
        self._signalling.on_answer = self._service_answered
        self._signalling.on_silence = self.alarms.diagnoser.service_silent
        self._signalling.on_asked = self._service_asked

    def _listen(self, traps: TrapListener | None) -> None:
        if self._traps:
            self._traps.close()
        self._traps = traps
        if traps:
            traps.open(self._trap_received)

    @property
    def blind(self) -> Blindness | None:
        """The reason why the console itself cannot see; None while it can."""
        return self._self_monitor.blind

    @property
    def pace(self) -> Pace:
        return self._intervals.pace

    @property
    def slowed(self) -> Slowed | None:
        """What is measured less often because the machine does not keep up; None where it does."""
        return self._intervals.slowed

    @property
    def anchor_doubt(self) -> AnchorDoubt | None:
        """The reason why the silent anchors' addresses may be wrong; None where nothing says so."""
        return self._pings.anchor_doubt()

    def counters(self) -> dict[str, int]:
        """Return the figures of the transports and of the records by code."""
        traps = self._traps.counters() if self._traps else {}
        return {**self._pings.counters(), **traps, **self._count_records()}

    def open(self) -> None:
        """Open all transports. Raises EchoUnavailable."""
        self._pings.open()
        self.polls.start()
        self._signalling.start()
        if self._traps:
            self._traps.open(self._trap_received)

    def work_due(self, late_s: float = 0.0) -> float:
        """Send the pings and begin the polls that are due; judge a line that was lost or came back at once.

        Look several times a second whether the console can see. Return when the next is due, monotonic
        seconds.

        late_s: how late the loop begins this, seconds
        """
        self._self_monitor.notice_stall()
        self._pings.send_due()
        self._keep_pace(late_s)
        self.polls.poll_due()
        self._signalling.ask_due(is_blind=self._self_monitor.blind is not None)
        if self._is_judgement_due or self._clock.monotonic() >= self._look_s:
            self.check_self()
        if self._is_judgement_due:
            return -inf
        return min(self._pings.due_s, self.polls.due_s, self._signalling.due_s, self._look_s)

    def _keep_pace(self, late_s: float) -> None:
        """Measure less while the machine does not keep up, and more again once it does."""
        before = self._intervals.pace
        if not self._intervals.look(late_s):
            return
        if self._intervals.pace.level < before.level:
            self.polls.schedule_all()
        self._on_urgent()

    def check_self(self) -> None:
        """Check whether the console can see, then let alarms take what changed."""
        self._is_judgement_due = False
        self._look_s = self._clock.monotonic() + _LOOK_S
        self._self_monitor.poll()
        self._judge_doubtful()
        if self.alarms.poll(self.counters, is_blind=self._self_monitor.blind is not None):
            self._on_urgent()

    def tick(self) -> None:
        """Move trends and windows on; called once a second."""
        self._pings.tick()

    def set_meeting(self, *, is_meeting: bool) -> None:
        """Note whether a meeting runs; poll all devices at once when one begins."""
        self.alarms.set_meeting(is_meeting=is_meeting)
        if is_meeting and not self._intervals.is_meeting:
            self._intervals.is_meeting = True
            self.polls.schedule_all()
        self._intervals.is_meeting = is_meeting

    def views(self) -> tuple[SiteView, ...]:
        """Return the sites as they are now; unchanged views are the same objects."""
        dirty, self._pings.dirty_sites = self._pings.dirty_sites, set()
        before, self._switched_off = self._switched_off, self.alarms.sites.switched_off()
        changed = {site_id for _, site_id in before.items() ^ self._switched_off.items()}
        changed |= self.alarms.active.touched()
        dirty.update(self._index_of[name] for name in changed & self._index_of.keys())
        late_s = self._pings.late_s()
        if late_s != self._late_s:
            self._late_s = late_s
            dirty.update(self._index_of.values())
        line_period_s = self._intervals.ping_s(TargetKind.LINE) + late_s
        reading_period_s = self._intervals.reading_s() + late_s
        return self._views.refresh(dirty, line_period_s, reading_period_s, self._switched_off.keys())

    def watch_closely(self, site_ids: Collection[str]) -> None:
        """Probe the lines of these sites more often from now on, and of no others."""
        items = {self._line_of[name] for name in site_ids if name in self._line_of}
        self._pings.close_watch.watch(items, self._clock.monotonic())

    def silences(self) -> tuple[Silence, ...]:
        """Return which of these are silent for longer than a moment; none where the console may be blind."""
        found = self._pings.close_watch.silences()
        if not found or self._is_sight_doubtful():
            return ()
        ahead_s = self._clock.utc() - self._clock.monotonic()
        lines = self._line_of.items()
        return tuple(Silence(site_id, found[item] + ahead_s) for site_id, item in lines if item in found)

    async def close(self) -> None:
        self._pings.close()
        if self._traps:
            self._traps.close()
        await self.polls.close()
        await self._signalling.close()

    def _point_changed(self, target: Target, change: StateChange) -> None:
        self._recorder.point_changed(target, change)
        self.alarms.point_changed(target, change)
        if PointState.DOWN in (change.before, change.after):
            self._is_judgement_due = True
            self._on_earlier()
        is_back = change.before is PointState.DOWN and change.after is not PointState.UNKNOWN
        if is_back and target.kind is TargetKind.LINE and target.site_index is not None:
            self.polls.schedule_site(target.site_index)
        self._on_urgent()

    def _service_asked(self, site_index: int) -> None:
        self.alarms.diagnoser.service_asked(site_index)
        self._pings.dirty_sites.add(site_index)

    def _service_answered(self, service: WatchedService, is_first: bool) -> None:
        if is_first:
            self._recorder.service_answered(service)
        self.alarms.service_answered(service)

    def _trap_received(self, notice: TrapNotice) -> None:
        """Keep a trap as evidence and poll its device, which may change a state."""
        self._recorder.trap_received(notice)
        self.alarms.diagnoser.trap_received(notice)
        self.polls.schedule_device(notice.device_id)

    def _fault_changed(self, poller: DevicePoller, fault: DeviceFault | None) -> None:
        """Take a changed fault, unless the console itself is blind.

        A silent device waits while that is in doubt.
        """
        self._doubtful.discard(poller)
        if self._self_monitor.blind is not None:
            return
        if fault is DeviceFault.SILENT and self._is_sight_doubtful():
            self._doubtful.add(poller)
        else:
            self._publish_fault(poller, fault)

    def _publish_fault(self, poller: DevicePoller, fault: DeviceFault | None) -> None:
        self._recorder.fault_changed(poller.device.id, fault)
        self.alarms.fault_changed(poller, fault)
        self._pings.dirty_sites.add(poller.site_index)
        self._on_urgent()

    def _judge_doubtful(self) -> None:
        """Publish the silences that waited for the anchors, unless those are silent too."""
        if self._self_monitor.blind is not None:
            self._doubtful.clear()
        elif self._doubtful and not self._is_sight_doubtful():
            waiting, self._doubtful = self._doubtful, set()
            for poller in waiting:
                self._publish_fault(poller, poller.fault)

    def _is_sight_doubtful(self) -> bool:
        if self._intervals.is_late:
            return True
        return self._self_monitor.is_doubtful(self._intervals.ping_s(TargetKind.ANCHOR))

    def _reported(self, poller: DevicePoller, report: DeviceReport) -> None:
        self._recorder.fault_changed(poller.device.id, None)  # also of the run before this one
        if report.is_restarted:
            self._recorder.restarted(poller.device.id)
        self.alarms.reported(poller, report)
        self._pings.dirty_sites.add(poller.site_index)

    def _take_self_event(self, event: Event) -> None:
        if isinstance(event, ClockJumped):
            self._recorder.clock_jumped(event.by_s)
            self._pings.dirty_sites.update(self._index_of.values())
        elif isinstance(event, BlindnessEnded):
            is_stall = event.reason == Blindness.STALL
            (self.polls.forget_silence if is_stall else self.polls.restart)()
        self.alarms.take_self_event(event)


def _lines(network: Network, pings: PingMonitor) -> dict[str, int]:
    """Return the item of each site's line, by the site's id."""
    return {
        network.sites[target.site_index].id: item
        for item, target in enumerate(pings.targets)
        if target.kind is TargetKind.LINE and target.site_index is not None
    }


def _same_sites(before: Network, now: Network) -> dict[int, int]:
    """Return the new index of each site whose line and codec stay what they are, by its index before."""
    new = {(site.id, _judged_devices(site)): index for index, site in enumerate(now.sites)}
    found = ((index, new.get((site.id, _judged_devices(site)))) for index, site in enumerate(before.sites))
    return {index: place for index, place in found if place is not None}


def _judged_devices(site: Site) -> tuple[tuple[str, str], ...]:
    """Return ids and addresses of the devices whose answers make the site's finding; none has no finding."""
    codec = next((device for device in site.devices if device.kind is DeviceKind.CODEC), None)
    devices: list[Device | None] = [line_device(site), codec]
    return tuple((device.id, device.address) for device in devices if device is not None)
