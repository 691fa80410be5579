"""The probe a router itself runs over its line (Cisco IP SLA, Huawei NQA), where the settings name one."""

from collections.abc import Mapping
from typing import Protocol

from gbdt_console.core.driver_options import Option, OptionType
from gbdt_console.core.monitoring.readings import Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.cisco_ip_sla import IpSla
from gbdt_console.devices.snmp.client import SnmpReader, SnmpValue
from gbdt_console.devices.snmp.huawei_nqa import Nqa

OPTIONS: Mapping[str, Option] = {
    "sla_index": Option(OptionType.INTEGER, default=0),
    "nqa_admin": Option(OptionType.TEXT, default=""),
    "nqa_test": Option(OptionType.TEXT, default=""),
}
"""`sla_index` is the number of an IP SLA operation; an NQA test has an administrator's name and its own."""


class LineProbe(Protocol):
    """What one probe said of the line. It may look something up before it knows what to ask."""

    async def oids(self, link: SnmpReader) -> tuple[str, ...]:
        """The objects of the newest result. Raises SnmpError."""
        ...

    def readings(self, answers: Mapping[str, SnmpValue], now_s: float) -> list[Reading]:
        """The Readings of one answer."""
        ...


def line_probe(device: Device) -> LineProbe | None:
    """The probe that the device's options name, if any; an IP SLA index goes before an NQA test."""
    index = int(device.options.get("sla_index", 0))
    if 0 < index <= 2147483647:
        return IpSla(index)
    test = str(device.options.get("nqa_test", ""))
    return Nqa(str(device.options.get("nqa_admin", "")), test) if test else None
