"""Defines what the families of room probes share: their rows, and values that depend on a link or a scale."""

import re
from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.decoding import Answers, ReadingsOf, TableRow
from gbdt_console.devices.snmp.rows import number

TEMPERATURE, HUMIDITY = number("room.temperature", ""), number("room.humidity", "")

_LARGEST_INDEX = 2147483647
"""Limits the index of a sensor to SNMP's Integer32."""
LARGEST_ARC = 4294967295
"""Limits the numbers of which an OID is made (RFC 2578)."""


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


def sensor_index(device: Device, option: str, largest: int = _LARGEST_INDEX) -> int:
    """Return the index that an option names; 0 where it names none that SNMP can have."""
    index = int(device.options.get(option, 0))
    return index if 0 < index <= largest else 0


def sensor_row(device: Device, option: str) -> str:
    """Return the dotted index that an option names; 0 where it names none that SNMP can have."""
    row = str(device.options.get(option, ""))
    arcs = row.split(".") if re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,10}){0,9}", row) else ["0"]
    return ".".join(str(int(arc)) for arc in arcs) if all(int(arc) <= LARGEST_ARC for arc in arcs) else "0"
