"""Reads room monitors: all but Eaton's first EMP tell a sensor's state or unit."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.combine import finest
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.room_sensor import (
    HUMIDITY,
    LARGEST_ARC,
    TEMPERATURE,
    ProbeFamily,
    if_linked,
    in_celsius,
    sensor_index,
    sensor_row,
    to_fahrenheit,
)
from gbdt_console.devices.snmp.rows import code, text

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
_AKCP_MEASURING = dict.fromkeys((0, *range(2, 7)), "ok")
"""Normal and beyond a limit; units were seen to give 0, which the MIB does not know, beside values."""
_EMP = "1.3.6.1.4.1.534.1.6"
_EMP2 = "1.3.6.1.4.1.534.6.8.1"
_NETBOTZ = "1.3.6.1.4.1.5528.100.4.1"
_KELVIN = 273.15
"""0 degrees Celsius."""

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


def akcp_plus(device: Device) -> ProbeFamily:
    """Make the family of AKCP's sensorProbe+ and its like (SPAGENT-MIB plusSeries).

    temperatureRaw (20) is tenths, temperatureDegree whole degrees, humidityPercent percent. The options
    `temperature_row` and `humidity_row` give the dotted indexes; without one, that Reading is missing. A
    sensor that is not set to `C` is impossible.
    """
    return _akcp_rows("1.3.6.1.4.1.3854.3.5", device, raw_column=20)


def akcp_security(device: Device) -> ProbeFamily:
    """Make the family of AKCP's securityProbe 5 (SPAGENT-MIB sensorTemperatureTable, sensorHumidityTable).

    As `akcp_plus`, but its raw value was seen to be 0 beside 20 degrees, so whole degrees are read.
    """
    return _akcp_rows("1.3.6.1.4.1.3854.2.3", device)


def _akcp_rows(root: str, device: Device, raw_column: int = 0) -> ProbeFamily:
    """Make a family of AKCP's that has a table of temperatures (2) and one of humidities (3).

    raw_column: column of tenths of a degree; 0 where none can be believed
    """
    warm_at, damp_at = sensor_row(device, "temperature_row"), sensor_row(device, "humidity_row")
    unit = text("", f"{root}.2.1.5.{warm_at}")

    def judges(table: int, at: str) -> tuple[TableRow, ...]:
        return (
            code("", f"{root}.{table}.1.8.{at}", {1: "ok"}, unknown=DONT_KNOW | {2}),
            code("", f"{root}.{table}.1.6.{at}", _AKCP_MEASURING, unknown=DONT_KNOW | {1, 7}),
        )

    whole = replace(TEMPERATURE, oid=f"{root}.2.1.4.{warm_at}")
    tenths = replace(TEMPERATURE, oid=f"{root}.2.1.{raw_column}.{warm_at}", per_unit=10)
    damp = replace(HUMIDITY, oid=f"{root}.3.1.4.{damp_at}")
    of_warm, of_damp = (*judges(2, warm_at), unit), judges(3, damp_at)
    rows = (*((tenths,) if raw_column else ()), whole, damp, *of_warm, *of_damp)

    def readings(answers: Answers) -> Sequence[Reading]:
        warm = _judged(tenths if tenths.oid in answers.values else whole, of_warm, answers)
        if warm.value is not None and answers.read(unit).value != "C":
            warm = answers.doubt(whole, Quality.IMPOSSIBLE)
        return warm, _judged(damp, of_damp, answers)

    return ProbeFamily(tuple(row.oid for row in rows), readings)


def netbotz(device: Device) -> ProbeFamily:
    """Make the family of APC's NetBotz (NETBOTZV2-MIB): tenths of a degree Celsius and of a percent.

    The options `temperature_index` and `humidity_index` give the rows; without one, that Reading is missing.
    A sensor that is not plugged in gives 0, and an empty text beside it.
    """

    def place(row: TableRow, table: int, option: str) -> list[Judged]:
        at = sensor_index(device, option, LARGEST_ARC)
        root = f"{_NETBOTZ}.{table}.1"
        return [(replace(row, oid=f"{root}.2.{at}", per_unit=10), (text("", f"{root}.7.{at}"),))]

    return _family(place(TEMPERATURE, 1, "temperature_index"), place(HUMIDITY, 2, "humidity_index"))


def eaton_emp2(device: Device) -> ProbeFamily:
    """Make the family of Eaton's EMP of the second generation (EATON-SENSOR-MIB): tenths.

    The option `sensor` is the number of the EMP. temperatureUnit: kelvin 0, Celsius 1, Fahrenheit 2 by the
    MIB's type and by other programs; its description numbers them otherwise. sensorStatus: lost is 3.
    """
    at = device.options.get("sensor", 1)
    link = code("", f"{_EMP2}.1.4.1.1.{at}", {2: "ok"}, unknown=frozenset({0, 3}))
    unit = code("", f"{_EMP2}.2.5.0", {0: "kelvin", 1: "celsius", 2: "fahrenheit"})
    celsius = replace(TEMPERATURE, oid=f"{_EMP2}.2.3.1.3.{at}.1", per_unit=10)
    fahrenheit = replace(celsius, most=to_fahrenheit(celsius.most))
    kelvin = replace(celsius, least=celsius.least + _KELVIN, most=celsius.most + _KELVIN)
    damp = replace(HUMIDITY, oid=f"{_EMP2}.3.3.1.3.{at}.1", per_unit=10)

    def warm(answers: Answers) -> Reading:
        scale = answers.read(unit)
        if scale.quality is not Quality.GOOD:
            return answers.doubt(celsius, scale.quality)
        if scale.value == "fahrenheit":
            return in_celsius(if_linked(link, fahrenheit, answers))
        if scale.value == "celsius":
            return if_linked(link, celsius, answers)
        found = if_linked(link, kelvin, answers)
        if not isinstance(found.value, int | float):
            return found
        return replace(found, value=round(found.value - _KELVIN, 1))

    return ProbeFamily(
        (link.oid, unit.oid, celsius.oid, damp.oid),
        lambda answers: [warm(answers), if_linked(link, damp, answers)],
    )


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
