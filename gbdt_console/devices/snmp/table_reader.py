"""Reads a device whose objects are known beforehand, from a table."""

from collections.abc import Callable, Sequence

from gbdt_console.core.monitoring.readings import DeviceReport
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.batch_get import BatchGet, kept_readings
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.snmp.decoding import ReadingsOf, TableRow


class TableReader:
    """Reads one device with a single GET; see ReadsState."""

    def __init__(self, device: Device, oids: Sequence[str], readings_of: ReadingsOf) -> None:
        self._batch = BatchGet(device)
        self._oids = oids
        self._readings = kept_readings(oids, readings_of)

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        answers = await self._batch.ask(link, self._oids, now_s)
        uptime = self._batch.uptime(answers)
        return DeviceReport((*uptime.readings, *self._readings.of(answers)), uptime.is_restarted)


def reader_of(table: Sequence[TableRow]) -> Callable[[Device], TableReader]:
    """Make a DriverSpec's `build` from the table of a family. Each row gives one Reading."""
    oids = tuple(row.oid for row in table)
    return lambda device: TableReader(device, oids, lambda answers: answers.read_all(table))
