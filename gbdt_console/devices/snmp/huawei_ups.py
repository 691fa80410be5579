"""Reads the own branch of a Huawei UPS (2011.6.174), where UPS-MIB has other units or nothing.

Units: seen on a UPS5000, which answers UPS-MIB in tenths of a volt and hundredths of a hertz. Codes of supply
other than 3 were not seen on a device; they are as other monitoring programs read them.
"""

from collections.abc import Mapping, Sequence

from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.snmp.combine import highest, input_voltages
from gbdt_console.devices.snmp.decoding import DONT_KNOW, TableRow, ValueKind, decode

_HUAWEI = "1.3.6.1.4.1.2011.6.174.1"
_VOLTS = 600
"""Limits a plausible voltage."""

SOURCE = TableRow(
    "ups.source",
    f"{_HUAWEI}.2.101.1.1.1",
    ValueKind.CODE,
    codes={1: "none", 2: "bypass", 3: "normal", 4: "battery", 5: "other", 6: "normal", 7: "battery"},
    unknown=DONT_KNOW | {0},
)
"""The method of supply. Economy operation is the mains (6) or the battery (7); 5 combines both."""

_TABLE = (
    SOURCE,
    TableRow("ups.battery.voltage", f"{_HUAWEI}.6.100.1.1.1", unit=Unit.VOLT, per_unit=10, most=1_000),
    TableRow("ups.battery.charge", f"{_HUAWEI}.6.100.1.3.1", unit=Unit.PERCENT, most=100),
    TableRow("ups.battery.minutes", f"{_HUAWEI}.6.100.1.4.1", unit=Unit.MINUTE, per_unit=60, most=10_000),
    TableRow("ups.input.frequency", f"{_HUAWEI}.3.100.1.4.1", unit=Unit.HERTZ, per_unit=100, most=80),
    TableRow("ups.output.voltage", f"{_HUAWEI}.4.100.1.1.1", unit=Unit.VOLT, per_unit=10, most=_VOLTS),
)
_INPUTS = tuple(
    TableRow("ups.input.voltage", f"{_HUAWEI}.3.100.1.{n}.1", unit=Unit.VOLT, per_unit=10, most=_VOLTS)
    for n in (1, 2, 3)
)
_LOADS = tuple(
    TableRow("ups.output.load", f"{_HUAWEI}.4.100.1.{n}.1", unit=Unit.PERCENT, per_unit=10, most=200)
    for n in (14, 15, 16)
)
OIDS = tuple(row.oid for row in (*_TABLE, *_INPUTS, *_LOADS))


def with_own_branch(
    standard: Sequence[Reading], answers: Mapping[str, SnmpValue], line_count: Reading, now_s: float
) -> list[Reading]:
    """Replace the Readings of UPS-MIB that the branch gives too.

    standard: the Readings of UPS-MIB
    line_count: upsInputNumLines
    """

    def read(row: TableRow) -> Reading:
        return decode(row, answers.get(row.oid), now_s)

    inputs = input_voltages([read(row) for row in _INPUTS], line_count)
    found = [*map(read, _TABLE), *inputs, highest([read(row) for row in _LOADS])]
    own = {reading.metric: reading for reading in found if reading.quality is not Quality.MISSING}
    return [own.get(reading.metric, reading) for reading in standard]
