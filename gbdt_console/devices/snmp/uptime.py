"""Whether a device went on living between two looks, from sysUpTime and snmpEngineBoots; and its name."""

from collections.abc import Mapping
from dataclasses import dataclass

from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.snmp.decoding import TableRow, ValueKind, decode, quality_of

UPTIME = TableRow(
    "device.uptime",
    "1.3.6.1.2.1.1.3.0",
    unit=Unit.SECOND,
    per_unit=100,
    most=42949672.95,
    unknown=frozenset(),
)
"""sysUpTime (SNMPv2-MIB): hundredths of a second, back to 0 after 497.1 days."""

BOOTS = TableRow("device.boots", "1.3.6.1.6.3.10.2.1.2.0", least=1, most=2147483647, unknown=frozenset())
"""snmpEngineBoots (RFC 3411): starts of the SNMP engine. The object before it is the engine id."""

NAME = TableRow("device.name", "1.3.6.1.2.1.1.5.0", ValueKind.TEXT)
DESCRIPTION = TableRow("device.description", "1.3.6.1.2.1.1.1.0", ValueKind.TEXT)

SYSTEM = (UPTIME, BOOTS, NAME, DESCRIPTION)

_WRAP_TICKS = 1 << 32
_LIVED_SLACK_S = 30.0
_LIVED_SLACK_RATIO = 0.01
_TIMED_SLACK_S = 5.0
_TIMED_SLACK_RATIO = 0.1


@dataclass(frozen=True, slots=True)
class UptimeReading:
    """What one look said of the device's life; None where it said nothing believable."""

    at_s: float
    uptime_ticks: int | None
    boots: int | None


@dataclass(frozen=True, slots=True)
class UptimeChange:
    """What happened between two looks.

    `elapsed_s` is the time by the device's own clock, fit to divide counters by; None when the two looks
    cannot be compared: the first one, after a restart, or when that clock disagrees with ours.
    """

    is_restarted: bool
    elapsed_s: float | None


def system_readings(answers: Mapping[str, SnmpValue], now_s: float) -> list[Reading]:
    """The Readings that every SNMP device gives."""
    return [decode(row, answers.get(row.oid), now_s) for row in SYSTEM]


def mark_of(answers: Mapping[str, SnmpValue], now_s: float, before: UptimeReading | None) -> UptimeReading:
    """The mark of this look; what it does not say is carried over from `before`."""
    uptime = _believed(UPTIME, answers)
    boots = _believed(BOOTS, answers)
    if before is not None and boots is None:
        boots = before.boots
    if before is not None and uptime is None:
        return UptimeReading(before.at_s, before.uptime_ticks, boots)
    return UptimeReading(now_s, uptime, boots)


def passage(before: UptimeReading | None, after: UptimeReading) -> UptimeChange:
    """Judge two marks of one device.

    It restarted when its boots rose, when its uptime fell, or when its moment of birth moved later by more
    than a slow agent explains. An uptime that is as far past the 497-day wrap as time says is no restart.
    """
    if before is None:
        return UptimeChange(is_restarted=False, elapsed_s=None)
    has_more_boots = before.boots is not None and after.boots is not None and after.boots > before.boots
    if before.uptime_ticks is None or after.uptime_ticks is None or after.at_s <= before.at_s:
        return UptimeChange(has_more_boots, None)
    elapsed_s = after.at_s - before.at_s
    expected_ticks = before.uptime_ticks + round(elapsed_s * 100)
    drift_s = _around_the_wrap(after.uptime_ticks - expected_ticks) / 100
    slack_s = _LIVED_SLACK_S + _LIVED_SLACK_RATIO * elapsed_s
    is_born_later = abs(drift_s) > slack_s and after.uptime_ticks < expected_ticks
    is_wrap_near = expected_ticks + slack_s * 100 >= _WRAP_TICKS
    is_younger = after.uptime_ticks < before.uptime_ticks and not is_wrap_near
    if has_more_boots or is_born_later or is_younger:
        return UptimeChange(is_restarted=True, elapsed_s=None)
    if abs(drift_s) > _TIMED_SLACK_S + _TIMED_SLACK_RATIO * elapsed_s:
        return UptimeChange(is_restarted=False, elapsed_s=None)
    device_s = elapsed_s + drift_s
    return UptimeChange(is_restarted=False, elapsed_s=device_s if device_s > 0 else None)


def _around_the_wrap(ticks: int) -> int:
    """The shortest way round a 32-bit clock."""
    half = _WRAP_TICKS // 2
    return (ticks + half) % _WRAP_TICKS - half


def _believed(row: TableRow, answers: Mapping[str, SnmpValue]) -> int | None:
    """The raw integer, where its Reading is good."""
    raw = answers.get(row.oid)
    return raw if isinstance(raw, int) and quality_of(row, raw) is Quality.GOOD else None
