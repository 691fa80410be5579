"""Makes one Reading from several objects of one meaning."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.devices.snmp.decoding import Answers, TableRow

_NEARLY_FULL_PERCENT = 90
"""Limits the charge from which a run time of 0 min beside a normal battery means 'not known'. So answer cards
of Santak, Phoenixtec, EAST and Socomec on mains."""


def finest(readings: Sequence[Reading]) -> Reading:
    """Return the first Reading with a value, else the first present one.

    readings: ordered from the finest object to the coarsest
    """
    present = [reading for reading in readings if reading.quality is not Quality.MISSING]
    with_value = [reading for reading in present if reading.value is not None]
    return [*with_value, *present, *readings][0]


def highest(lines: Sequence[Reading]) -> Reading:
    """Return the most loaded line, or the line in doubt."""
    return _extreme([lines[0], *(r for r in lines[1:] if r.quality is not Quality.MISSING)])


def input_voltages(lines: Sequence[Reading], line_count: Reading) -> list[Reading]:
    """Return the first input line's voltage and the lowest one.

    The lowest is only given when several lines are in use.

    Cards fill lines that they lack with 0, so only upsInputNumLines tells an unused line from a lost phase.
    """
    used = lines[: line_count.value if isinstance(line_count.value, int) else 1]
    if len(used) == 1:
        return list(used)
    return [used[0], replace(_extreme(used, lowest=True), metric="ups.input.voltage_lowest")]


def first_raised(flags: Sequence[TableRow], otherwise: str, answers: Answers) -> Reading:
    """Return the word of the first raised flag. `otherwise` is the word while no flag is raised.

    A lowered flag has the word ''. A flag in doubt ends the search: the later flags prove nothing then.
    """
    readings = answers.read_all(flags)
    for flag in readings:
        if flag.value != "":
            return flag
    return replace(readings[0], value=otherwise)


def without_false_run_time(found: Sequence[Reading]) -> list[Reading]:
    """Make a run time of 0 min unknown beside a normal, nearly full battery."""
    value = {reading.metric: reading.value for reading in found}
    charge = value["ups.battery.charge"]
    is_full = isinstance(charge, int) and charge >= _NEARLY_FULL_PERCENT
    if value["ups.battery.minutes"] != 0 or not is_full or value["ups.battery.status"] != "normal":
        return list(found)
    return [
        replace(reading, value=None, quality=Quality.UNKNOWN, raw="0")
        if reading.metric == "ups.battery.minutes"
        else reading
        for reading in found
    ]


def _extreme(lines: Sequence[Reading], *, lowest: bool = False) -> Reading:
    worst = lines[0]
    for line in lines:
        if not isinstance(line.value, int | float):
            return line
        if isinstance(worst.value, int | float) and (line.value < worst.value) is lowest:
            worst = line
    return worst
