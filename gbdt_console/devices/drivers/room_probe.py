"""Reads the temperature and humidity of a room from documented probe families."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from gbdt_console.core.driver_options import DriverOffer, Option, OptionType
from gbdt_console.core.monitoring.readings import DeviceReport, Quality, Reading, Unit
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.batch_get import BatchGet
from gbdt_console.devices.snmp.client import SnmpReader, SnmpValue
from gbdt_console.devices.snmp.decoding import DONT_KNOW, TableRow, ValueKind, decode, quality_of, reading

_UIO = "1.3.6.1.4.1.318.1.1.25.1.2.1"
_IEM = "1.3.6.1.4.1.318.1.1.10.2.3.2.1"
_SENSOR = "1.3.6.1.2.1.99.1.1.1"

_SENSOR_TYPES = dict.fromkeys(range(1, 13), "other") | {8: "celsius", 9: "percent_rh"}
"""EntitySensorDataType 1 to 12; only two of them measure a room."""

Answers = Mapping[str, SnmpValue]

TEMPERATURE = TableRow("room.temperature", "", unit=Unit.CELSIUS, least=-40, most=85)
HUMIDITY = TableRow("room.humidity", "", unit=Unit.PERCENT, most=100)
_NUMBERS = tuple(range(1, 9))
"""Limits the options `port` and `sensor`."""

_LARGEST_INDEX = 2147483647
"""Limits entPhysicalIndex to SNMP's Integer32."""

_NO_HUMIDITY = DONT_KNOW | {0}
"""APC writes 0 or -1 for a probe without a humidity element."""


@dataclass(frozen=True, slots=True)
class ProbeFamily:
    """The objects of one probe and their meaning.

    oids: the objects of a poll
    readings: makes the Readings from the answers and the monotonic time in seconds
    """

    oids: tuple[str, ...]
    readings: Callable[[Answers, float], tuple[Reading, ...]]


def apc_uio(device: Device) -> ProbeFamily:
    """Make the family of APC's universal sensor port (PowerNet-MIB uioSensorStatusTable).

    It gives whole degrees Celsius and percent. CommStatus: notInstalled 1, commsOK 2, commsLost 3. The
    options `port` and `sensor` name the probe.
    """
    at = f"{device.options.get('port', 1)}.{device.options.get('sensor', 1)}"
    link = TableRow("", f"{_UIO}.10.{at}", ValueKind.CODE, codes={2: "ok"}, unknown=frozenset({1, 3}))
    rows = (
        replace(TEMPERATURE, oid=f"{_UIO}.6.{at}"),
        replace(HUMIDITY, oid=f"{_UIO}.7.{at}", unknown=_NO_HUMIDITY),
    )

    def readings(answers: Answers, now_s: float) -> tuple[Reading, ...]:
        return tuple(_if_linked(link, row, answers, now_s) for row in rows)

    return ProbeFamily((link.oid, *(row.oid for row in rows)), readings)


def apc_iem(device: Device) -> ProbeFamily:
    """Make the family of APC's integrated environmental monitor (iemStatusProbesTable).

    It gives Celsius (1) or Fahrenheit (2) as it is set. Status: disconnected 1, connected 2. The option
    `sensor` is the probe's number.
    """
    at = str(device.options.get("sensor", 1))
    link = TableRow("", f"{_IEM}.3.{at}", ValueKind.CODE, codes={2: "ok"}, unknown=frozenset({1}))
    unit = TableRow("", f"{_IEM}.5.{at}", ValueKind.CODE, codes={1: "celsius", 2: "fahrenheit"})
    celsius = replace(TEMPERATURE, oid=f"{_IEM}.4.{at}")
    fahrenheit = replace(celsius, most=_to_fahrenheit(celsius.most))
    humidity = replace(HUMIDITY, oid=f"{_IEM}.6.{at}", unknown=_NO_HUMIDITY)

    def temperature(answers: Answers, now_s: float) -> Reading:
        scale = decode(unit, answers.get(unit.oid), now_s)
        if scale.quality is not Quality.GOOD:
            return reading(celsius, scale.quality, None, now_s, answers.get(celsius.oid))
        if scale.value == "celsius":
            return _if_linked(link, celsius, answers, now_s)
        return _in_celsius(_if_linked(link, fahrenheit, answers, now_s))

    def readings(answers: Answers, now_s: float) -> tuple[Reading, ...]:
        return temperature(answers, now_s), _if_linked(link, humidity, answers, now_s)

    return ProbeFamily((link.oid, unit.oid, celsius.oid, humidity.oid), readings)


def entity_sensor(device: Device) -> ProbeFamily:
    """Make the family of agents with ENTITY-SENSOR-MIB (RFC 3433).

    It reads the types celsius 8 and percentRH 9.

    A value is the object times 10^(3(scale-9)), divided by 10^precision. The options `temperature_index` and
    `humidity_index` give the entPhysicalIndex of the room's sensors; without one, that Reading is missing.
    """
    sensors = (
        Sensor.at(TEMPERATURE, _index(device, "temperature_index"), "celsius"),
        Sensor.at(HUMIDITY, _index(device, "humidity_index"), "percent_rh"),
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
        """Make the sensor of an entPhysicalIndex.

        0 stands for a sensor that sites.yaml does not name.
        """
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
        """Make the Reading in its unit.

        A sensor of another type under this index is INVALID.
        """
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


FAMILIES: Mapping[str, Callable[[Device], ProbeFamily]] = {
    "apc-uio": apc_uio,
    "apc-iem": apc_iem,
    "entity-sensor": entity_sensor,
}


class RoomProbe:
    """Reads one probe with a single GET."""

    def __init__(self, device: Device) -> None:
        """Take the family that the device's option `family` names."""
        self._batch = BatchGet(device)
        self._family = FAMILIES[str(device.options.get("family", "apc-uio"))](device)

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Poll the probe once. Raises SnmpError."""
        answers = await self._batch.ask(link, self._family.oids)
        uptime = self._batch.uptime(answers, now_s)
        return DeviceReport((*uptime.readings, *self._family.readings(answers, now_s)), uptime.is_restarted)


def _if_linked(link: TableRow, row: TableRow, answers: Answers, now_s: float) -> Reading:
    """Read a value, unknown while the card has lost the probe.

    A card without that column is believed.
    """
    quality = quality_of(link, answers.get(link.oid))
    if quality in (Quality.GOOD, Quality.MISSING):
        return decode(row, answers.get(row.oid), now_s)
    return reading(row, quality, None, now_s, answers.get(row.oid))


def _to_fahrenheit(celsius: float) -> float:
    return celsius * 1.8 + 32


def _in_celsius(fahrenheit: Reading) -> Reading:
    if not isinstance(fahrenheit.value, int):
        return fahrenheit
    return replace(fahrenheit, value=round((fahrenheit.value - 32) / 1.8, 1))


def _index(device: Device, option: str) -> int:
    index = int(device.options.get(option, 0))
    return index if 0 < index <= _LARGEST_INDEX else 0


SPEC = DriverSpec(
    "room-probe",
    DriverOffer(
        kinds=frozenset({DeviceKind.PROBE}),
        needs_snmp=True,
        options={
            "family": Option(OptionType.TEXT, default="apc-uio", choices=tuple(FAMILIES)),
            "port": Option(OptionType.INTEGER, default=1, choices=_NUMBERS),
            "sensor": Option(OptionType.INTEGER, default=1, choices=_NUMBERS),
            "temperature_index": Option(OptionType.INTEGER, default=0),
            "humidity_index": Option(OptionType.INTEGER, default=0),
        },
    ),
    RoomProbe,
)
