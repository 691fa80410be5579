"""Lists the ping targets: one per line, per other device and per anchor of the centre."""

from enum import StrEnum

from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.quick_dataclass import dataclass, replace
from gbdt_console.core.resource_ids import line_of_site
from gbdt_console.core.sites import Device, DeviceKind, Network, Site


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
