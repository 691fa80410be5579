"""Reads the room sensors of Geist, Raritan and Liebert units by their makers' MIBs."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.combine import finest
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.room_sensor import (
    HUMIDITY,
    TEMPERATURE,
    ProbeFamily,
    if_linked,
    in_celsius,
    sensor_index,
    to_fahrenheit,
)
from gbdt_console.devices.snmp.rows import code

_GEIST, _GEIST_TABLES = "1.3.6.1.4.1.21239.5.1", ((2, 5, 6), (4, 5, 0), (5, 5, 7), (6, 5, 6), (8, 6, 7))
"""Tables of GEIST-V4-MIB with the columns of temperature and humidity (0: none): the unit's own sensors, then
remote ones for temperature, air flow, dew point, and T3HD. A sensor's index stands in one of them only."""
_VERTIV, _VERTIV_TABLES = "1.3.6.1.4.1.21239.5.2", ((4, 5, 0), (5, 5, 7), (8, 6, 7), (9, 5, 6))
"""Tables of VERTIV-V5-MIB: temperature, air flow, T3HD and THD."""

_RARITAN = "1.3.6.1.4.1.13742.6"
_RARITAN_MEASURING = dict.fromkeys(range(2, 7), "ok")
"""States of a sensor that measures: from below its lower to above its upper critical limit."""

_LIEBERT = "1.3.6.1.4.1.476.1.42.3.4"


def geist(device: Device) -> ProbeFamily:
    """Make the family of Geist's Watchdog 15 and its like (GEIST-V4-MIB).

    It gives tenths of a degree, Fahrenheit (0) or Celsius (1) as the unit is set, and percent. The option
    `sensor` is the sensor's index.
    """
    return _geist_at(_GEIST, _GEIST_TABLES, device)


def vertiv(device: Device) -> ProbeFamily:
    """Make the family of the sensors of a Geist or Vertiv PDU (VERTIV-V5-MIB), in the form of `geist`."""
    return _geist_at(_VERTIV, _VERTIV_TABLES, device)


def _geist_at(root: str, tables: Sequence[tuple[int, int, int]], device: Device) -> ProbeFamily:
    at = device.options.get("sensor", 1)
    unit = code("", f"{root}.1.7.0", {0: "fahrenheit", 1: "celsius"})
    tenths = replace(TEMPERATURE, per_unit=10)
    places = [
        (
            code("", f"{root}.{table}.1.4.{at}", {1: "ok", 2: "ok"}, unknown=frozenset({0})),
            replace(tenths, oid=f"{root}.{table}.1.{degrees}.{at}"),
            replace(HUMIDITY, oid=f"{root}.{table}.1.{percent}.{at}") if percent else None,
        )
        for table, degrees, percent in tables
    ]

    def temperature(link: TableRow, row: TableRow, answers: Answers) -> Reading:
        scale = answers.read(unit)
        if scale.quality is not Quality.GOOD and row.oid in answers.values:
            return answers.doubt(row, scale.quality)
        if scale.value == "fahrenheit":
            fahrenheit = replace(row, most=to_fahrenheit(row.most))
            return in_celsius(if_linked(link, fahrenheit, answers))
        return if_linked(link, row, answers)

    def readings(answers: Answers) -> tuple[Reading, ...]:
        warm = [temperature(link, degrees, answers) for link, degrees, _ in places]
        damp = [if_linked(link, row, answers) for link, _, row in places if row is not None]
        return finest(warm), finest(damp)

    rows = [row for place in places for row in place if row is not None]
    return ProbeFamily((unit.oid, *(row.oid for row in rows)), readings)


def raritan(device: Device) -> ProbeFamily:
    """Make the family of sensors on a Raritan PX2 or PX3 (PDU2-MIB externalSensor).

    The options `temperature_index` and `humidity_index` give the numbers of the room's sensors; without one,
    that Reading is missing.
    """
    sensors = (
        RaritanSensor.at(TEMPERATURE, sensor_index(device, "temperature_index"), 10),
        RaritanSensor.at(HUMIDITY, sensor_index(device, "humidity_index"), 11),
    )

    return ProbeFamily(
        tuple(oid for sensor in sensors for oid in sensor.oids),
        lambda answers: [sensor.reading(answers) for sensor in sensors],
    )


@dataclass(frozen=True, slots=True)
class RaritanSensor:
    """One external sensor and the Reading made from it.

    row: measurementsExternalSensorValue, as the Reading's metric and unit
    judges: state, type and unit that the sensor must have
    digits: externalSensorDecimalDigits, by which the value is divided
    is_named: whether sites.yaml gives the sensor's number
    """

    row: TableRow
    judges: tuple[TableRow, ...]
    digits: TableRow
    is_named: bool

    @classmethod
    def at(cls, row: TableRow, number: int, kind: int) -> "RaritanSensor":
        """Make the sensor of a number, 0 for one that sites.yaml does not name.

        kind: SensorTypeEnumeration, temperature 10 or humidity 11
        """
        at = f".1.{number}"
        unit = 7 if kind == 10 else 9  # SensorUnitsEnumeration: degreeC, percent
        return cls(
            replace(row, oid=f"{_RARITAN}.5.5.3.1.4{at}", unknown=frozenset()),
            (
                code("", f"{_RARITAN}.5.5.3.1.3{at}", _RARITAN_MEASURING),
                code("", f"{_RARITAN}.3.6.3.1.2{at}", {kind: "ok"}),
                code("", f"{_RARITAN}.3.6.3.1.16{at}", {unit: "ok"}),
            ),
            TableRow("", f"{_RARITAN}.3.6.3.1.17{at}", most=6, unknown=frozenset()),
            bool(number),
        )

    @property
    def oids(self) -> tuple[str, ...]:
        """Return the sensor's objects, none for a sensor without a number."""
        return tuple(row.oid for row in (self.row, *self.judges, self.digits)) if self.is_named else ()

    def reading(self, answers: Answers) -> Reading:
        """Make the Reading; a sensor of another type or unit is IMPOSSIBLE."""
        for row in (*self.judges, self.digits):
            quality = answers.quality(row)
            if quality is not Quality.GOOD:
                return answers.doubt(self.row, quality)
        return answers.read(replace(self.row, per_unit=10 ** int(answers.values[self.digits.oid])))


def liebert(device: Device) -> ProbeFamily:
    """Make the family of Liebert's cooling units and sensors (LIEBERT-GP-ENVIRONMENTAL-MIB).

    It gives whole degrees Celsius and percent. The option `sensor` is the row in both tables; on a PEX row 1
    is the control temperature and row 3 the return air.
    """
    at = device.options.get("sensor", 1)
    rows = (
        replace(TEMPERATURE, oid=f"{_LIEBERT}.1.3.3.1.3.{at}", unknown=DONT_KNOW),
        replace(HUMIDITY, oid=f"{_LIEBERT}.2.2.3.1.3.{at}", unknown=DONT_KNOW),
    )

    return ProbeFamily(tuple(row.oid for row in rows), lambda answers: answers.read_all(rows))
