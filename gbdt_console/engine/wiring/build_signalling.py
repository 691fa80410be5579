"""Builds what asks the codecs' call services."""

from gbdt_console.core.called_services import CalledServices
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.signalling_monitor import SignallingMonitor
from gbdt_console.engine.monitoring.targets import TargetKind, line_device

_ANSWERING = (PointState.UP, PointState.DEGRADED)
_STARTS_S = 60.0
"""A codec that starts may answer pings for so many seconds before its call service does."""


def build_signalling(equipment: Equipment, ledger: Ledger, pings: PingMonitor) -> SignallingMonitor:
    """Return a monitor that is ready to be started."""
    network, clock = equipment.network, equipment.clock
    detectors = {target.id: detector for target, detector in zip(pings.targets, pings.detectors, strict=True)}
    lines = {
        target.site_index: detector
        for target, detector in zip(pings.targets, pings.detectors, strict=True)
        if target.kind is TargetKind.LINE
    }
    pinged = {
        device.id: lines[index] if device is line_device(site) else detectors[device.id]
        for index, site in enumerate(network.sites)
        for device in site.devices
        if device.signalling is not None
    }

    def can_judge(device_id: str) -> bool:
        detector = pinged[device_id]
        return detector.state in _ANSWERING and clock.monotonic() - detector.since_s >= _STARTS_S

    called = ledger[CalledServices].answered
    return SignallingMonitor(network, equipment.signalling, clock, called, can_judge)
