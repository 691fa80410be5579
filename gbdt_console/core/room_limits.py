"""Defines the limits of a room."""

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """The limits of a room fit for equipment and people (A4.2), and of its codec's certificate.

    battery_min_minutes: shortest runtime of the UPS's battery, minutes
    certificate_notice_days, certificate_alarm_days: days before the certificate's end from which that is told
    """

    temperature_min_c: float = 10.0
    temperature_max_c: float = 35.0
    humidity_min_percent: float = 20.0
    humidity_max_percent: float = 85.0
    battery_min_minutes: float = 30.0
    certificate_notice_days: float = 30.0
    certificate_alarm_days: float = 7.0
