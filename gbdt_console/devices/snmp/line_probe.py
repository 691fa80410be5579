"""Makes the reader of the probe that a router runs. It is a Cisco IP SLA operation or a Huawei NQA test."""

from collections.abc import Mapping
from typing import Protocol

from gbdt_console.core.driver_options import Option, OptionType
from gbdt_console.core.monitoring.readings import Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.cisco_ip_sla import IpSla
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.snmp.decoding import Answers
from gbdt_console.devices.snmp.huawei_nqa import Nqa

OPTIONS: Mapping[str, Option] = {
    "sla_index": Option(OptionType.INTEGER, default=0),
    "nqa_admin": Option(OptionType.TEXT, default=""),
    "nqa_test": Option(OptionType.TEXT, default=""),
}
"""The driver options that name a probe.

sla_index: number of an IP SLA operation, 0 for none
nqa_admin: administrator's name of an NQA test
nqa_test: name of an NQA test, empty for none
"""

_LARGEST_INDEX = 2147483647
"""Limits an IP SLA index to SNMP's Integer32."""


class LineProbe(Protocol):
    """Reads the newest result of one probe of the line."""

    async def oids(self, link: SnmpReader) -> tuple[str, ...]:
        """Return the objects of the newest result.

        It may ask the router for their index first. Raises SnmpError.
        """
        ...

    def readings(self, answers: Answers) -> list[Reading]: ...


def line_probe(device: Device) -> LineProbe | None:
    """Make the probe that the device's options name. An IP SLA operation goes before an NQA test."""
    index = int(device.options.get("sla_index", 0))
    if 0 < index <= _LARGEST_INDEX:
        return IpSla(index)
    test = str(device.options.get("nqa_test", ""))
    return Nqa(str(device.options.get("nqa_admin", "")), test) if test else None
