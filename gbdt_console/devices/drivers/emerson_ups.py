"""Reads a single-phase Emerson UPS by its maker's branch (1.3.6.1.4.1.13400.2.1.3.1).

Objects and scales are those of a recorded US11R0030L of 3 kVA on mains: 2.5 A at 219.8 V are its 18 %. Only
the codes of that state are known, so every other one is unknown and never taken for mains or battery.
"""

from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp.decoding import DONT_KNOW
from gbdt_console.devices.snmp.rows import code, number
from gbdt_console.devices.snmp.table_reader import reader_of

_UPS = "1.3.6.1.4.1.13400.2.1.3.1"
_NOT_KNOWN = DONT_KNOW | frozenset(range(100))
"""Codes of which no document or recording tells the meaning."""

TABLE = (
    code("ups.source", f"{_UPS}.4.1.1.0", {3: "normal"}, _NOT_KNOWN - {3}),
    code("ups.battery.status", f"{_UPS}.2.1.1.0", {2: "normal"}, _NOT_KNOWN - {2}),
    number("ups.battery.charge", f"{_UPS}.2.2.1.0"),
    number("ups.battery.voltage", f"{_UPS}.2.2.2.0", per_unit=10),
    number("ups.battery.temperature", f"{_UPS}.2.2.4.0", per_unit=10),
    number("ups.input.voltage", f"{_UPS}.3.2.1.0", per_unit=10),
    number("ups.input.frequency", f"{_UPS}.3.2.6.0", per_unit=10),
    number("ups.output.voltage", f"{_UPS}.4.2.1.0", per_unit=10),
    number("ups.output.load", f"{_UPS}.4.2.3.0"),
)

SPEC = snmp_driver("emerson-ups", DeviceKind.UPS, reader_of(TABLE), fits=("1.3.6.1.4.1.13400.2.1",))
