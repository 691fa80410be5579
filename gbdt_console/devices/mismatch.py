"""Judges whether an answering device fits the driver that its settings name."""

from gbdt_console.core.monitoring.readings import DeviceReport, Mismatch, MismatchKind, Quality
from gbdt_console.core.sites import Device
from gbdt_console.devices.registry import fitting_driver
from gbdt_console.devices.snmp.client import SnmpError, SnmpReader
from gbdt_console.devices.snmp.uptime import SYS_OBJECT_ID

_SYSTEM = "device."
"""Begins the metrics of the system group, which every agent has."""


async def mismatch_of(
    device: Device, report: DeviceReport, link: SnmpReader, before: Mismatch | None
) -> Mismatch | None:
    """Return how the device does not fit its settings; None where it fits.

    A device without any object of its driver is asked for its sysObjectID once, as long as that stays so.

    report: result of the poll that just ended
    """
    own = (reading for reading in report.readings if not reading.metric.startswith(_SYSTEM))
    if report.mismatch is not None or any(reading.quality is not Quality.MISSING for reading in own):
        return report.mismatch
    if before is not None and before.kind is MismatchKind.OBJECTS:
        return before
    try:
        answers = await link.get([SYS_OBJECT_ID])
    except SnmpError:
        answers = {}
    sys_object_id = answers.get(SYS_OBJECT_ID)
    fits = fitting_driver(sys_object_id, device.kind) if isinstance(sys_object_id, str) else ""
    return Mismatch(MismatchKind.OBJECTS, device.driver, driver="" if fits == device.driver else fits)
