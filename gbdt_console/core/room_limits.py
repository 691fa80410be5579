"""Defines the limits of a room."""

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """The limits of a room fit for equipment and people (A4.2).

    battery_min_minutes: shortest runtime of the UPS's battery, minutes
    """

    temperature_min_c: float = 10.0
    temperature_max_c: float = 35.0
    humidity_min_percent: float = 20.0
    humidity_max_percent: float = 85.0
    battery_min_minutes: float = 30.0
