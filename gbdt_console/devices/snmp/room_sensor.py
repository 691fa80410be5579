"""Defines what the families of room probes share: their rows, and values that depend on a link or a scale."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.snmp.decoding import TableRow, decode, quality_of, reading

Answers = Mapping[str, SnmpValue]

TEMPERATURE = TableRow("room.temperature", "", unit=Unit.CELSIUS, least=-40, most=85)
HUMIDITY = TableRow("room.humidity", "", unit=Unit.PERCENT, most=100)

_LARGEST_INDEX = 2147483647
"""Limits the index of a sensor to SNMP's Integer32."""


@dataclass(frozen=True, slots=True)
class ProbeFamily:
    """The objects of one probe and their meaning.

    oids: the objects of a poll
    readings: makes the Readings from the answers and the monotonic time in seconds
    """

    oids: tuple[str, ...]
    readings: Callable[[Answers, float], tuple[Reading, ...]]


def if_linked(link: TableRow, row: TableRow, answers: Answers, now_s: float) -> Reading:
    """Read a value, unknown while the card has lost the probe. A card without that column is believed."""
    quality = quality_of(link, answers.get(link.oid))
    if quality in (Quality.GOOD, Quality.MISSING):
        return decode(row, answers.get(row.oid), now_s)
    return reading(row, quality, None, now_s, answers.get(row.oid))


def to_fahrenheit(celsius: float) -> float:
    return celsius * 1.8 + 32


def in_celsius(fahrenheit: Reading) -> Reading:
    if not isinstance(fahrenheit.value, int | float):
        return fahrenheit
    return replace(fahrenheit, value=round((fahrenheit.value - 32) / 1.8, 1))


def sensor_index(device: Device, option: str) -> int:
    """Return the index that an option names; 0 where it names none that SNMP can have."""
    index = int(device.options.get(option, 0))
    return index if 0 < index <= _LARGEST_INDEX else 0
