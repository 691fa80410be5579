"""Reads a room's sensors by ENTITY-SENSOR-MIB (RFC 3433)."""

from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.decoding import Answers, TableRow
from gbdt_console.devices.snmp.room_sensor import HUMIDITY, TEMPERATURE, ProbeFamily, sensor_index
from gbdt_console.devices.snmp.rows import code

_SENSOR = "1.3.6.1.2.1.99.1.1.1"

_SENSOR_TYPES = dict.fromkeys(range(1, 13), "other") | {8: "celsius", 9: "percent_rh"}
"""EntitySensorDataType 1 to 12; only two of them measure a room."""


def entity_sensor(device: Device) -> ProbeFamily:
    """Make the family of agents with ENTITY-SENSOR-MIB (RFC 3433).

    It reads the types celsius 8 and percentRH 9.

    A value is the object times 10^(3(scale-9)), divided by 10^precision. The options `temperature_index` and
    `humidity_index` give the entPhysicalIndex of the room's sensors; without one, that Reading is missing.
    """
    sensors = (
        Sensor.at(TEMPERATURE, sensor_index(device, "temperature_index"), "celsius"),
        Sensor.at(HUMIDITY, sensor_index(device, "humidity_index"), "percent_rh"),
    )

    return ProbeFamily(
        tuple(oid for sensor in sensors for oid in sensor.oids),
        lambda answers: [sensor.reading(answers) for sensor in sensors],
    )


@dataclass(frozen=True, slots=True)
class Sensor:
    """One row of entPhySensorTable and the Reading made from it.

    row: entPhySensorValue, as the Reading's metric and unit
    type: entPhySensorType
    scale: entPhySensorScale
    precision: entPhySensorPrecision
    status: entPhySensorOperStatus
    wanted: the type that the sensor must have
    is_named: whether sites.yaml gives the sensor's index
    """

    row: TableRow
    type: TableRow
    scale: TableRow
    precision: TableRow
    status: TableRow
    wanted: str
    is_named: bool

    @classmethod
    def at(cls, row: TableRow, index: int, wanted: str) -> "Sensor":
        """Make the sensor of an entPhysicalIndex. 0 stands for a sensor that sites.yaml does not name."""
        tail = f".{index}" if index else ""
        return cls(
            replace(row, oid=f"{_SENSOR}.4{tail}", unknown=frozenset({-1_000_000_000, 1_000_000_000})),
            code("", f"{_SENSOR}.1{tail}", _SENSOR_TYPES),
            TableRow("", f"{_SENSOR}.2{tail}", least=8, most=10, unknown=frozenset()),
            TableRow("", f"{_SENSOR}.3{tail}", least=-8, most=9, unknown=frozenset()),
            code("", f"{_SENSOR}.5{tail}", {1: "ok"}, unknown=frozenset({2, 3})),
            wanted,
            bool(index),
        )

    @property
    def oids(self) -> tuple[str, ...]:
        """Return the sensor's objects, none for a sensor without an index."""
        rows = (self.row, self.type, self.scale, self.precision, self.status)
        return tuple(row.oid for row in rows) if self.is_named else ()

    def reading(self, answers: Answers) -> Reading:
        """Make the Reading in its unit. A sensor of another type under this index is INVALID."""
        for row in (self.status, self.type, self.scale, self.precision):
            quality = answers.quality(row)
            if quality is not Quality.GOOD:
                return answers.doubt(self.row, quality)
        if answers.read(self.type).value != self.wanted:
            return answers.doubt(self.row, Quality.INVALID)
        scale, precision = (int(answers.values[row.oid]) for row in (self.scale, self.precision))
        factor = 10.0 ** (3 * (scale - 9) - precision)
        judged = answers.read(replace(self.row, least=self.row.least / factor, most=self.row.most / factor))
        if not isinstance(judged.value, int):
            return judged
        return replace(judged, value=round(judged.value * factor, 3))
