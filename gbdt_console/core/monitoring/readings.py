"""A Reading: one value a device gave, with its unit, source, time and quality."""

from dataclasses import dataclass
from enum import StrEnum

Value = float | int | str


class Quality(StrEnum):
    """Whether a value may be believed. Only GOOD and LIMIT carry a value.

    GOOD      as the device said it, of the right type and physically possible.
    LIMIT     a real value that its own object cannot express further (ifSpeed 4294967295).
    MISSING   the device does not have the object (noSuchObject, noSuchInstance, left out, NULL).
    UNKNOWN   the device says itself that it does not know (a vendor's 'no reading' number).
    IMPOSSIBLE of the right type, but no such value can exist.
    INVALID   of the wrong type, or not decodable.
    """

    GOOD = "good"
    LIMIT = "limit"
    MISSING = "missing"
    UNKNOWN = "unknown"
    IMPOSSIBLE = "impossible"
    INVALID = "invalid"


class Unit(StrEnum):
    NONE = ""
    PERCENT = "%"
    CELSIUS = "°C"
    VOLT = "V"
    AMPERE = "A"
    WATT = "W"
    HERTZ = "Hz"
    MINUTE = "min"
    SECOND = "s"
    MBIT_PER_S = "Mbit/s"
    PER_S = "/s"
    MILLISECOND = "ms"


@dataclass(frozen=True, slots=True)
class Reading:
    """One metric of one device.

    `metric` is a stable code ('ups.battery.minutes') that text/ puts into words; a text value that is
    itself a code (enumerations) is a word of the same family ('ups.source.battery').
    `taken_s` is monotonic. `raw` is what was received, cleaned, where it is not shown as `value`.
    """

    metric: str
    value: Value | None
    unit: Unit
    quality: Quality
    taken_s: float
    source: str
    raw: str = ""


class DeviceFault(StrEnum):
    """Why a device gives no readings."""

    SILENT = "silent"
    REFUSED = "refused"
    CREDENTIALS = "credentials"
    MALFORMED = "malformed"
    UNREADABLE = "unreadable"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What one look at a device gave. `is_restarted` when it rebooted since the look before."""

    readings: tuple[Reading, ...]
    is_restarted: bool = False
