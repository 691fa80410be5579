"""Reads a room's sensors by ENTITY-SENSOR-MIB (RFC 3433)."""

from dataclasses import dataclass, replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.decoding import TableRow, ValueKind, decode, quality_of, reading
from gbdt_console.devices.snmp.room_sensor import HUMIDITY, TEMPERATURE, Answers, ProbeFamily, sensor_index

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

    def readings(answers: Answers, now_s: float) -> tuple[Reading, ...]:
        return tuple(sensor.reading(answers, now_s) for sensor in sensors)

    return ProbeFamily(tuple(oid for sensor in sensors for oid in sensor.oids), readings)


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
            TableRow("", f"{_SENSOR}.1{tail}", ValueKind.CODE, codes=_SENSOR_TYPES),
            TableRow("", f"{_SENSOR}.2{tail}", least=8, most=10, unknown=frozenset()),
            TableRow("", f"{_SENSOR}.3{tail}", least=-8, most=9, unknown=frozenset()),
            TableRow("", f"{_SENSOR}.5{tail}", ValueKind.CODE, codes={1: "ok"}, unknown=frozenset({2, 3})),
            wanted,
            bool(index),
        )

    @property
    def oids(self) -> tuple[str, ...]:
        """Return the sensor's objects, none for a sensor without an index."""
        rows = (self.row, self.type, self.scale, self.precision, self.status)
        return tuple(row.oid for row in rows) if self.is_named else ()

    def reading(self, answers: Answers, now_s: float) -> Reading:
        """Make the Reading in its unit. A sensor of another type under this index is INVALID."""
        raw = answers.get(self.row.oid) if self.is_named else None
        for row in (self.status, self.type, self.scale, self.precision):
            quality = quality_of(row, answers.get(row.oid))
            if quality is not Quality.GOOD:
                return reading(self.row, quality, None, now_s, raw)
        if decode(self.type, answers.get(self.type.oid), now_s).value != self.wanted:
            return reading(self.row, Quality.INVALID, None, now_s, raw)
        exponent = 3 * (self._number(self.scale, answers) - 9) - self._number(self.precision, answers)
        whole = replace(self.row, least=self.row.least / 10.0**exponent, most=self.row.most / 10.0**exponent)
        judged = decode(whole, raw, now_s)
        if not isinstance(judged.value, int):
            return judged
        return replace(judged, value=round(judged.value * 10.0**exponent, 3))

    def _number(self, row: TableRow, answers: Answers) -> int:
        raw = answers.get(row.oid)
        return raw if isinstance(raw, int) else 0
