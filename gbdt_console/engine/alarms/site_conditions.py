"""Derives conditions of sites, lines, codecs and devices from findings and silent devices."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis.verdict_table import OUTAGES, Diagnosis, Verdict
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.resource_ids import upstream_resource
from gbdt_console.core.sites import Network, Site
from gbdt_console.engine.alarms.certificate_conditions import CertificateConditions
from gbdt_console.engine.alarms.control_conditions import ControlConditions
from gbdt_console.engine.alarms.node_conditions import NodeConditions, cause_of
from gbdt_console.engine.alarms.switched_off import SwitchedOff
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.targets import Target, TargetKind

_CODEC = frozenset({Verdict.CODEC_OR_LAN, Verdict.CODEC_UNPLUGGED})
_POOR = frozenset({Verdict.LINE_DEGRADED, Verdict.UPSTREAM_CONGESTED})
_CLEAN_LINE = frozenset({Verdict.NORMAL, Verdict.ICMP_LIMITED, Verdict.SNMP_AGENT, Verdict.CALL_SERVICE})
_OF_A_BLIP = frozenset({Verdict.NORMAL, Verdict.UNDECIDED})
_JUDGED = OUTAGES | {Verdict.ICMP_LIMITED}
_SEEN = frozenset({PointState.UP, PointState.DEGRADED})
_AGENT_PATIENCE_S = 30.0
"""A device that came back may answer pings this many seconds before its SNMP agent does."""


class SiteConditions:
    """Raises and clears conditions as findings change. Call `poll` once a second.

    controlled: the conditions of MCU, mixer, codecs and cameras that the console controls.
    certificates: the conditions of the codecs' certificates.
    """

    def __init__(
        self,
        network: Network,
        ledger: Ledger,
        pings: PingMonitor,
        pollers: Sequence[DevicePoller],
        conditions: Conditions,
        clock: Clock,
    ) -> None:
        """Start without findings.

        ledger: tells which codecs are silent on purpose.
        """
        self._sites = network.sites
        self._conditions = conditions
        self._clock = clock
        self._findings: dict[int, Diagnosis] = {}
        self._pollers = {c.device.id: c for c in pollers}
        self._line = {t.site_index: d for t, d in zip(pings.targets, pings.detectors, strict=True)
                      if t.kind is TargetKind.LINE}  # fmt: skip
        self._detectors = {t.id: d for t, d in zip(pings.targets, pings.detectors, strict=True)}
        self._on_trial: dict[int, float] = {}
        self._nodes = NodeConditions(network, self._line, self._findings, self._on_trial, conditions, clock)
        self._faulty: dict[str, float] = {}
        self._answering: dict[str, int] = {}
        self.certificates = CertificateConditions(network, conditions, clock)
        self._fallen: dict[str, int] = {}
        self._ordered = SwitchedOff(ledger, network.sites)
        self._codec_of = self._ordered.codec_of
        pinged = {
            device.id: self._detectors.get(device.id, self._line[index])
            for index, site in enumerate(network.sites)
            for device in site.devices
        }
        self.controlled = ControlConditions(network, self._ordered, pinged, conditions, clock)
        self._index_of = {site.id: index for index, site in enumerate(network.sites)}
        self._switched_off: Mapping[str, str] = {}

    def continue_from(self, before: "SiteConditions", moved: Mapping[int, int]) -> None:
        """Go on with what is known of the sites whose line and codec are the same, and of their devices.

        moved: the new index of each such site, by its index before.
        """
        self._findings.update((moved[i], known) for i, known in before._findings.items() if i in moved)
        self._on_trial.update((moved[i], until_s) for i, until_s in before._on_trial.items() if i in moved)
        self._faulty = {id_: at_s for id_, at_s in before._faulty.items() if id_ in self._pollers}
        self._fallen = {
            id_: moved[i] for id_, i in before._fallen.items() if i in moved and id_ in self._detectors
        }
        known = self._ordered.site_of.keys()
        self._switched_off = {id_: one for id_, one in before._switched_off.items() if id_ in known}
        self.controlled.continue_from(before.controlled)
        self._nodes.continue_from(before._nodes, moved)

    def finding_changed(self, index: int, finding: Diagnosis) -> None:
        """Judge a site's new finding. An undecided one keeps the conditions that nothing contradicts."""
        site, verdict = self._sites[index], finding.verdict
        is_unseen = verdict is Verdict.NORMAL and self._line[index].state is PointState.UNKNOWN
        if verdict is Verdict.MONITOR_BLIND or is_unseen:
            return
        self._findings[index] = finding
        self._nodes.finding_changed(index, finding)
        is_answering = self._line[index].state in _SEEN
        if verdict in OUTAGES:
            self._raise(site, finding, AlarmType.SITE_LOST)
        elif verdict is not Verdict.UNDECIDED or is_answering:
            self._conditions.clear(
                AlarmKey(site.id, AlarmType.SITE_LOST), self._utc_of(self._line[index].since_s)
            )
        if verdict in _CODEC:
            self._judge_codec(index)
        elif verdict not in OUTAGES and verdict is not Verdict.UNDECIDED:
            self._conditions.clear(
                AlarmKey(site.id, AlarmType.CODEC_LOST), self._ended_utc(self._codec_of[site.id])
            )
        if verdict is Verdict.CALL_SERVICE:
            self._raise(site, finding, AlarmType.CALLS_SILENT)
        elif verdict in (Verdict.NORMAL, Verdict.SNMP_AGENT, *_CODEC):
            self.calls_answered(index)
        self._judge_line(index, finding)
        self._nodes.review(index)
        self._review_fallen()

    def _judge_line(self, index: int, finding: Diagnosis) -> None:
        """Raise or clear LINE_DEGRADED. The end of a blip ends no trial."""
        site, verdict = self._sites[index], finding.verdict
        if verdict not in _OF_A_BLIP:
            self._on_trial.pop(index, None)
        if verdict in _POOR:
            self._raise(site, finding, AlarmType.LINE_DEGRADED)
        elif verdict in _CLEAN_LINE and index not in self._on_trial:
            self._conditions.clear(
                AlarmKey(site.id, AlarmType.LINE_DEGRADED), self._utc_of(self._line[index].since_s)
            )

    def answered(self, target: Target) -> None:
        """Clear an earlier run's alarms of a site that answers.

        The site has no finding since the start. LINE_DEGRADED clears only after enough replies without loss;
        neither one reply nor the end of a blip proves a clean line.
        """
        index = target.site_index
        if index is None:
            return
        if target.kind is not TargetKind.LINE:
            self.codec_answered(index, target.id)
            return
        site = self._sites[index]
        self._conditions.clear(AlarmKey(site.id, AlarmType.SITE_LOST), self._clock.utc())
        if self._codec_of[site.id] not in self._detectors:
            self._conditions.clear(AlarmKey(site.id, AlarmType.CODEC_LOST), self._clock.utc())
        self._on_trial[index] = self._clock.monotonic() + target.rules.loss_window_least
        self._nodes.site_answered(index)

    def codec_answered(self, index: int, device_id: str) -> None:
        """Clear CODEC_LOST if the answering device is the codec. The site has no finding."""
        site_id = self._sites[index].id
        if device_id == self._codec_of[site_id]:
            self._conditions.clear(AlarmKey(site_id, AlarmType.CODEC_LOST), self._clock.utc())

    def calls_answered(self, index: int) -> None:
        """Clear CALLS_SILENT: the codec's call service answers, or something else is at fault."""
        key = AlarmKey(self._sites[index].id, AlarmType.CALLS_SILENT)
        self._conditions.clear(key, self._clock.utc())

    def point_changed(self, target: Target) -> None:
        """Judge a device that fell silent or came back. Findings judge a site's line and codec."""
        if target.kind is not TargetKind.DEVICE or target.site_index is None:
            return
        site = self._sites[target.site_index]
        after = self._detectors[target.id].state
        if target.id == self._codec_of[site.id]:
            return
        if after is PointState.DOWN:
            self._fallen[target.id] = target.site_index
            self._review_fallen()
        elif after in _SEEN:
            self._conditions.clear(AlarmKey(target.id, AlarmType.DEVICE_LOST), self._ended_utc(target.id))

    def fault_changed(self, device_id: str, fault: DeviceFault | None) -> None:
        if fault is not None:
            self._faulty.setdefault(device_id, self._clock.monotonic())
            return
        self._faulty.pop(device_id, None)
        changes = self._conditions.changes
        if self._answering.get(device_id) == changes:
            return
        for alarm_type in (AlarmType.AGENT_SILENT, AlarmType.CREDENTIALS):
            self._conditions.clear(AlarmKey(device_id, alarm_type), self._clock.utc())
        if self._conditions.changes == changes:
            self._answering[device_id] = changes

    def switched_off(self) -> Mapping[str, str]:
        """Return the site's id of each device that is silent now because its room was switched off."""
        return self._ordered.silent(self._is_down, self._clock.utc())

    def poll(self) -> None:
        """Judge what depends on time.

        That is devices without readings, fallen and switched off devices, and lines clean since the start. A
        device's agent is at fault only while the device answers pings.
        """
        now_s = self._clock.monotonic()
        self._end_trials(now_s)
        self.controlled.poll()
        self._review_switched_off()
        self._review_fallen()
        for device_id, since_s in self._faulty.items():
            poller = self._pollers[device_id]
            site = self._sites[poller.site_index]
            detector = self._detectors.get(device_id, self._line[poller.site_index])
            if poller.fault is None or detector.state not in _SEEN:
                continue
            # A refused port is no refused credential: no agent listens, also while one restarts.
            is_denied = poller.fault is DeviceFault.CREDENTIALS
            if not is_denied and now_s - max(since_s, detector.since_s) < _AGENT_PATIENCE_S:
                continue
            alarm_type = AlarmType.CREDENTIALS if is_denied else AlarmType.AGENT_SILENT
            other_type = AlarmType.AGENT_SILENT if is_denied else AlarmType.CREDENTIALS
            self._conditions.clear(AlarmKey(device_id, other_type), self._clock.utc())
            self._conditions.raise_(
                AlarmKey(device_id, alarm_type),
                self._utc_of(since_s),
                site_id=site.id,
                params=(("fault", poller.fault.value),),
                parent=AlarmKey(site.id, AlarmType.SITE_LOST),
            )

    def _is_down(self, device_id: str) -> bool:
        detector = self._detectors.get(device_id)
        return detector is not None and detector.state is PointState.DOWN

    def _end_trials(self, now_s: float) -> None:
        for index in [index for index, until_s in self._on_trial.items() if until_s <= now_s]:
            del self._on_trial[index]
            if self._line[index].state is PointState.UP:
                site = self._sites[index]
                self._conditions.clear(AlarmKey(site.id, AlarmType.LINE_DEGRADED), self._clock.utc())
                self._nodes.line_clean(index)

    def _review_fallen(self) -> None:
        """Raise DEVICE_LOST for devices that are down.

        While their line is silent too, they wait for its finding.
        """
        for device_id, index in list(self._fallen.items()):
            detector, finding = self._detectors[device_id], self._findings.get(index)
            if detector.state is PointState.DOWN:
                is_judged = finding is not None and finding.verdict in _JUDGED
                if self._line[index].is_silent and not is_judged:
                    continue
                site_id, since_utc = self._sites[index].id, self._utc_of(detector.since_s)
                if self._ordered.is_expected(device_id, self._clock.utc()):
                    continue
                parent = AlarmKey(site_id, AlarmType.SITE_LOST)
                self._conditions.raise_(
                    AlarmKey(device_id, AlarmType.DEVICE_LOST), since_utc, site_id=site_id, parent=parent
                )
            del self._fallen[device_id]

    def _review_switched_off(self) -> None:
        """Clear what switched off devices had raised, and raise what nobody orders any more."""
        before, now_utc = self._switched_off, self._clock.utc()
        self._switched_off = self.switched_off()
        for device_id in before.keys() ^ self._switched_off.keys():
            site_id, is_off = self._ordered.site_of[device_id], device_id in self._switched_off
            for alarm_type in (AlarmType.DEVICE_LOST, AlarmType.AGENT_SILENT) if is_off else ():
                self._conditions.clear(AlarmKey(device_id, alarm_type), now_utc)
            if device_id == self._codec_of[site_id]:
                self._judge_codec(self._index_of[site_id])
            elif not is_off:
                self._fallen[device_id] = self._index_of[site_id]

    def _judge_codec(self, index: int) -> None:
        """Raise CODEC_LOST where the finding names the codec, unless its silence was ordered."""
        site, finding, now_utc = self._sites[index], self._findings.get(index), self._clock.utc()
        if self._ordered.is_expected(self._codec_of[site.id], now_utc):
            self._conditions.clear(AlarmKey(site.id, AlarmType.CODEC_LOST), now_utc)
        elif finding is not None and finding.verdict in _CODEC:
            self._raise(site, finding, AlarmType.CODEC_LOST)

    def _raise(self, site: Site, finding: Diagnosis, alarm_type: str) -> None:
        self._conditions.raise_(
            AlarmKey(site.id, alarm_type),
            self._utc_of(finding.since_s),
            site_id=site.id,
            cause=cause_of(finding),
            parent=_parent(site, finding, alarm_type),
        )

    def _ended_utc(self, target_id: str) -> float:
        detector = self._detectors.get(target_id)
        return self._utc_of(detector.since_s) if detector is not None else self._clock.utc()

    def _utc_of(self, monotonic_s: float) -> float:
        return self._clock.utc() - (self._clock.monotonic() - monotonic_s)


def _parent(site: Site, finding: Diagnosis, alarm_type: str) -> AlarmKey | None:
    if finding.verdict is Verdict.UPSTREAM_NODE:
        return AlarmKey(upstream_resource(finding.upstream_id), AlarmType.UPSTREAM_LOST)
    if finding.verdict is Verdict.UPSTREAM_CONGESTED:
        return AlarmKey(upstream_resource(finding.upstream_id), AlarmType.UPSTREAM_CONGESTED)
    if alarm_type in (AlarmType.CODEC_LOST, AlarmType.CALLS_SILENT):
        return AlarmKey(site.id, AlarmType.SITE_LOST)
    return None
