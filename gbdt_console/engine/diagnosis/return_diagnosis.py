"""One outage seen from its end: which devices of the site went on living, and so what the outage was."""

from collections.abc import Collection, Iterable, Sequence
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


def uptime_of(report: DeviceReport) -> tuple[float, float] | None:
    """When the device was asked (monotonic) and how long it had lived then, in seconds."""
    for reading in report.readings:
        if reading.metric == _UPTIME and reading.quality is Quality.GOOD:
            return reading.taken_s, float(reading.value or 0.0)
    return None


class ReturnDiagnosis:
    """Begins with the outage's finding. Reports of the site's devices go in; once the line is back, `decide`
    says what they amount to."""

    def __init__(
        self,
        outage: Diagnosis,
        known: Collection[str],
        awaited: Iterable[str],
        power: PowerFact,
        rules: DiagnosisRules,
    ) -> None:
        """`known` are the devices whose uptime was seen before the outage: of these a driver can tell a
        restart from a clock that came round. `awaited` are those beside the router that were read until the
        outage, `power` is the last word of the site's UPSes."""
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
        """A device was read."""
        lived = uptime_of(report)
        asked_s = lived[0] if lived else max((r.taken_s for r in report.readings), default=0.0)
        if asked_s <= self.outage.since_s:
            return
        life = self._life(device, report, lived)
        is_router = device.kind is DeviceKind.ROUTER
        before = self._router if is_router else self._others.get(device.id)
        self._awaited.discard(device.id)
        if before is UptimeVerdict.RESTARTED or before is life:
            return
        if is_router:
            self._router = life
        else:
            self._others[device.id] = life
        if life is not UptimeVerdict.UNKNOWN:
            self._evidence.append(_evidence(device, life, lived, at_utc))

    def decide(self, now_s: float) -> tuple[Diagnosis | None, bool]:
        """What it was, if that is known, and whether there is anything left to wait for."""
        if self.returned_s is None:
            return None, True
        is_late = now_s - self.returned_s >= self._rules.return_wait_s
        others = self._life_of_others()
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

    def _life(self, device: Device, report: DeviceReport, lived: tuple[float, float] | None) -> UptimeVerdict:
        if report.is_restarted:
            return UptimeVerdict.RESTARTED
        if lived is None:
            return UptimeVerdict.UNKNOWN
        asked_s, uptime_s = lived
        is_older = uptime_s > asked_s - self.outage.since_s + _SLACK_S
        return UptimeVerdict.CONTINUES if device.id in self._known or is_older else UptimeVerdict.UNKNOWN

    def _life_of_others(self) -> UptimeVerdict:
        lives = set(self._others.values())
        return next(
            (life for life in (UptimeVerdict.RESTARTED, UptimeVerdict.CONTINUES) if life in lives),
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
    """The outages that are not over, and those whose end is not judged yet, by the site's index."""

    def __init__(self, rules: DiagnosisRules) -> None:
        self._rules = rules
        self._of_site: dict[int, ReturnDiagnosis] = {}
        self._lived: set[str] = set()

    def __contains__(self, index: int) -> bool:
        return index in self._of_site

    def is_awaited(self, index: int) -> bool:
        """Whether the site is back and what the outage was is still to be found out."""
        pending = self._of_site.get(index)
        return pending is not None and pending.returned_s is not None

    def fell_s(self, index: int, line: Detector) -> float:
        """When the site fell silent; a blind moment in the middle of an outage does not make it younger."""
        pending = self._of_site.get(index)
        if pending is None or pending.returned_s is not None:
            return line.since_s
        known_s = pending.outage.since_s
        return known_s if (line.last_good_s or 0.0) <= known_s else line.since_s

    def judged(
        self, index: int, finding: Diagnosis | None, power: PowerFact, readers: Sequence[DevicePoller]
    ) -> None:
        """The line is down and this is the finding; the last one before its return is what has ended."""
        pending = self._of_site.get(index)
        if finding is None or finding.verdict not in OUTAGES:
            self._of_site.pop(index, None)
        elif pending is not None and pending.returned_s is None:
            pending.outage = finding
        else:
            known = {r.device.id for r in readers} & self._lived
            others = [r for r in readers if r.device.kind is not DeviceKind.ROUTER and r.fault is None]
            awaited = known & {r.device.id for r in others}
            self._of_site[index] = ReturnDiagnosis(finding, known, awaited, power, self._rules)

    def line_is_back(self, index: int, returned_s: float) -> bool:
        """The site answers since then; returns whether an outage ended by it."""
        pending = self._of_site.get(index)
        if pending is None or pending.returned_s is not None:
            return False
        pending.returned_s = returned_s
        return True

    def reported(self, reader: DevicePoller, report: DeviceReport, power: PowerFact, at_utc: float) -> None:
        """A device was read; `power` is what the site's UPSes say now."""
        pending = self._of_site.get(reader.site_index)
        if pending is not None:
            pending.reported(reader.device, report, at_utc)
            if power is PowerFact.BATTERY:
                pending.power = power
        if reader.device.id not in self._lived and uptime_of(report) is not None:
            self._lived.add(reader.device.id)

    def decide(self, index: int, now_s: float) -> tuple[Diagnosis, Diagnosis] | None:
        """The outage that ended and what it was, once."""
        pending = self._of_site.get(index)
        if pending is None:
            return None
        decided, is_open = pending.decide(now_s)
        if not is_open:
            del self._of_site[index]
        return None if decided is None else (pending.outage, decided)


def _evidence(
    device: Device, life: UptimeVerdict, lived: tuple[float, float] | None, at_utc: float
) -> Evidence:
    who = device.kind.value if device.kind in (DeviceKind.ROUTER, DeviceKind.UPS) else "device"
    name = ("device", device.name)
    if lived is None:
        return Evidence(f"{who}.restarted-untimed", at_utc, (name,))
    _, uptime_s = lived
    if life is UptimeVerdict.RESTARTED:
        return Evidence(f"{who}.restarted", at_utc, (name, ("seconds", f"{uptime_s:.0f}")))
    days, rest_s = divmod(uptime_s, 86_400.0)
    since = (("days", f"{days:.0f}"), ("hours", f"{rest_s // 3_600:.0f}"))
    return Evidence(f"{who}.uptime-continues", at_utc, (name, *since))
