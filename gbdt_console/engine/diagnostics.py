"""Keeps the finding of every site: asks the table again when something about a site has changed."""

from collections.abc import Callable, Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis import Facts, Finding, Router, Verdict, diagnose
from gbdt_console.core.health import PointState, StateChange
from gbdt_console.core.readings import DeviceFault, DeviceReport
from gbdt_console.core.sites import Network
from gbdt_console.core.traps import TrapNotice
from gbdt_console.engine.coordinator import Coordinator
from gbdt_console.engine.echo_watch import EchoWatch
from gbdt_console.engine.targets import Target, TargetKind

OnFinding = Callable[[int, Finding], None]
OnReturn = Callable[[int, Finding, Finding], None]

_ROUTER = {
    PointState.UP: Router.OK,
    PointState.SUSPECT: Router.SUSPECT,
    PointState.DOWN: Router.DOWN,
    PointState.DEGRADED: Router.POOR,
    PointState.UNKNOWN: Router.UNKNOWN,
}


class Diagnostics:
    """`findings` holds each site's finding other than NORMAL, by the site's index from 0. `on_finding` is
    called when verdict, confidence, node or beginning changed; `on_return` with the outage that ended and
    what the boot counters say it was. Both are called from `look` only. `ask` lets a device be read soon."""

    def __init__(
        self,
        network: Network,
        watch: EchoWatch,
        coordinators: Sequence[Coordinator],
        clock: Clock,
        on_finding: OnFinding = lambda site_index, finding: None,
    ) -> None:
        self._clock = clock
        self._watch = watch
        self.on_finding = on_finding
        self.on_return: OnReturn = lambda site_index, outage, decided: None
        self.ask: Callable[[str], None] = lambda device_id: None
        self.findings: dict[int, Finding] = {}
        self._dirty: set[int] = set()
        self._line = {
            target.site_index: item
            for item, target in enumerate(watch.targets)
            if target.kind is TargetKind.LINE and target.site_index is not None
        }

    def point_changed(self, target: Target, change: StateChange) -> None:
        """A detector changed its mind."""
        if target.site_index is not None:
            self._dirty.add(target.site_index)

    def reported(self, coordinator: Coordinator, report: DeviceReport) -> None:
        """A device was read."""

    def fault_changed(self, coordinator: Coordinator, fault: DeviceFault | None) -> None:
        """A device stopped or began to give readings."""

    def trap_came(self, notice: TrapNotice) -> None:
        """A device claimed something."""

    def look(self, is_blind: bool) -> None:
        """Decide again what has changed; called several times a second, after the vigil looked."""
        if is_blind:
            return
        dirty, self._dirty = self._dirty, set()
        for index in sorted(dirty):
            detector = self._watch.detectors[self._line[index]]
            row = diagnose(Facts(router=_ROUTER[detector.state]))
            finding = Finding(row.verdict, row.confidence, detector.since_s, row=row.name)
            if finding.verdict is Verdict.NORMAL:
                if self.findings.pop(index, None) is not None:
                    self.on_finding(index, finding)
            elif self.findings.get(index) != finding:
                self.findings[index] = finding
                self.on_finding(index, finding)
