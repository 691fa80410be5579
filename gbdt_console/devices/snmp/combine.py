"""One Reading where several objects speak of one thing: the finest number, the worst line, the first flag."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.snmp.decoding import TableRow, decode


def finest(readings: Sequence[Reading]) -> Reading:
    """The first with a value, of objects from the finest to the coarsest; else the first that is there."""
    there = [reading for reading in readings if reading.quality is not Quality.MISSING]
    with_value = [reading for reading in there if reading.value is not None]
    return [*with_value, *there, *readings][0]


def highest(lines: Sequence[Reading]) -> Reading:
    """The most loaded line. A line in doubt is not hidden behind one that is well."""
    return _extreme([lines[0], *(r for r in lines[1:] if r.quality is not Quality.MISSING)])


def input_voltages(lines: Sequence[Reading], line_count: Reading) -> list[Reading]:
    """The first line of a UPS, and the lowest of those in use. Cards fill lines they do not have with 0, so
    only the number of lines that they state tells an unused line from a lost phase."""
    used = lines[: line_count.value if isinstance(line_count.value, int) else 1]
    if len(used) == 1:
        return list(used)
    return [used[0], replace(_extreme(used, lowest=True), metric="ups.input.voltage_lowest")]


def first_raised(
    flags: Sequence[TableRow], otherwise: str, answers: Mapping[str, SnmpValue], now_s: float
) -> Reading:
    """The word of the first flag that is raised, `otherwise` where none is. A flag in doubt is not passed
    over: what follows from the later ones is not known then. A lowered flag has the word ''."""
    readings = [decode(row, answers.get(row.oid), now_s) for row in flags]
    for flag in readings:
        if flag.value != "":
            return flag
    return replace(readings[0], value=otherwise)


def _extreme(lines: Sequence[Reading], *, lowest: bool = False) -> Reading:
    worst = lines[0]
    for line in lines:
        if not isinstance(line.value, int | float):
            return line
        if isinstance(worst.value, int | float) and (line.value < worst.value) is lowest:
            worst = line
    return worst
