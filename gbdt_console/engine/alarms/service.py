"""Passes everything that may raise an alarm to diagnosis and conditions."""

from collections.abc import Callable, Mapping, Sequence

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.rules import AlarmRules
from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis.verdict_table import OUTAGES, Diagnosis
from gbdt_console.core.events import ClockJumped, Event
from gbdt_console.core.journal_events import JournalLosses
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.monitoring.detector import PointState, StateChange
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport
from gbdt_console.core.monitoring.watched_service import ServicesOf, WatchedService
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.sites import Network
from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.alarms.reading_conditions import ReadingConditions
from gbdt_console.engine.alarms.self_conditions import SelfConditions
from gbdt_console.engine.alarms.site_conditions import SiteConditions
from gbdt_console.engine.diagnosis.diagnoser import Diagnoser
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.targets import Target, TargetKind

_SLOW_POLL_S = 1.0
"""Counters and silent devices are judged once a second: their limits are seconds."""


class AlarmService:
    """Takes events on the engine's loop; every method returns at once.

    itself: the conditions of the console itself.
    """

    def __init__(
        self,
        network: Network,
        ledger: Ledger,
        pings: PingMonitor,
        pollers: Sequence[DevicePoller],
        services_of: ServicesOf,
        clock: Clock,
        record: Callable[[Event], object],
    ) -> None:
        """Continue the alarms of `ledger`."""
        self.ledger = ledger
        self._clock = clock
        self._pings = pings
        self._services_of = services_of
        self._polled_s = float("-inf")
        self._withheld: dict[int, Diagnosis] = {}
        self.active = ActiveAlarms(ledger, clock, record, AlarmRules(sound=network.alarms.sound))
        conditions = self.active.conditions
        self._build(network, pollers)
        self.itself = SelfConditions(conditions, clock)
        self._reading_conditions = ReadingConditions(
            network,
            conditions,
            clock,
            ledger[LastStates].identities,
            lambda: next(iter(running_meetings(ledger).values()), None),
            record,
        )
        if not network.centre.anchors:
            self.itself.anchors_answer()

    def follow(
        self,
        network: Network,
        pollers: Sequence[DevicePoller],
        services_of: ServicesOf,
        moved: Mapping[int, int],
    ) -> None:
        """Judge this network from now on; the pings follow it already.

        moved: the new index of each site whose line and codec stay what they are, by its index before.
        """
        diagnoser, sites = self.diagnoser, self.sites
        self._services_of = services_of
        self._withheld = {moved[i]: finding for i, finding in self._withheld.items() if i in moved}
        self._build(network, pollers)
        self.diagnoser.table = diagnoser.table
        self.diagnoser.request_poll = diagnoser.request_poll
        self.diagnoser.continue_from(diagnoser, moved)
        self.sites.continue_from(sites, moved)
        self._reading_conditions.follow(network)
        if not network.centre.anchors:
            self.itself.anchors_answer()

    def _build(self, network: Network, pollers: Sequence[DevicePoller]) -> None:
        self._network, pings = network, self._pings
        self._lines = {t.site_index: d for t, d in zip(pings.targets, pings.detectors, strict=True)
                       if t.kind is TargetKind.LINE}  # fmt: skip
        self.diagnoser = Diagnoser(
            network,
            pings,
            pollers,
            self._services_of,
            self._clock,
            self._finding_changed,
            self._decided_on_return,
        )
        conditions = self.active.conditions
        self.sites = SiteConditions(network, self.ledger, pings, pollers, conditions, self._clock)

    def set_meeting(self, *, is_meeting: bool) -> None:
        self.active.set_meeting(is_meeting=is_meeting)
        if is_meeting:
            withheld, self._withheld = self._withheld, {}
            for index, finding in withheld.items():
                self.sites.finding_changed(index, finding)

    def point_changed(self, target: Target, change: StateChange) -> None:
        self.diagnoser.point_changed(target, change)
        self.sites.point_changed(target)
        if change.after not in (PointState.UP, PointState.DEGRADED):
            return
        if target.kind is TargetKind.ANCHOR:
            self.itself.anchors_answer()
        elif target.site_index is not None and target.site_index not in self.diagnoser.findings:
            self.sites.answered(target)

    def fault_changed(self, poller: DevicePoller, fault: DeviceFault | None) -> None:
        """Note why a device gives no readings; None: it does."""
        self.diagnoser.fault_changed(poller, fault)
        self.sites.fault_changed(poller.device.id, fault)

    def reported(self, poller: DevicePoller, report: DeviceReport) -> None:
        self.diagnoser.reported(poller, report)
        self.sites.fault_changed(poller.device.id, None)
        if poller.site_index not in self.diagnoser.findings:
            self.sites.codec_answered(poller.site_index, poller.device.id)
        self._reading_conditions.reported(poller, report)

    def service_answered(self, service: WatchedService) -> None:
        self.diagnoser.service_answered(service)
        self.sites.certificates.answered(service.site_index, self._services_of(service.device_id))
        if not self.diagnoser.has_silent_service(service.site_index):
            self.sites.calls_answered(service.site_index)

    def take_self_event(self, event: Event) -> None:
        if isinstance(event, ClockJumped):
            self.active.clock_jumped(event.by_s)
        self.itself.take(event)

    def poll(self, counters: Callable[[], Mapping[str, int]], *, is_blind: bool) -> bool:
        """Judge all changes. Return whether any alarm changed. Called several times a second.

        counters: gives the counters of the transports and of the records.
        is_blind: whether the SelfMonitor found the console blind.
        """
        self.diagnoser.poll(is_blind)
        now_s = self._clock.monotonic()
        if now_s - self._polled_s >= _SLOW_POLL_S:
            self._polled_s = now_s
            self.sites.poll()
            self.itself.counted(counters())
            self.itself.journal_replaced(self.ledger[JournalLosses].replaced)
            self.itself.entries_lost(self.ledger[JournalLosses].lost)
        return self.active.poll()

    def _finding_changed(self, site_index: int, finding: Diagnosis) -> None:
        """Hand on a finding; withhold that a site is lost which never answered, outside a meeting.

        Its address in the configuration is likelier wrong then.
        """
        self._withheld.pop(site_index, None)
        if finding.verdict in OUTAGES and self._is_awaited(site_index):
            self._withheld[site_index] = finding
        else:
            self.sites.finding_changed(site_index, finding)

    def _is_awaited(self, site_index: int) -> bool:
        """Tell whether a site never answered, and neither a meeting nor an open alarm counts it as lost."""
        if self._lines[site_index].last_good_s is not None or running_meetings(self.ledger):
            return False
        site_id = self._network.sites[site_index].id
        is_open = self.active.conditions.is_open(AlarmKey(site_id, AlarmType.SITE_LOST))
        return not (is_open or self.ledger[ContractBook].has_answered(site_id))

    def _decided_on_return(self, site_index: int, outage: Diagnosis, decided: Diagnosis) -> None:
        self.active.decide_on_return(self._network.sites[site_index].id, decided)
