"""Keeps the finding of each site, and applies the verdict table when a fact changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis.verdict_table import (
    CODEC_LOST,
    TABLE,
    AgentFact,
    AnchorsFact,
    CodecFact,
    Confidence,
    Diagnosis,
    GroupFact,
    PowerFact,
    RouterFact,
    SiteCondition,
    Verdict,
    VerdictRow,
    diagnose,
    rules_for,
    still_stands,
)
from gbdt_console.core.monitoring.detector import PointState, StateChange
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport
from gbdt_console.core.monitoring.traps import TrapNotice
from gbdt_console.core.monitoring.watched_service import ServicesOf, WatchedService
from gbdt_console.core.sites import Network
from gbdt_console.engine.diagnosis.evidence import blind_evidence, evidence_of
from gbdt_console.engine.diagnosis.return_diagnosis import ReturnDiagnoses
from gbdt_console.engine.diagnosis.site_facts import SiteFacts, facts_of_sites
from gbdt_console.engine.diagnosis.upstream_correlation import UpstreamCorrelation
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.targets import Target, TargetKind

OnFinding = Callable[[int, Diagnosis], None]
OnReturn = Callable[[int, Diagnosis, Diagnosis], None]

_AGAIN_S = 1.0
"""A site whose verdict depends on time is judged again after this."""

_WATCHED_PERIOD_S = 1.0
"""The codec behind a line that is silent or degraded is pinged this often, as the line is, so that their
losses compare. Where the line is degraded only, it is as often as the line until they are compared, and then
as much more seldom as other devices on a machine that does not keep up: where all lines of a province lose
packets, that was as many pings as those of the lines."""

_ANSWERING = (PointState.UP, PointState.DEGRADED)


class Diagnoser:
    """Keeps the findings; calls its callbacks from `poll` only.

    findings: each site's finding other than NORMAL, by the site's index from 0.
    on_finding: called with a site's index and new finding: verdict, confidence, node or begin changed.
    on_return: called with a site's index, the outage that ended, and the cause by the boot counters.
    request_poll: called with the id of a device that should be read soon.
    """

    def __init__(
        self,
        network: Network,
        pings: PingMonitor,
        pollers: Sequence[DevicePoller],
        services_of: ServicesOf,
        clock: Clock,
        on_finding: OnFinding,
        on_return: OnReturn,
    ) -> None:
        self._rules = rules = rules_for(network.intervals)
        self._device_idle_s = network.intervals.device_idle_s
        self._clock = clock
        self._pings = pings
        self.table = TABLE
        self.on_finding = on_finding
        self.on_return = on_return
        self.request_poll: Callable[[str], None] = lambda device_id: None
        self.findings: dict[int, Diagnosis] = {}
        self._sites = facts_of_sites(network, pings, pollers, services_of, rules)
        self._site_of = {d.id: i for i, site in enumerate(network.sites) for d in site.devices}
        self._nodes = UpstreamCorrelation(network, self._sites, rules, self._node_changed)
        self._returns = ReturnDiagnoses(rules)
        self._anchors = AnchorsFact.OK if network.centre.anchors else AnchorsFact.UNKNOWN
        self._dirty: set[int] = set()
        self._due_s: dict[int, float] = {}
        self._is_blind = False
        self._before_blind: dict[int, Diagnosis] = {}

    def continue_from(self, before: "Diagnoser", moved: Mapping[int, int]) -> None:
        """Go on with the findings of the sites whose line and codec are the same.

        moved: the new index of each such site, by its index before.
        """
        now_s = self._clock.monotonic()
        self.findings = {moved[i]: finding for i, finding in before.findings.items() if i in moved}
        self._before_blind = {moved[i]: known for i, known in before._before_blind.items() if i in moved}
        self._is_blind = before._is_blind
        self._returns.continue_from(before._returns, moved)
        for old, new in moved.items():
            self._sites[new].continue_from(before._sites[old])
            self._mark_lost(new, now_s)
        self._due_s = {moved[i]: due_s for i, due_s in before._due_s.items() if i in moved}
        self._dirty.update(moved[i] for i in before._dirty | before.findings.keys() if i in moved)

    def point_changed(self, target: Target, change: StateChange) -> None:
        """Take a detector's change of state. UNKNOWN is no fact about the site."""
        index = target.site_index
        if index is None:
            return
        site, is_line = self._sites[index], target.kind is TargetKind.LINE
        if not is_line and not site.is_codec(target):
            return
        site.changed(change, self._clock.monotonic(), is_line=is_line)
        if change.after is PointState.UNKNOWN:
            return
        self._dirty.add(index)
        if is_line:
            self._line_changed(index, change)
        elif change.after in (PointState.SUSPECT, PointState.DOWN):
            self._request_poll(site.agent, site.port_reader)

    def reported(self, poller: DevicePoller, report: DeviceReport) -> None:
        index, now_s = poller.site_index, self._clock.monotonic()
        site = self._sites[index]
        site.reported(poller, report, now_s)
        power = site.power(now_s) if index in self._returns else PowerFact.UNKNOWN
        self._returns.reported(poller, report, power, self._clock.utc())
        if index in self._returns or index in self.findings:
            self._dirty.add(index)

    def fault_changed(self, poller: DevicePoller, fault: DeviceFault | None) -> None:
        if self._sites[poller.site_index].agent is poller:
            self._dirty.add(poller.site_index)

    def service_answered(self, service: WatchedService) -> None:
        """Take that a codec's call service answered."""
        if service.is_for_calls:
            self._sites[service.site_index].calls_answered(self._clock.monotonic())

    def service_asked(self, index: int) -> None:
        """Take that a question ended: without an answer the earlier ones may count no more."""
        if index in self.findings:
            self._dirty.add(index)

    def has_silent_service(self, index: int) -> bool:
        """Tell whether a call service of the site's codec answered once and is silent now."""
        return self._sites[index].silent_service is not None

    def service_silent(self, service: WatchedService) -> None:
        self._dirty.add(service.site_index)

    def trap_received(self, notice: TrapNotice) -> None:
        """Keep a trap as a fact for the next judgement. A trap alone causes none."""
        index = self._site_of.get(notice.device_id)
        if index is not None:
            self._sites[index].trap_received(notice, self._clock.monotonic())

    def poll(self, is_blind: bool) -> None:
        """Judge the sites whose facts changed. Called several times a second."""
        if is_blind != self._is_blind:
            self._is_blind = is_blind
            if is_blind:
                self._go_blind()
            else:
                self._resume()
        if is_blind or not (self._dirty or self._due_s):
            return
        now_s = self._clock.monotonic()
        for index in [index for index, due_s in self._due_s.items() if due_s <= now_s]:
            del self._due_s[index]
            self._dirty.add(index)
            self._mark_lost(index, now_s)
        dirty, self._dirty = self._dirty, set()
        for index in sorted(dirty):
            self._decide(index, now_s)

    def _line_changed(self, index: int, change: StateChange) -> None:
        if change.after in _ANSWERING:
            self._nodes.site_returned(index)
            if self._returns.line_returned(index, change.started_s):
                self._request_poll(*self._sites[index].readers)
        elif change.after is PointState.DOWN:
            self._mark_lost(index, change.decided_s)
        else:
            self._schedule_at(index, change.started_s + self._rules.member_silence_s)

    def _mark_lost(self, index: int, now_s: float) -> None:
        """Count a line that is DOWN or silent for its node.

        At a site without a codec only what is read now can prove life before the line is DOWN.
        """
        site, finding = self._sites[index], self.findings.get(index)
        line = site.line
        is_silent = line.state is PointState.SUSPECT and now_s - line.since_s >= self._rules.member_silence_s
        if is_silent and site.codec is None:
            self._request_poll(*site.readers)
        is_quiet = finding is not None and finding.verdict is Verdict.ICMP_LIMITED
        if (is_silent or line.state is PointState.DOWN) and not is_quiet:
            self._nodes.site_lost(index, self._returns.lost_since_s(index, line))

    def _node_changed(self, sites: Sequence[int]) -> None:
        self._dirty.update(site for site in sites if site in self.findings)

    def _decide(self, index: int, now_s: float) -> None:
        site, current = self._sites[index], self.findings.get(index)
        facts = self._facts(index, now_s)
        if current is None and facts.router is RouterFact.UNKNOWN:
            return
        row = diagnose(facts, self.table)
        lost_since_s = self._returns.lost_since_s(index, site.line)
        self._nodes.site_judged(index, facts, row.verdict, lost_since_s, now_s)
        self._set_codec_period(site, index, facts, now_s)
        is_kept = current is not None and still_stands(current.verdict, facts)
        if row.verdict is not Verdict.UNDECIDED or not is_kept:
            self._publish(index, row, facts, now_s)
        if facts.router is RouterFact.DOWN:
            self._returns.outage_judged(index, self.findings.get(index), facts.power, site.readers)
        ended = self._returns.decide(index, now_s)
        if ended is not None:
            self.on_return(index, *ended)
        if self._returns.is_awaited(index):
            self._schedule_at(index, now_s + _AGAIN_S)

    def _facts(self, index: int, now_s: float) -> SiteCondition:
        site, current = self._sites[index], self.findings.get(index)
        facts = site.gather(self._anchors, now_s, current.verdict if current else None)
        group = self._nodes.group_fact(index, site, facts.router, current, now_s)
        hold_ends_s = self._nodes.hold_ends_s(index)
        if hold_ends_s is not None and group is GroupFact.LOST:
            self._schedule_at(index, hold_ends_s)
        return replace(facts, group=group)

    def _set_codec_period(self, site: SiteFacts, index: int, facts: SiteCondition, now_s: float) -> None:
        is_poor = facts.router is RouterFact.POOR and (site.codec is None or site.codec.state in _ANSWERING)
        is_waiting = facts.router is RouterFact.SUSPECT or (facts.codec is CodecFact.WAITING and not is_poor)
        usual_s = self._pings.usual_s
        poor_s = _WATCHED_PERIOD_S * max(1.0, usual_s[TargetKind.DEVICE] / self._device_idle_s)
        if facts.codec is CodecFact.WAITING:
            poor_s = min(poor_s, max(_WATCHED_PERIOD_S, usual_s[TargetKind.LINE]))
        if site.codec_item is not None:
            period_s = _WATCHED_PERIOD_S if is_waiting else poor_s if is_poor else None
            self._pings.set_period(site.codec_item, period_s)
        is_witnessed = facts.router is RouterFact.DOWN and facts.codec is CodecFact.ANSWERS
        is_agent_open = site.is_agent_silent and facts.agent is AgentFact.UNKNOWN
        if is_waiting or is_witnessed or is_agent_open:
            self._schedule_at(index, now_s + _AGAIN_S)
        elif is_poor:
            self._schedule_at(index, now_s + poor_s)

    def _schedule_at(self, index: int, due_s: float) -> None:
        self._due_s[index] = min(due_s, self._due_s.get(index, due_s))

    def _request_poll(self, *readers: DevicePoller | None) -> None:
        for reader in readers:
            if reader is not None:
                self.request_poll(reader.device.id)

    def _since_s(self, index: int, verdict: Verdict, facts: SiteCondition) -> float:
        site, current = self._sites[index], self.findings.get(index)
        if facts.router is RouterFact.DOWN:
            return self._returns.lost_since_s(index, site.line)
        if site.codec is not None and verdict in CODEC_LOST:
            is_same = current is not None and current.verdict in CODEC_LOST
            if is_same and current is not None and (site.codec.last_good_s or 0.0) <= current.since_s:
                return current.since_s
            return site.codec.since_s
        if verdict is Verdict.SNMP_AGENT and site.agent is not None and site.agent.answered_s is not None:
            return site.agent.answered_s
        if verdict is Verdict.CALL_SERVICE and site.silent_service is not None:
            return site.silent_service.silent_since_s
        poor = site.comparison.line
        return site.line.since_s if poor is None else poor.since_s

    def _publish(self, index: int, row: VerdictRow, facts: SiteCondition, now_s: float) -> None:
        """Publish a finding whose verdict, confidence, node or begin is new; new evidence is no news."""
        site, current = self._sites[index], self.findings.get(index)
        if row.verdict is Verdict.NORMAL and current is None:
            return
        is_shared = row.verdict in (Verdict.UPSTREAM_NODE, Verdict.UPSTREAM_CONGESTED)
        line_upstream_id = site.site.line.upstream_id or ""
        upstream_id = line_upstream_id if is_shared else ""
        since_s = self._since_s(index, row.verdict, facts)
        if current is not None and _identity(current) == (row.verdict, row.confidence, since_s, upstream_id):
            return
        node = self._nodes.node(index, line_upstream_id, facts.group)
        utc_offset_s = self._clock.utc() - self._clock.monotonic()
        evidence = evidence_of(site, facts, node, now_s, utc_offset_s)
        finding = Diagnosis(row.verdict, row.confidence, since_s, evidence, upstream_id, row.name)
        if row.verdict is Verdict.NORMAL:
            del self.findings[index]
        else:
            self.findings[index] = finding
        self.on_finding(index, finding)

    def _go_blind(self) -> None:
        """Give every site MONITOR_BLIND; keep decided findings for `_resume`."""
        now_s, evidence = self._clock.monotonic(), blind_evidence(self._clock.utc())
        row = diagnose(SiteCondition(anchors=AnchorsFact.SILENT), self.table)
        finding = Diagnosis(row.verdict, row.confidence, now_s, evidence, row=row.name)
        decided = {i: known for i, known in self.findings.items() if known.verdict is not Verdict.UNDECIDED}
        self._before_blind, self.findings = decided, dict.fromkeys(self._sites, finding)
        for index in self._sites:
            self.on_finding(index, finding)

    def _resume(self) -> None:
        self.findings, self._before_blind = self._before_blind, {}
        normal = Diagnosis(Verdict.NORMAL, Confidence.HIGH, self._clock.monotonic(), row="normal")
        for index in self._sites:
            self.on_finding(index, self.findings.get(index, normal))
        self._dirty.update(self.findings)


def _identity(finding: Diagnosis) -> tuple[Verdict, Confidence, float, str]:
    """Return the parts of a finding that make it a new one. New evidence alone does not."""
    return finding.verdict, finding.confidence, finding.since_s, finding.upstream_id
