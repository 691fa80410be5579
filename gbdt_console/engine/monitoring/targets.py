"""Lists the ping targets, one per line, other device and anchor of the centre; says how often each is due."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Event, MeasuringRestored, MeasuringSlowed
from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.monitoring.pace import FULL_PACE, LATE_S, Pace, PaceKeeper, Slowed
from gbdt_console.core.quick_dataclass import dataclass, replace
from gbdt_console.core.resource_ids import line_of_site
from gbdt_console.core.sites import Device, DeviceKind, Intervals, Network, Site


class TargetKind(StrEnum):
    """Names what a target stands for.

    ANCHOR: the centre's own network.
    """

    LINE = "line"
    DEVICE = "device"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Target:
    """Describes one target of pings.

    id: '<site>.line', a device's id, or 'centre.<anchor>'.
    kind: a line, a device or an anchor.
    site_index: the site's index from 0; None for an anchor.
    """

    id: str
    address: str
    kind: TargetKind
    rules: DetectionRules
    site_index: int | None = None


def line_device(site: Site) -> Device | None:
    """Return the device whose ping stands for the line. The router, else the first device, else None."""
    routers = [device for device in site.devices if device.kind is DeviceKind.ROUTER]
    return next(iter(routers or site.devices), None)


def targets_of(network: Network) -> tuple[Target, ...]:
    """Return all targets. Anchors first, then each site's line and its other devices."""
    anchors = [
        Target(f"centre.{anchor.id}", anchor.address, TargetKind.ANCHOR, network.detection)
        for anchor in network.centre.anchors
    ]
    return (
        *anchors,
        *(t for i, site in enumerate(network.sites) for t in _of_site(site, i, network.detection)),
    )


def _of_site(site: Site, index: int, detection: DetectionRules) -> list[Target]:
    line = line_device(site)
    if line is None:
        return []
    contract = site.line.contract
    rules = replace(detection, rtt_limit_ms=contract.rtt_ms, jitter_limit_ms=contract.jitter_ms)
    found = [Target(line_of_site(site.id), line.address, TargetKind.LINE, rules, index)]
    others = [device for device in site.devices if device is not line]
    return found + [Target(d.id, d.address, TargetKind.DEVICE, rules, index) for d in others]


class ProbeIntervals:
    """Says how often each kind is asked, more often in a meeting and less often at a slower pace.

    The journal gets each change of the pace.
    """

    def __init__(self, intervals: Intervals, clock: Clock, record: Callable[[Event], object]) -> None:
        self._intervals = intervals
        self._clock = clock
        self._record = record
        self._keeper = PaceKeeper(clock.monotonic())
        self._slowed_s = 0.0
        self.is_meeting = False

    def follow(self, intervals: Intervals) -> None:
        self._intervals = intervals

    @property
    def pace(self) -> Pace:
        return self._keeper.pace

    @property
    def is_late(self) -> bool:
        """Whether answers are read so late that they prove no silence."""
        return self._keeper.late_s > LATE_S

    @property
    def slowed(self) -> Slowed | None:
        """What is done less often than sites.yaml says; None where nothing is."""
        if self.pace is FULL_PACE:
            return None
        pace = self.pace
        is_longer = pace.line_s > self._intervals.line_s
        return Slowed(pace.level, pace.device_times, pace.line_s if is_longer else 0.0)

    def look(self, late_s: float) -> bool:
        """Take how late the engine's loop is now, in seconds; tell whether the pace has changed."""
        now_s, before = self._clock.monotonic(), self.pace
        if not self._keeper.look(late_s, now_s):
            return False
        if before is FULL_PACE:
            self._slowed_s = now_s
        if self.pace is FULL_PACE:
            self._record(MeasuringRestored(round(now_s - self._slowed_s, 3)))
        else:
            line_s = self.ping_s(TargetKind.LINE)
            self._record(MeasuringSlowed(self.pace.level, line_s, self.pace.device_times))
        return True

    def ping_s(self, kind: TargetKind) -> float:
        intervals = self._intervals
        if kind is TargetKind.ANCHOR:
            return intervals.line_s
        if kind is TargetKind.LINE:
            return max(intervals.line_s, self.pace.line_s)
        device_s = intervals.device_meeting_s if self.is_meeting else intervals.device_idle_s
        return device_s * self.pace.device_times

    def reading_s(self) -> float:
        intervals = self._intervals
        reading_s = intervals.snmp_meeting_s if self.is_meeting else intervals.snmp_idle_s
        return reading_s * self.pace.device_times


def moved_targets(before: Sequence[Target], now: Sequence[Target]) -> Mapping[int, int]:
    """Return the new item of each target that stays what it is, by its item before."""
    new = {(target.id, target.address): item for item, target in enumerate(now)}
    found = ((old, new.get((target.id, target.address))) for old, target in enumerate(before))
    return {old: item for old, item in found if item is not None}
