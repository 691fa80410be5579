"""From findings and silent devices to conditions of sites, lines, codecs and upstream nodes."""

from collections.abc import Sequence

from gbdt_console.core.alarms import AlarmKey, AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis import OUTAGES, Finding, Verdict
from gbdt_console.core.health import PointState
from gbdt_console.core.readings import DeviceFault
from gbdt_console.core.resources import upstream_resource
from gbdt_console.core.sites import DeviceKind, Network, Site
from gbdt_console.engine.conditions import Conditions
from gbdt_console.engine.coordinator import Coordinator
from gbdt_console.engine.echo_watch import EchoWatch
from gbdt_console.engine.targets import Target, TargetKind

_CODEC = frozenset({Verdict.CODEC_OR_LAN, Verdict.CODEC_UNPLUGGED})
_POOR = frozenset({Verdict.LINE_DEGRADED, Verdict.UPSTREAM_CONGESTED})
_SEEN = frozenset({PointState.UP, PointState.DEGRADED})
_AGENT_PATIENCE_S = 30.0
"""A device that came back answers pings before its agent does."""


class SiteAlarms:
    """Told of findings as they change; `look` once a second for what only time brings about."""

    def __init__(
        self,
        network: Network,
        watch: EchoWatch,
        coordinators: Sequence[Coordinator],
        conditions: Conditions,
        clock: Clock,
    ) -> None:
        self._sites = network.sites
        self._conditions = conditions
        self._clock = clock
        self._findings: dict[int, Finding] = {}
        self._coordinators = {c.device.id: c for c in coordinators}
        self._line = {t.site_index: d for t, d in zip(watch.targets, watch.detectors, strict=True)
                      if t.kind is TargetKind.LINE}  # fmt: skip
        self._pings = {t.id: d for t, d in zip(watch.targets, watch.detectors, strict=True)}
        self._members: dict[tuple[str, AlarmType], set[int]] = {}
        self._faulty: dict[str, float] = {}
        self._codec_of = {
            site.id: next((d.id for d in site.devices if d.kind is DeviceKind.CODEC), "")
            for site in network.sites
        }

    def finding_changed(self, index: int, finding: Finding) -> None:
        """The site is judged anew; what cannot be decided leaves standing what nothing contradicts."""
        site, verdict = self._sites[index], finding.verdict
        if verdict is Verdict.MONITOR_BLIND:
            return
        self._findings[index] = finding
        self._keep_members(index, finding)
        answers = self._line[index].state in _SEEN
        if verdict in OUTAGES:
            self._stand(site, finding, AlarmType.SITE_LOST)
        elif verdict is not Verdict.UNDECIDED or answers:
            self._conditions.end(site.id, AlarmType.SITE_LOST, self._utc_of(self._line[index].since_s))
        if verdict in _CODEC:
            self._stand(site, finding, AlarmType.CODEC_LOST)
        elif verdict not in OUTAGES and verdict is not Verdict.UNDECIDED:
            self._conditions.end(site.id, AlarmType.CODEC_LOST, self._ended_utc(self._codec_of[site.id]))
        if verdict in _POOR:
            self._stand(site, finding, AlarmType.LINE_DEGRADED)
        elif verdict in (Verdict.NORMAL, Verdict.ICMP_LIMITED, Verdict.SNMP_AGENT):
            self._conditions.end(site.id, AlarmType.LINE_DEGRADED, self._utc_of(self._line[index].since_s))

    def was_found_normal(self, index: int) -> None:
        """A site that nothing was found against since the start: what an earlier run left open is over."""
        site, now_utc = self._sites[index], self._clock.utc()
        for kind in (AlarmType.SITE_LOST, AlarmType.CODEC_LOST, AlarmType.LINE_DEGRADED):
            self._conditions.end(site.id, kind, now_utc)
        if site.line.upstream_id is not None:
            for kind in _OF_NODE:
                if not self._members.get((site.line.upstream_id, kind)):
                    self._conditions.end(upstream_resource(site.line.upstream_id), kind, now_utc)

    def point_changed(self, target: Target) -> None:
        """A device that is not its site's line or codec fell silent or came back."""
        if target.kind is not TargetKind.DEVICE or target.site_index is None:
            return
        site = self._sites[target.site_index]
        if target.id == self._codec_of[site.id]:
            return
        after = self._pings[target.id].state
        if after is PointState.DOWN:
            since_utc = self._utc_of(self._pings[target.id].since_s)
            parent = AlarmKey(site.id, AlarmType.SITE_LOST)
            self._conditions.stand(
                target.id, AlarmType.DEVICE_LOST, since_utc, site_id=site.id, parent=parent
            )
        elif after in _SEEN:
            self._conditions.end(target.id, AlarmType.DEVICE_LOST, self._ended_utc(target.id))

    def fault_changed(self, device_id: str, fault: DeviceFault | None) -> None:
        """A device stopped or began to give readings."""
        if fault is None:
            self._faulty.pop(device_id, None)
            for kind in (AlarmType.AGENT_SILENT, AlarmType.CREDENTIALS):
                self._conditions.end(device_id, kind, self._clock.utc())
        else:
            self._faulty.setdefault(device_id, self._clock.monotonic())

    def look(self) -> None:
        """Judge the devices that give no readings: their agent is at fault only while they answer pings."""
        now_s = self._clock.monotonic()
        for device_id, since_s in self._faulty.items():
            coordinator = self._coordinators[device_id]
            site = self._sites[coordinator.site_index]
            ping = self._pings.get(device_id, self._line[coordinator.site_index])
            if coordinator.fault is None or ping.state not in _SEEN:
                continue
            is_refused = coordinator.fault in (DeviceFault.CREDENTIALS, DeviceFault.REFUSED)
            if not is_refused and now_s - max(since_s, ping.since_s) < _AGENT_PATIENCE_S:
                continue
            kind = AlarmType.CREDENTIALS if is_refused else AlarmType.AGENT_SILENT
            self._conditions.stand(
                device_id,
                kind,
                self._utc_of(since_s),
                site_id=site.id,
                params=(("fault", coordinator.fault.value),),
                parent=AlarmKey(site.id, AlarmType.SITE_LOST),
            )

    def _stand(self, site: Site, finding: Finding, kind: AlarmType) -> None:
        self._conditions.stand(
            site.id,
            kind,
            self._utc_of(finding.since_s),
            site_id=site.id,
            cause=finding.verdict.value,
            confidence=finding.confidence.value,
            evidence=finding.evidence,
            parent=_parent(site, finding, kind),
        )

    def _keep_members(self, index: int, finding: Finding) -> None:
        """The upstream node's own alarm names the sites that fell with it, while there are any."""
        upstream_id = self._sites[index].line.upstream_id
        if upstream_id is None:
            return
        for kind, verdict in _OF_NODE.items():
            members = self._members.setdefault((upstream_id, kind), set())
            if finding.verdict is verdict:
                members.add(index)
            elif index in members and finding.verdict is not Verdict.UNDECIDED:
                members.discard(index)
            else:
                continue
            self._tell_node(upstream_id, kind, members)

    def _tell_node(self, upstream_id: str, kind: AlarmType, members: set[int]) -> None:
        resource = upstream_resource(upstream_id)
        if not members:
            self._conditions.end(resource, kind, self._utc_of(self._newest_return_s(upstream_id)))
            return
        first = min((self._findings[i] for i in members), key=lambda finding: finding.since_s)
        self._conditions.stand(
            resource,
            kind,
            self._utc_of(first.since_s),
            cause=first.verdict.value,
            confidence=first.confidence.value,
            evidence=first.evidence,
            members=tuple(self._sites[i].id for i in sorted(members)),
        )

    def _newest_return_s(self, upstream_id: str) -> float:
        return max(
            self._line[i].since_s for i, site in enumerate(self._sites)
            if site.line.upstream_id == upstream_id and i in self._line
        )  # fmt: skip

    def _ended_utc(self, target_id: str) -> float:
        detector = self._pings.get(target_id)
        return self._utc_of(detector.since_s) if detector is not None else self._clock.utc()

    def _utc_of(self, monotonic_s: float) -> float:
        return self._clock.utc() - (self._clock.monotonic() - monotonic_s)


_OF_NODE = {
    AlarmType.UPSTREAM_LOST: Verdict.UPSTREAM_NODE,
    AlarmType.UPSTREAM_CONGESTED: Verdict.UPSTREAM_CONGESTED,
}


def _parent(site: Site, finding: Finding, kind: AlarmType) -> AlarmKey | None:
    if finding.verdict is Verdict.UPSTREAM_NODE:
        return AlarmKey(upstream_resource(finding.upstream_id), AlarmType.UPSTREAM_LOST)
    if finding.verdict is Verdict.UPSTREAM_CONGESTED:
        return AlarmKey(upstream_resource(finding.upstream_id), AlarmType.UPSTREAM_CONGESTED)
    if kind is AlarmType.CODEC_LOST:
        return AlarmKey(site.id, AlarmType.SITE_LOST)
    return None
