"""Reads a device whose objects are known beforehand: one GET, and a pure function that makes its Readings."""

from collections.abc import Callable, Mapping, Sequence

from gbdt_console.core.monitoring.readings import DeviceReport, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.batch_get import BatchGet
from gbdt_console.devices.snmp.client import SnmpReader, SnmpValue

ReadingsOf = Callable[[Mapping[str, SnmpValue], float], Sequence[Reading]]


class TableReader:
    """One per device; see ReadsState."""

    def __init__(self, device: Device, oids: Sequence[str], readings_of: ReadingsOf) -> None:
        self._asker = BatchGet(device)
        self._oids = oids
        self._readings_of = readings_of

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Look once. Raises SnmpError."""
        answers = await self._asker.ask(link, self._oids)
        life = self._asker.judge(answers, now_s)
        return DeviceReport((*life.readings, *self._readings_of(answers, now_s)), life.is_restarted)
