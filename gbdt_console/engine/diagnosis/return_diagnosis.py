"""Finds the cause of an outage once the site is back, by the uptime of its devices."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from gbdt_console.core.diagnosis.return_table import ReturnFacts, ReturnRow, UptimeVerdict, decide_on_return
from gbdt_console.core.diagnosis.verdict_table import OUTAGES, Diagnosis, DiagnosisRules, PowerFact
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.monitoring.detector import Detector
from gbdt_console.core.monitoring.readings import DeviceReport, Quality
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.engine.monitoring.device_poller import DevicePoller

_UPTIME = "device.uptime"
_SLACK_S = 30.0
"""An unknown device kept running if its uptime exceeds the outage by this many seconds."""


def uptime_of(report: DeviceReport) -> tuple[float, float] | None:
    """Return when a device was asked (monotonic) and its uptime, seconds."""
    for reading in report.readings:
        if reading.metric == _UPTIME and reading.quality is Quality.GOOD:
            return reading.taken_s, float(reading.value or 0.0)
    return None


class ReturnDiagnosis:
    """Collects device reports about one outage. `decide` gives its cause once the line is back.

    returned_s: when the line answered again, monotonic seconds; None before.
    power: the last report of the site's UPSes.
    """

    def __init__(
        self,
        outage: Diagnosis,
        known: Collection[str],
        awaited: Iterable[str],
        power: PowerFact,
        rules: DiagnosisRules,
    ) -> None:
        """Start with the outage's finding.

        known: the devices whose uptime was read before the outage; of these a driver can tell a restart from
            a wrapped uptime counter.
        awaited: the devices beside the router that were read until the outage.
        """
        self.outage = outage
        self.returned_s: float | None = None
        self.power = power
        self._known = known
        self._awaited = set(awaited)
        self._rules = rules
        self._router = UptimeVerdict.UNKNOWN
        self._others: dict[str, UptimeVerdict] = {}
        self._evidence: list[Evidence] = []

    def reported(self, device: Device, report: DeviceReport, at_utc: float) -> None:
        """Take the report of a device asked after the outage began."""
        uptime = uptime_of(report)
        asked_s = uptime[0] if uptime else max((r.taken_s for r in report.readings), default=0.0)
        if asked_s <= self.outage.since_s:
            return
        verdict = self._uptime_verdict(device, report, uptime)
        is_router = device.kind is DeviceKind.ROUTER
        before = self._router if is_router else self._others.get(device.id)
        self._awaited.discard(device.id)
        if before is UptimeVerdict.RESTARTED or before is verdict:
            return
        if is_router:
            self._router = verdict
        else:
            self._others[device.id] = verdict
        if verdict is not UptimeVerdict.UNKNOWN:
            self._evidence.append(_evidence(device, verdict, uptime, at_utc))

    def decide(self, now_s: float) -> tuple[Diagnosis | None, bool]:
        """Return the cause if known, and whether more reports are awaited."""
        if self.returned_s is None:
            return None, True
        is_late = now_s - self.returned_s >= self._rules.return_wait_s
        others = self._others_verdict()
        if self._router is UptimeVerdict.UNKNOWN:
            return None, not is_late
        if (
            self._router is UptimeVerdict.RESTARTED
            and others is not UptimeVerdict.RESTARTED
            and self._awaited
            and not is_late
        ):
            return None, True
        was_upstream = bool(self.outage.upstream_id)
        row = decide_on_return(ReturnFacts(self._router, others, self.power, was_upstream))
        return (None if row is None else self._finding(row)), False

    def _uptime_verdict(
        self, device: Device, report: DeviceReport, uptime: tuple[float, float] | None
    ) -> UptimeVerdict:
        if report.is_restarted:
            return UptimeVerdict.RESTARTED
        if uptime is None:
            return UptimeVerdict.UNKNOWN
        asked_s, uptime_s = uptime
        is_older = uptime_s > asked_s - self.outage.since_s + _SLACK_S
        return UptimeVerdict.CONTINUES if device.id in self._known or is_older else UptimeVerdict.UNKNOWN

    def _others_verdict(self) -> UptimeVerdict:
        found = set(self._others.values())
        return next(
            (verdict for verdict in (UptimeVerdict.RESTARTED, UptimeVerdict.CONTINUES) if verdict in found),
            UptimeVerdict.UNKNOWN,
        )

    def _finding(self, row: ReturnRow) -> Diagnosis:
        was = self.outage
        is_upstream = bool(was.upstream_id) and row.verdict is was.verdict
        return replace(
            was,
            verdict=row.verdict,
            confidence=row.confidence,
            evidence=(*was.evidence, *self._evidence),
            upstream_id=was.upstream_id if is_upstream else "",
            row=row.name,
        )


class ReturnDiagnoses:
    """Holds running outages and ended ones not judged yet, by site."""

    def __init__(self, rules: DiagnosisRules) -> None:
        self._rules = rules
        self._of_site: dict[int, ReturnDiagnosis] = {}
        self._uptime_seen: set[str] = set()

    def continue_from(self, before: "ReturnDiagnoses", moved: Mapping[int, int]) -> None:
        """Go on with the outages of the sites that stay; `moved` gives their new indexes."""
        self._of_site = {moved[i]: pending for i, pending in before._of_site.items() if i in moved}
        self._uptime_seen = before._uptime_seen

    def __contains__(self, index: int) -> bool:
        return index in self._of_site

    def is_awaited(self, index: int) -> bool:
        """Whether the site is back, the cause not decided yet."""
        pending = self._of_site.get(index)
        return pending is not None and pending.returned_s is not None

    def lost_since_s(self, index: int, line: Detector) -> float:
        """Return when the site fell silent, monotonic seconds.

        A blind moment during an outage restarts the detector's count, so the outage's own begin counts.
        """
        pending = self._of_site.get(index)
        if pending is None or pending.returned_s is not None:
            return line.since_s
        known_s = pending.outage.since_s
        return known_s if (line.last_good_s or 0.0) <= known_s else line.since_s

    def outage_judged(
        self, index: int, finding: Diagnosis | None, power: PowerFact, readers: Sequence[DevicePoller]
    ) -> None:
        """Keep the finding of a line that is down. The last one before its return is the outage."""
        pending = self._of_site.get(index)
        if finding is None or finding.verdict not in OUTAGES:
            self._of_site.pop(index, None)
        elif pending is not None and pending.returned_s is None:
            pending.outage = finding
        else:
            known = {r.device.id for r in readers} & self._uptime_seen
            others = [r for r in readers if r.device.kind is not DeviceKind.ROUTER and r.fault is None]
            awaited = known & {r.device.id for r in others}
            self._of_site[index] = ReturnDiagnosis(finding, known, awaited, power, self._rules)

    def line_returned(self, index: int, returned_s: float) -> bool:
        """Note that the line answers since `returned_s` (monotonic). Return whether an outage ended."""
        pending = self._of_site.get(index)
        if pending is None or pending.returned_s is not None:
            return False
        pending.returned_s = returned_s
        return True

    def reported(self, reader: DevicePoller, report: DeviceReport, power: PowerFact, at_utc: float) -> None:
        """Take the report of a device.

        power: what the site's UPSes report now; of no matter where no outage is open.
        """
        pending = self._of_site.get(reader.site_index)
        if pending is not None:
            pending.reported(reader.device, report, at_utc)
            if power is PowerFact.BATTERY:
                pending.power = power
        if reader.device.id not in self._uptime_seen and uptime_of(report) is not None:
            self._uptime_seen.add(reader.device.id)

    def decide(self, index: int, now_s: float) -> tuple[Diagnosis, Diagnosis] | None:
        """Return the outage that ended and its decided cause, once; else None."""
        pending = self._of_site.get(index)
        if pending is None:
            return None
        decided, is_open = pending.decide(now_s)
        if not is_open:
            del self._of_site[index]
        return None if decided is None else (pending.outage, decided)


def _evidence(
    device: Device, verdict: UptimeVerdict, uptime: tuple[float, float] | None, at_utc: float
) -> Evidence:
    kind = device.kind.value if device.kind in (DeviceKind.ROUTER, DeviceKind.UPS) else "device"
    name = ("device", device.name)
    if uptime is None:
        return Evidence(f"{kind}.restarted-untimed", at_utc, (name,))
    _, uptime_s = uptime
    if verdict is UptimeVerdict.RESTARTED:
        return Evidence(f"{kind}.restarted", at_utc, (name, ("seconds", f"{uptime_s:.0f}")))
    days, rest_s = divmod(uptime_s, 86_400.0)
    since = (("days", f"{days:.0f}"), ("hours", f"{rest_s // 3_600:.0f}"))
    return Evidence(f"{kind}.uptime-continues", at_utc, (name, *since))
