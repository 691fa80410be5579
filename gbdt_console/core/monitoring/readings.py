"""Defines a Reading: one value of a device with its unit, source, time and quality."""

from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass

Value = float | int | str


def number_of(value: Value | None) -> float | None:
    """Return a value as a number; None for text and for no value."""
    return float(value) if isinstance(value, int | float) else None


class Quality(StrEnum):
    """Says how far a value can be trusted. Only GOOD and LIMIT carry a value.

    GOOD: as the device reported it, of the right type and physically possible.
    LIMIT: the highest value that the object can express; the real one may be higher (ifSpeed 4294967295).
    MISSING: the device does not have the object (noSuchObject, noSuchInstance, left out, NULL).
    UNKNOWN: the device reports that it does not know (a vendor's 'no reading' number).
    IMPOSSIBLE: of the right type, but physically impossible.
    INVALID: of the wrong type, or not decodable.
    """

    GOOD = "good"
    LIMIT = "limit"
    MISSING = "missing"
    UNKNOWN = "unknown"
    IMPOSSIBLE = "impossible"
    INVALID = "invalid"


class Unit(StrEnum):
    """Names the units of values, as the screens write them."""

    NONE = ""
    PERCENT = "%"
    CELSIUS = "°C"
    VOLT = "V"
    AMPERE = "A"
    WATT = "W"
    HERTZ = "Hz"
    MINUTE = "min"
    DAY = "d"
    SECOND = "s"
    MBIT_PER_S = "Mbit/s"
    PER_S = "/s"
    MILLISECOND = "ms"


@dataclass(frozen=True, slots=True)
class Reading:
    """Holds one metric of one device.

    metric: a stable code ('ups.battery.minutes') that text/ puts into words.
    value: a number, a text, or the last part of a code of the same family ('ups.source.battery'); None
        where the quality gives none.
    quality: how far the value can be trusted.
    taken_s: when the device was asked, monotonic seconds.
    source: the object that the value was read from.
    raw: the received value, cleaned, where `value` does not show it; else empty.
    fresh_for_s: seconds for which it counts; 0: as the other readings of its device
    """

    metric: str
    value: Value | None
    unit: Unit
    quality: Quality
    taken_s: float
    source: str
    raw: str = ""
    fresh_for_s: float = 0.0


class DeviceFault(StrEnum):
    SILENT = "silent"
    REFUSED = "refused"
    CREDENTIALS = "credentials"
    MALFORMED = "malformed"
    UNREADABLE = "unreadable"
    INTERNAL = "internal"


class MismatchKind(StrEnum):
    """Names what an answering device lacks of its settings.

    OBJECTS: all objects of its driver.
    PORT: the port of its option `interface`.
    UNNAMED_PORT: that option, while not exactly one port could be the line.
    CODEC_PORT: the port of its option `codec_interface`.
    SIGNALLING: the call service that `signalling` names; it never answered.
    """

    OBJECTS = "objects"
    PORT = "port"
    UNNAMED_PORT = "unnamed_port"
    CODEC_PORT = "codec_port"
    SIGNALLING = "signalling"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Says that a device answers and does not fit its settings.

    wanted: the driver, port or call service that the settings name; empty where they name no port.
    ports: names of the ports that exist, cleaned, the one most like `wanted` first; empty for OBJECTS.
    driver: the driver that fits the device's sysObjectID; empty where none is known and for ports.
    """

    kind: MismatchKind
    wanted: str
    ports: tuple[str, ...] = ()
    driver: str = ""


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Holds the result of one poll of a device.

    is_restarted: whether the device rebooted since the poll before.
    mismatch: how the device does not fit its settings; None where it fits.
    """

    readings: tuple[Reading, ...]
    is_restarted: bool = False
    mismatch: Mismatch | None = None
