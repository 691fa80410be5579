"""Judges whether an answering device fits the driver that its settings name."""

from collections.abc import Iterator
from dataclasses import replace

from gbdt_console.core.monitoring.readings import DeviceReport, Mismatch, MismatchKind, Quality, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.registry import driver_specs, fitting_driver, fitting_family
from gbdt_console.devices.snmp.client import SnmpError, SnmpReader
from gbdt_console.devices.snmp.uptime import SYS_OBJECT_ID

_SYSTEM = "device."
"""Begins the metrics of the system group, which every agent has."""
_MISSING = Quality.MISSING


async def mismatch_of(
    device: Device, report: DeviceReport, link: SnmpReader, before: Mismatch | None
) -> Mismatch | None:
    """Return how the device does not fit its settings; None where it fits.

    A device without any object of its driver is asked once, as long as that stays so, for those of the other
    drivers of its kind. Where none reads it, its sysObjectID names one, or another family of its own.

    report: result of the poll that just ended
    """
    if report.mismatch is not None or next(_own(report), None) is not None:
        return report.mismatch
    if before is not None and before.kind is MismatchKind.OBJECTS:
        return before
    try:
        fits = await _best_reader(device, link) or await _by_object_id(device, link)
    except SnmpError:
        fits = ""
    return Mismatch(MismatchKind.OBJECTS, device.driver, driver="" if fits == device.driver else fits)


def _own(report: DeviceReport) -> Iterator[Reading]:
    """Yield what the device gives of its driver, in whatever quality."""
    for one in report.readings:
        if one.quality is not _MISSING and not one.metric.startswith(_SYSTEM):
            yield one


async def _best_reader(device: Device, link: SnmpReader) -> str:
    """Name the driver of the same kind that reads most; empty where none reads anything."""
    found = [(0, "")]
    for spec in driver_specs().values():
        is_other = device.kind in spec.offer.kinds and spec.name != device.driver
        if is_other and spec.build is not None:
            report = await spec.build(replace(device, driver=spec.name, options={})).read(link, 0.0)
            found.append((sum(1 for _ in _own(report)), spec.name))
    return max(found, key=lambda one: one[0])[1]


async def _by_object_id(device: Device, link: SnmpReader) -> str:
    sys_object_id = (await link.get([SYS_OBJECT_ID])).get(SYS_OBJECT_ID)
    name = fitting_driver(sys_object_id, device.kind) if isinstance(sys_object_id, str) else ""
    family = fitting_family(str(sys_object_id), name) if name else ""
    is_set = name == device.driver and family in ("", device.options.get("family"))
    return name if is_set or not family else f"{name}, family: {family}"
