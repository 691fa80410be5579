"""Reads the own branch of a Huawei UPS (2011.6.174), where UPS-MIB has other units or nothing.

Units: seen on a UPS5000, which answers UPS-MIB in tenths of a volt and hundredths of a hertz. Codes of supply
other than 3 were not seen on a device; they are as other monitoring programs read them.
"""

from collections.abc import Sequence

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.devices.snmp.combine import highest, input_voltages
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers
from gbdt_console.devices.snmp.rows import code, number

_HUAWEI = "1.3.6.1.4.1.2011.6.174.1"

SOURCE = code(
    "ups.source",
    f"{_HUAWEI}.2.101.1.1.1",
    {1: "none", 2: "bypass", 3: "normal", 4: "battery", 5: "other", 6: "normal", 7: "battery"},
    unknown=DONT_KNOW | {0},
)
"""The method of supply. Economy operation is the mains (6) or the battery (7); 5 combines both."""

_TABLE = (
    SOURCE,
    number("ups.battery.voltage", f"{_HUAWEI}.6.100.1.1.1", per_unit=10),
    number("ups.battery.charge", f"{_HUAWEI}.6.100.1.3.1"),
    number("ups.battery.minutes", f"{_HUAWEI}.6.100.1.4.1", per_unit=60),
    number("ups.input.frequency", f"{_HUAWEI}.3.100.1.4.1", per_unit=100),
    number("ups.output.voltage", f"{_HUAWEI}.4.100.1.1.1", per_unit=10),
)
_INPUTS = tuple(number("ups.input.voltage", f"{_HUAWEI}.3.100.1.{n}.1", per_unit=10) for n in (1, 2, 3))
_LOADS = tuple(number("ups.output.load", f"{_HUAWEI}.4.100.1.{n}.1", per_unit=10) for n in (14, 15, 16))
OIDS = tuple(row.oid for row in (*_TABLE, *_INPUTS, *_LOADS))


def with_own_branch(standard: Sequence[Reading], answers: Answers, line_count: Reading) -> list[Reading]:
    """Replace the Readings of UPS-MIB that the branch gives too.

    standard: the Readings of UPS-MIB
    line_count: upsInputNumLines
    """
    inputs = input_voltages(answers.read_all(_INPUTS), line_count)
    found = [*answers.read_all(_TABLE), *inputs, highest(answers.read_all(_LOADS))]
    own = {reading.metric: reading for reading in found if reading.quality is not Quality.MISSING}
    return [own.get(reading.metric, reading) for reading in standard]
