"""Reads a Cisco codec (TC and CE software) by MIB-2, which is all that it answers.

sysDescr names software and model: `Cisco Codec SoftW: TC7.3.5 MCU: Cisco TelePresence SX20 Date: ...`, on one
line or on several. The speed is that of its only network port.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from gbdt_console.core.monitoring.readings import DeviceReport, Reading
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp import interfaces
from gbdt_console.devices.snmp.batch_get import BatchGet
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader
from gbdt_console.devices.snmp.decoding import Answers
from gbdt_console.devices.snmp.rows import text
from gbdt_console.devices.snmp.uptime import DESCRIPTION

SEARCH_AGAIN_S = 60.0
"""Limits how often a codec whose port was not found is walked again."""

_PARTS = re.compile(rb"(SoftW|MCU|Date|S/N|BootSW|Board):")
_ROWS = {b"MCU": text("codec.model", DESCRIPTION.oid), b"SoftW": text("codec.software", DESCRIPTION.oid)}


class CiscoCodec:
    """Reads one codec with a single GET. Its port is searched at the first poll and after a restart."""

    def __init__(self, device: Device) -> None:
        self._batch = BatchGet(device)
        self._port: interfaces.InterfacePort | None = None
        self._search_at_s = float("-inf")

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Poll the codec once. Raises SnmpError."""
        if self._port is None and now_s >= self._search_at_s:
            self._port, self._search_at_s = await _search(link), now_s + SEARCH_AGAIN_S
        port = self._port
        asked = [row.oid for row in interfaces.speed_rows(port)] if port else []
        answers = await self._batch.ask(link, asked, now_s)
        uptime = self._batch.uptime(answers)
        if uptime.is_restarted:
            self._port, self._search_at_s = None, float("-inf")
        return DeviceReport((*uptime.readings, *_readings(answers, port)), uptime.is_restarted)


async def _search(link: SnmpReader) -> interfaces.InterfacePort | None:
    """Find the only port; of several any would be a guess."""
    try:
        index = interfaces.pick_line_port(await link.walk(interfaces.IF_TYPE))
    except SnmpMalformed:
        return None
    return None if index is None else interfaces.InterfacePort(index, "", interfaces.IF_DESCR)


def _readings(answers: Answers, port: interfaces.InterfacePort | None) -> Iterator[Reading]:
    """Make the Readings; all are missing where sysDescr is not that of such a codec."""
    raw = answers.values.get(DESCRIPTION.oid)
    parts = _PARTS.split(raw) if isinstance(raw, bytes) else []
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    if raw is not None and not isinstance(raw, bytes):
        yield from answers.read_all(_ROWS.values())
    else:
        for name, row in _ROWS.items():
            yield Answers({row.oid: told[name].strip()} if name in told else {}, answers.taken_s).read(row)
    of_port = answers if b"SoftW" in told else Answers({}, answers.taken_s)
    yield replace(interfaces.speed(port, of_port), metric="codec.port_speed")


SPEC = replace(
    snmp_driver("cisco-codec", DeviceKind.CODEC, CiscoCodec, fits=("1.3.6.1.4.1.5596.150",)),
    control="cisco-xapi",
)
