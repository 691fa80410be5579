"""Makes the rows of a family's table: where an object is and what its numbers mean.

Unit and plausible limits belong to the metric, whoever gives it, and stand here once.
"""

from collections.abc import Mapping
from typing import NamedTuple

from gbdt_console.core.monitoring.readings import Unit
from gbdt_console.devices.snmp.decoding import DONT_KNOW, TableRow, ValueKind


class Scale(NamedTuple):
    """The unit of a metric and its smallest and largest plausible value."""

    unit: Unit = Unit.NONE
    most: float = 4294967295
    least: float = 0


_COUNT = Scale(most=1_000_000)
_UPTIME = Scale(Unit.SECOND, 42949672.95)
"""TimeTicks wrap to 0 after 497.1 days."""
_MAINS = Scale(Unit.VOLT, 600)
_DELAY = Scale(Unit.MILLISECOND, 60_000)

SCALES: Mapping[str, Scale] = {
    "codec.conferences": Scale(most=1_000),
    "device.uptime": _UPTIME,
    "line.probe.jitter": _DELAY,
    "line.probe.loss": Scale(Unit.PERCENT, 100),
    "line.probe.mos": Scale(most=5, least=1),
    "line.probe.rtt": _DELAY,
    "line.speed": Scale(Unit.MBIT_PER_S, 1_600_000),
    "mcu.calls": _COUNT,
    "mcu.channels": _COUNT,
    "mcu.channels_bridged": _COUNT,
    "mcu.uptime": _UPTIME,
    "pdu.load": Scale(Unit.AMPERE, 100),
    "room.humidity": Scale(Unit.PERCENT, 100),
    "room.temperature": Scale(Unit.CELSIUS, 85, -40),
    "ups.alarms": Scale(most=1_000),
    "ups.ambient.humidity": Scale(Unit.PERCENT, 100),
    "ups.ambient.temperature": Scale(Unit.CELSIUS, 85, -40),
    "ups.battery.charge": Scale(Unit.PERCENT, 100),
    "ups.battery.minutes": Scale(Unit.MINUTE, 10_000),
    "ups.battery.seconds": Scale(Unit.SECOND, 30 * 86_400),
    "ups.battery.temperature": Scale(Unit.CELSIUS, 100, -40),
    "ups.battery.voltage": Scale(Unit.VOLT, 1_000),
    "ups.input.frequency": Scale(Unit.HERTZ, 80),
    "ups.input.voltage": _MAINS,
    "ups.output.load": Scale(Unit.PERCENT, 200),
    "ups.output.voltage": _MAINS,
}
"""A metric that is not named here has no unit, and takes any unsigned number of 32 bits."""


def number(metric: str, oid: str, per_unit: int = 1, unknown: frozenset[int] = DONT_KNOW) -> TableRow:
    """Make the row of a number.

    per_unit: steps of the raw integer in one unit of the metric (10 for tenths)
    """
    unit, most, least = SCALES.get(metric, Scale())
    return TableRow(metric, oid, unit=unit, per_unit=per_unit, least=least, most=most, unknown=unknown)


def code(metric: str, oid: str, codes: Mapping[int, str], unknown: frozenset[int] = DONT_KNOW) -> TableRow:
    """Make the row of an enumeration.

    codes: its words by number; any other number is impossible
    """
    return TableRow(metric, oid, ValueKind.CODE, codes=codes, unknown=unknown)


def text(metric: str, oid: str) -> TableRow:
    return TableRow(metric, oid, ValueKind.TEXT)
