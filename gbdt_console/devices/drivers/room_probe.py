"""Reads the temperature and humidity of a room from documented probe families."""

from collections.abc import Callable, Mapping

from gbdt_console.core.driver_options import DriverOffer, Option, OptionType
from gbdt_console.core.monitoring.readings import DeviceReport
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.apc_probes import apc_iem, apc_uio
from gbdt_console.devices.snmp.batch_get import BatchGet
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.snmp.entity_sensor import entity_sensor
from gbdt_console.devices.snmp.rack_probes import geist, liebert, raritan
from gbdt_console.devices.snmp.room_sensor import ProbeFamily

_NUMBERS = tuple(range(1, 9))
"""Limits the options `port` and `sensor`."""

FAMILIES: Mapping[str, Callable[[Device], ProbeFamily]] = {
    "apc-uio": apc_uio,
    "apc-iem": apc_iem,
    "entity-sensor": entity_sensor,
    "geist": geist,
    "raritan": raritan,
    "liebert": liebert,
}


class RoomProbe:
    """Reads one probe with a single GET."""

    def __init__(self, device: Device) -> None:
        """Take the family that the device's option `family` names."""
        self._batch = BatchGet(device)
        self._family = FAMILIES[str(device.options.get("family", "apc-uio"))](device)

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Poll the probe once. Raises SnmpError."""
        answers = await self._batch.ask(link, self._family.oids)
        uptime = self._batch.uptime(answers, now_s)
        return DeviceReport((*uptime.readings, *self._family.readings(answers, now_s)), uptime.is_restarted)


SPEC = DriverSpec(
    "room-probe",
    DriverOffer(
        kinds=frozenset({DeviceKind.PROBE}),
        needs_snmp=True,
        options={
            "family": Option(OptionType.TEXT, default="apc-uio", choices=tuple(FAMILIES)),
            "port": Option(OptionType.INTEGER, default=1, choices=_NUMBERS),
            "sensor": Option(OptionType.INTEGER, default=1, choices=_NUMBERS),
            "temperature_index": Option(OptionType.INTEGER, default=0),
            "humidity_index": Option(OptionType.INTEGER, default=0),
        },
    ),
    RoomProbe,
    fits=("1.3.6.1.4.1.318.1.3.8", "1.3.6.1.4.1.21239", "1.3.6.1.4.1.13742", "1.3.6.1.4.1.476.1.42"),
)
