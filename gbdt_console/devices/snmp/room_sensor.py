"""Defines what the families of room probes share: their rows, and values that depend on a link or a scale."""

from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.decoding import Answers, TableRow
from gbdt_console.devices.snmp.rows import number
from gbdt_console.devices.snmp.table_reader import ReadingsOf

TEMPERATURE, HUMIDITY = number("room.temperature", ""), number("room.humidity", "")

_LARGEST_INDEX = 2147483647
"""Limits the index of a sensor to SNMP's Integer32."""


@dataclass(frozen=True, slots=True)
class ProbeFamily:
    """The objects of one probe and their meaning.

    oids: the objects of a poll
    """

    oids: tuple[str, ...]
    readings: ReadingsOf


def if_linked(link: TableRow, row: TableRow, answers: Answers) -> Reading:
    """Read a value, unknown while the card has lost the probe. A card without that column is believed."""
    quality = answers.quality(link)
    is_believed = quality in (Quality.GOOD, Quality.MISSING)
    return answers.read(row) if is_believed else answers.doubt(row, quality)


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
