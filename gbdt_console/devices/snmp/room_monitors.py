"""Reads room monitors: HW group's and AKCP's tell a sensor's state and unit, Eaton's EMP does not."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.combine import finest
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.room_sensor import HUMIDITY, TEMPERATURE, ProbeFamily, sensor_index
from gbdt_console.devices.snmp.rows import code

_HWG = "1.3.6.1.4.1.21796"
_HWG_TABLES = (
    (f"{_HWG}.4.9.3.1", 3, 5, 7, 1, 4),
    (f"{_HWG}.4.1.3.1", 3, 5, 7, 1, 4),
    (f"{_HWG}.3.3.3.1", 4, 6, 9, 0, 3),
)
"""STE2, STE and Poseidon: the columns of state, value and unit, then the units Celsius and percent."""
_HWG_MEASURING = dict.fromkeys(range(1, 6), "ok")
"""Normal, outside a range, alarm; 0 is an invalid sensor."""

_AKCP = "1.3.6.1.4.1.3854.1.2.2.1"
_EMP = "1.3.6.1.4.1.534.1.6"

Judged = tuple[TableRow, Sequence[TableRow]]
"""The row of a value, and the rows that must be good for it to be believed."""


def hwg(device: Device) -> ProbeFamily:
    """Make the family of HW group's STE, STE2 and Poseidon: tenths of a degree Celsius and of a percent.

    The options `temperature_index` and `humidity_index` give the rows; without one, that Reading is missing.
    """

    def places(row: TableRow, option: str, unit_at: int) -> list[Judged]:
        at = sensor_index(device, option)
        return [
            (
                replace(row, oid=f"{table[0]}.{table[2]}.{at}", per_unit=10),
                (
                    code("", f"{table[0]}.{table[1]}.{at}", _HWG_MEASURING, unknown=DONT_KNOW | {0}),
                    code("", f"{table[0]}.{table[3]}.{at}", {int(table[unit_at]): "ok"}),
                ),
            )
            for table in _HWG_TABLES
        ]

    return _family(places(TEMPERATURE, "temperature_index", 4), places(HUMIDITY, "humidity_index", 5))


def akcp(device: Device) -> ProbeFamily:
    """Make the family of AKCP's sensorProbe (SPAGENT-MIB): whole degrees Celsius and percent.

    The option `port` is the port of a sensor of both; the MIB counts ports from 0. A probe that is set to
    Fahrenheit is impossible.
    """
    at = int(device.options.get("port", 1)) - 1

    def online(table: int) -> TableRow:
        return code("", f"{_AKCP}.{table}.1.5.{at}", {1: "ok"}, unknown=DONT_KNOW | {2})

    celsius = code("", f"{_AKCP}.16.1.12.{at}", {1: "ok"})
    warm = (replace(TEMPERATURE, oid=f"{_AKCP}.16.1.3.{at}"), (online(16), celsius))
    damp = (replace(HUMIDITY, oid=f"{_AKCP}.17.1.3.{at}"), (online(17),))
    return _family([warm], [damp])


def eaton_emp(_device: Device) -> ProbeFamily:
    """Make the family of the EMP on an Eaton UPS card (EATON-EMP-MIB): whole degrees Celsius and percent.

    0 is taken for no reading in both.
    """
    no_reading = DONT_KNOW | {0}
    warm = replace(TEMPERATURE, oid=f"{_EMP}.5.0", unknown=no_reading)
    damp = replace(HUMIDITY, oid=f"{_EMP}.6.0", unknown=no_reading)
    return _family([(warm, ())], [(damp, ())])


def _family(*metrics: Sequence[Judged]) -> ProbeFamily:
    """Make a family of one Reading a metric, from the first of its places that gives one."""
    rows = [row for places in metrics for value, judges in places for row in (value, *judges)]
    return ProbeFamily(
        tuple(dict.fromkeys(row.oid for row in rows)),
        lambda answers: [finest([_judged(*place, answers) for place in places]) for places in metrics],
    )


def _judged(row: TableRow, judges: Sequence[TableRow], answers: Answers) -> Reading:
    """Read a value; the first judge that is not good spoils it."""
    for judge in judges:
        quality = answers.quality(judge)
        if quality is not Quality.GOOD:
            return answers.doubt(row, quality)
    return answers.read(row)
