"""Reads a single-phase Emerson UPS by its maker's branch (1.3.6.1.4.1.13400.2.1.3.1).

Objects and scales are those of a recorded US11R0030L of 3 kVA on mains: 2.5 A at 219.8 V are its 18 %. Only
the codes of that state are known, so every other one is unknown and never taken for mains or battery.
"""

from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.monitoring.readings import Unit
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.decoding import DONT_KNOW, TableRow, ValueKind
from gbdt_console.devices.snmp.table_reader import reader_of

_UPS = "1.3.6.1.4.1.13400.2.1.3.1"
_NOT_KNOWN = DONT_KNOW | frozenset(range(100))
"""Codes of which no document or recording tells the meaning."""


def _volts(metric: str, oid: str, most: int) -> TableRow:
    return TableRow(metric, oid, unit=Unit.VOLT, per_unit=10, most=most)


TABLE = (
    TableRow("ups.source", f"{_UPS}.4.1.1.0", ValueKind.CODE, codes={3: "normal"}, unknown=_NOT_KNOWN - {3}),
    TableRow(
        "ups.battery.status", f"{_UPS}.2.1.1.0", ValueKind.CODE, codes={2: "normal"}, unknown=_NOT_KNOWN - {2}
    ),
    TableRow("ups.battery.charge", f"{_UPS}.2.2.1.0", unit=Unit.PERCENT, most=100),
    _volts("ups.battery.voltage", f"{_UPS}.2.2.2.0", 1_000),
    TableRow(
        "ups.battery.temperature", f"{_UPS}.2.2.4.0", unit=Unit.CELSIUS, per_unit=10, least=-40, most=100
    ),
    _volts("ups.input.voltage", f"{_UPS}.3.2.1.0", 600),
    TableRow("ups.input.frequency", f"{_UPS}.3.2.6.0", unit=Unit.HERTZ, per_unit=10, most=80),
    _volts("ups.output.voltage", f"{_UPS}.4.2.1.0", 600),
    TableRow("ups.output.load", f"{_UPS}.4.2.3.0", unit=Unit.PERCENT, most=200),
)

SPEC = DriverSpec(
    "emerson-ups",
    DriverOffer(kinds=frozenset({DeviceKind.UPS}), needs_snmp=True),
    reader_of(TABLE),
    fits=("1.3.6.1.4.1.13400.2.1",),
)
