"""Gathers the facts about one site for the verdict table."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gbdt_console.core.diagnosis.verdict_table import (
    CODEC_LOST,
    OUTAGES,
    AgentFact,
    AnchorsFact,
    CallsFact,
    CodecFact,
    DiagnosisRules,
    GroupFact,
    PortFact,
    PowerFact,
    RouterFact,
    SiteCondition,
    Verdict,
)
from gbdt_console.core.monitoring.detector import Detector, PointState, StateChange
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport, Quality
from gbdt_console.core.monitoring.traps import TrapCode, TrapNotice
from gbdt_console.core.monitoring.watched_service import ServicesOf, ServiceState, WatchedService
from gbdt_console.core.sites import DeviceKind, Network, Site
from gbdt_console.engine.diagnosis.loss_comparison import LossComparison
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.targets import Target, TargetKind

CODEC_PORT = "line.codec.port"
_SOURCE = "ups.source"
_MAINS = frozenset({"normal", "booster", "reducer", "bypass"})
_PORT_DOWN = frozenset({"down", "not_present", "lower_layer_down"})
_TRAPS_KEPT = 3
"""Evidence names at most so many of a site's last traps."""

_POLLS_TO_BE_SILENT = 2
"""Polls of the codec's agent since the codec answered, before its silence is judged."""

_ANSWERING = frozenset({PointState.UP, PointState.DEGRADED})
_ROUTER = {
    PointState.UP: RouterFact.OK,
    PointState.SUSPECT: RouterFact.SUSPECT,
    PointState.DOWN: RouterFact.DOWN,
    PointState.DEGRADED: RouterFact.POOR,
    PointState.UNKNOWN: RouterFact.UNKNOWN,
}
_POWER_TRAPS = {
    TrapCode.UPS_ON_BATTERY: PowerFact.BATTERY,
    TrapCode.UPS_MAINS_LOST: PowerFact.BATTERY,
    TrapCode.UPS_LOW_BATTERY: PowerFact.BATTERY,
    TrapCode.UPS_POWER_RESTORED: PowerFact.NORMAL,
}


class UpsReport(NamedTuple):
    """Holds the last report of a UPS.

    at_s: when the UPS was asked, monotonic seconds.
    power: whether it was on the mains.
    """

    at_s: float
    power: PowerFact


class SiteFacts:
    """Holds what one site's targets and devices reported. `gather` makes facts of it.

    line_item, line: the line's target and detector.
    codec_item, codec: the codec's target and detector; None without a codec.
    agent: the poller of the codec; None where it is not read.
    calls: the call services of the codec that are asked.
    port_reader: the poller of the device that reads the port to the codec; None without one.
    traps: the last traps with their times, monotonic seconds.
    comparison: the loss of line and codec.
    """

    def __init__(
        self,
        site: Site,
        items: Sequence[int],
        pings: PingMonitor,
        readers: Sequence[DevicePoller],
        rules: DiagnosisRules,
        services_of: ServicesOf,
    ) -> None:
        """Start without reports.

        items: the site's targets in `pings`.
        """
        self.site = site
        self.readers = readers
        self.pings = pings
        self._rules = rules
        targets = {item: pings.targets[item] for item in items}
        self.line_item = next(item for item, target in targets.items() if target.kind is TargetKind.LINE)
        self.line: Detector = pings.detectors[self.line_item]
        codec = next((d.id for d in site.devices if d.kind is DeviceKind.CODEC), "")
        self.codec_item = next((item for item, target in targets.items() if target.id == codec), None)
        self.codec: Detector | None = None if self.codec_item is None else pings.detectors[self.codec_item]
        self.calls = [service for service in services_of(codec) if service.is_for_calls]
        has_codec = self.codec is not None
        self.agent = next((r for r in readers if has_codec and r.device.id == codec), None)
        self.port_reader = next(
            (r for r in readers if has_codec and r.device.options.get("codec_interface")), None
        )
        self.ups_reports: dict[str, UpsReport] = {}
        self.traps: deque[tuple[float, TrapNotice]] = deque(maxlen=_TRAPS_KEPT)
        self.comparison = LossComparison(pings, self.line_item, self.codec_item, rules)
        self._line_returned_s = float("-inf")
        self._polls_then = 0
        self._last_witness_s = self._first_witness_s = float("-inf")
        self._agent_answered_s = self._codec_last_reply_s = float("-inf")

    def continue_from(self, before: "SiteFacts") -> None:
        """Go on with what is known of the site, whose line and codec are the same."""
        known = {reader.device.id for reader in self.readers}
        self.ups_reports = {id_: report for id_, report in before.ups_reports.items() if id_ in known}
        self.traps = before.traps
        self.comparison.is_by_loss = before.comparison.is_by_loss
        self._line_returned_s = before._line_returned_s
        self._polls_then = before._polls_then if self.agent is before.agent else 0
        self._last_witness_s, self._first_witness_s = before._last_witness_s, before._first_witness_s
        self._agent_answered_s = before._agent_answered_s
        self._codec_last_reply_s = before._codec_last_reply_s

    def is_codec(self, target: Target) -> bool:
        return self.codec_item is not None and self.pings.targets[self.codec_item] is target

    def changed(self, change: StateChange, now_s: float, *, is_line: bool) -> None:
        if not is_line:
            self._agent_answered_s = float("-inf")
            if change.after is PointState.SUSPECT:
                self._codec_last_reply_s = change.started_s
        if change.after in _ANSWERING and change.before not in _ANSWERING:
            self._polls_then = self.agent.polls if self.agent else 0
            if is_line:
                self._line_returned_s = now_s
        if is_line:
            self.comparison.line_changed(change.after, now_s)

    def reported(self, poller: DevicePoller, report: DeviceReport, now_s: float) -> None:
        """Take the report of one of the site's devices. Its time is when the device was asked."""
        if self.line.state not in _ANSWERING:
            is_first = self._last_witness_s <= self.line.since_s + self._rules.grace_s
            self._last_witness_s = max((reading.taken_s for reading in report.readings), default=now_s)
            self._first_witness_s = self._last_witness_s if is_first else self._first_witness_s
        is_codec_down = self.codec is not None and self.codec.state is PointState.DOWN
        if poller is self.agent and is_codec_down and self._agent_answered_s == float("-inf"):
            self._agent_answered_s = now_s
        if poller.device.kind is not DeviceKind.UPS:
            return
        for reading in report.readings:
            if reading.metric == _SOURCE and reading.quality is Quality.GOOD:
                power = PowerFact.BATTERY if reading.value == "battery" else PowerFact.UNKNOWN
                power = PowerFact.NORMAL if reading.value in _MAINS else power
                self.ups_reports[poller.device.id] = UpsReport(reading.taken_s, power)

    def trap_received(self, notice: TrapNotice, now_s: float) -> None:
        """Keep a trap of one of the site's devices. A UPS's trap is also a report of power."""
        self.traps.append((now_s, notice))
        if notice.code in _POWER_TRAPS:
            self.ups_reports[notice.device_id] = UpsReport(now_s, _POWER_TRAPS[notice.code])

    def calls_answered(self, now_s: float) -> None:
        """Note that a call service answered: a codec that returns may do so before it answers pings."""
        is_codec_down = self.codec is not None and self.codec.state is PointState.DOWN
        if is_codec_down and self._agent_answered_s == float("-inf"):
            self._agent_answered_s = now_s

    @property
    def silent_service(self) -> WatchedService | None:
        """The call service that answered once and is silent now; None where none is."""
        return next((service for service in self.calls if service.state is ServiceState.SILENT), None)

    @property
    def is_agent_silent(self) -> bool:
        """Whether the codec's agent does not answer."""
        return self.agent is not None and self.agent.fault is DeviceFault.SILENT

    def gather(self, anchors: AnchorsFact, now_s: float, current: Verdict | None) -> SiteCondition:
        """Return the facts now, without the other sites' part.

        current: the site's verdict so far.
        """
        router = _ROUTER[self.line.state]
        codec = self._codec(router, now_s, current)
        power = self.power(self.line.since_s if router is RouterFact.DOWN else now_s)
        agent, port, calls = self._agent(), self._port(), self._calls(now_s)
        return SiteCondition(anchors, router, codec, agent, power, GroupFact.UNKNOWN, port, calls)

    def power(self, at_s: float) -> PowerFact:
        """Return what the UPSes reported shortly before `at_s` (monotonic). One on battery is enough."""
        reported = set()
        for report in self.ups_reports.values():
            is_battery = report.power is PowerFact.BATTERY
            limit_s = self._rules.battery_counts_s if is_battery else self._rules.mains_counts_s
            if at_s - report.at_s <= limit_s:
                reported.add(report.power)
        return next(
            (power for power in (PowerFact.BATTERY, PowerFact.NORMAL) if power in reported), PowerFact.UNKNOWN
        )

    def _codec(self, router: RouterFact, now_s: float, current: Verdict | None) -> CodecFact:
        codec = self.codec
        if router is RouterFact.DOWN:
            return self._codec_while_line_down(now_s, is_cut=current in OUTAGES)
        if codec is None:
            return self.comparison.result() if router is RouterFact.POOR else CodecFact.NONE
        match codec.state:
            case PointState.DOWN:
                is_coming = current in CODEC_LOST and now_s - self._agent_answered_s < self._rules.settle_s
                is_alone = router not in (RouterFact.OK, RouterFact.POOR) or self._is_alone(codec, now_s)
                return CodecFact.DOWN if is_alone and not is_coming else CodecFact.WAITING
            case _ if router is RouterFact.POOR:
                return self.comparison.result()
            case PointState.UNKNOWN:
                return CodecFact.UNKNOWN
            case PointState.SUSPECT:
                return CodecFact.WAITING
            case _:
                return CodecFact.ANSWERS

    def _codec_while_line_down(self, now_s: float, *, is_cut: bool) -> CodecFact:
        """Return whether a device answers though its router does not.

        While the site counts as cut off, an answer must last for `member_silence_s`: at the end of an outage
        the codec may answer before the router does.
        """
        line, codec, rules = self.line, self.codec, self._rules
        proof_after_s = line.since_s + rules.grace_s
        patience_s = self._rules.member_silence_s if is_cut else 0.0
        if is_cut and (line.last_good_s or 0.0) > line.since_s:
            return CodecFact.WAITING
        sent_s = line.lost_sent_s
        if codec is not None and codec.state in _ANSWERING and (codec.last_good_s or 0.0) > proof_after_s:
            if codec.since_s > sent_s and not is_cut:
                return CodecFact.WAITING if self._codec_last_reply_s > proof_after_s else CodecFact.DOWN
            return CodecFact.ANSWERS if now_s - codec.since_s >= patience_s else CodecFact.WAITING
        silent_s = max(proof_after_s, (codec.last_good_s or 0.0) + rules.grace_s) if codec else proof_after_s
        is_witness = self._first_witness_s <= sent_s and self._last_witness_s > silent_s
        if is_witness and now_s - self._last_witness_s <= rules.witness_s:
            return CodecFact.ANSWERS if now_s - self._last_witness_s >= patience_s else CodecFact.WAITING
        if codec is None:
            return CodecFact.NONE
        if codec.state is PointState.UNKNOWN:
            return CodecFact.UNKNOWN
        has_answered = codec.state is PointState.SUSPECT and (codec.last_good_s or 0.0) > proof_after_s
        return CodecFact.DOWN if codec.is_silent and not has_answered else CodecFact.WAITING

    def _is_alone(self, codec: Detector, now_s: float) -> bool:
        """Whether the codec alone is silent.

        It is `settle_s` after its line answered, unless it is returning itself.
        """
        last_s, settle_s = codec.last_good_s or 0.0, self._rules.settle_s
        is_coming = last_s > codec.since_s and now_s - last_s < settle_s
        return not is_coming and now_s - self._line_returned_s >= settle_s

    def _agent(self) -> AgentFact:
        agent, codec = self.agent, self.codec
        if agent is None or codec is None:
            return AgentFact.UNKNOWN
        if agent.fault is DeviceFault.SILENT:
            is_judged = agent.polls - self._polls_then >= _POLLS_TO_BE_SILENT
            return AgentFact.SILENT if is_judged else AgentFact.UNKNOWN
        if agent.fault is not None or agent.answered_s is None:
            return AgentFact.UNKNOWN
        if codec.state is PointState.DOWN and agent.answered_s <= codec.since_s + self._rules.grace_s:
            return AgentFact.UNKNOWN
        return AgentFact.ANSWERS

    def _calls(self, now_s: float) -> CallsFact:
        codec = self.codec
        if codec is None:
            return CallsFact.UNKNOWN
        if self.silent_service is not None:
            return CallsFact.SILENT
        proof_s = codec.since_s + self._rules.grace_s if codec.state is PointState.DOWN else float("-inf")
        is_alive = any(service.has_answered_since(proof_s, now_s) for service in self.calls)
        return CallsFact.ANSWERS if is_alive else CallsFact.UNKNOWN

    def _port(self) -> PortFact:
        reader, codec = self.port_reader, self.codec
        if reader is None or codec is None:
            return PortFact.UNKNOWN
        for reading in reader.readings:
            is_known = reading.metric == CODEC_PORT and reading.quality is Quality.GOOD
            if is_known and reading.taken_s > codec.since_s + self._rules.grace_s:
                if reading.value in _PORT_DOWN:
                    return PortFact.DOWN
                return PortFact.UP if reading.value == "up" else PortFact.UNKNOWN
        return PortFact.UNKNOWN


def facts_of_sites(
    network: Network,
    pings: PingMonitor,
    pollers: Sequence[DevicePoller],
    services_of: ServicesOf,
    rules: DiagnosisRules,
) -> Mapping[int, SiteFacts]:
    items: dict[int, list[int]] = {}
    for item, target in enumerate(pings.targets):
        if target.site_index is not None:
            items.setdefault(target.site_index, []).append(item)
    readers: dict[int, list[DevicePoller]] = {}
    for poller in pollers:
        readers.setdefault(poller.site_index, []).append(poller)
    return {
        index: SiteFacts(network.sites[index], of_site, pings, readers.get(index, []), rules, services_of)
        for index, of_site in items.items()
    }
