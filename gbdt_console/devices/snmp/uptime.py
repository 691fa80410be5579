"""Tells from sysUpTime and snmpEngineBoots whether a device restarted between two polls."""

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.snmp.decoding import Answers, TableRow
from gbdt_console.devices.snmp.rows import number, text

UPTIME = number("device.uptime", "1.3.6.1.2.1.1.3.0", per_unit=100, unknown=frozenset())
"""sysUpTime (SNMPv2-MIB): hundredths of a second; it wraps to 0 after 497.1 days."""

BOOTS = TableRow("device.boots", "1.3.6.1.6.3.10.2.1.2.0", least=1, most=2147483647, unknown=frozenset())
"""snmpEngineBoots (RFC 3411): number of starts of the SNMP engine."""

NAME = text("device.name", "1.3.6.1.2.1.1.5.0")
DESCRIPTION = text("device.description", "1.3.6.1.2.1.1.1.0")

SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0"
"""Names the maker and mostly the model; only asked for where it decides something."""

SYSTEM = (UPTIME, BOOTS, NAME, DESCRIPTION)
"""The objects that every poll asks for beside the driver's own."""

_GOOD = Quality.GOOD
_WRAP_TICKS = 1 << 32
_NO_RESTART_SLACK_S = 30.0
_NO_RESTART_SLACK_RATIO = 0.01
"""Limit how far sysUpTime may fall behind our clock, in seconds and as a part of the time between two polls,
before it means a restart: a slow agent explains less."""

_SAME_CLOCK_SLACK_S = 5.0
_SAME_CLOCK_SLACK_RATIO = 0.1
"""Limit how far sysUpTime may differ from our clock before counters are not divided by it."""


@dataclass(frozen=True, slots=True)
class UptimeReading:
    """The device's clock and boots at one poll.

    at_s: monotonic time at which `uptime_ticks` was read, in seconds
    uptime_ticks: sysUpTime in hundredths of a second, None without a believable one
    boots: snmpEngineBoots, None without a believable one
    """

    at_s: float
    uptime_ticks: int | None
    boots: int | None


@dataclass(frozen=True, slots=True)
class UptimeChange:
    """The change between two polls.

    elapsed_s: time by the device's own clock, to divide counters by; None at the first poll, after a restart,
        and while that clock disagrees with ours
    """

    is_restarted: bool
    elapsed_s: float | None


def uptime_reading(
    uptime: Reading, boots: Reading, answers: Answers, before: UptimeReading | None
) -> UptimeReading:
    """Take this poll's uptime. A missing or doubtful value is taken over from `before`.

    uptime, boots: what `answers` say of UPTIME and BOOTS
    """
    ticks, count = _believed(uptime, UPTIME, answers), _believed(boots, BOOTS, answers)
    if before is not None and count is None:
        count = before.boots
    if before is not None and ticks is None:
        return UptimeReading(before.at_s, before.uptime_ticks, count)
    return UptimeReading(answers.taken_s, ticks, count)


def uptime_change(before: UptimeReading | None, after: UptimeReading) -> UptimeChange:
    """Compare two polls of one device.

    The device restarted when its boots rose, when its uptime fell, or when the time of its start moved later
    by more than a slow agent explains. A fall that the 497-day wrap explains is no restart.
    """
    if before is None:
        return UptimeChange(is_restarted=False, elapsed_s=None)
    has_more_boots = before.boots is not None and after.boots is not None and after.boots > before.boots
    if before.uptime_ticks is None or after.uptime_ticks is None or after.at_s <= before.at_s:
        return UptimeChange(has_more_boots, None)
    elapsed_s = after.at_s - before.at_s
    expected_ticks = before.uptime_ticks + round(elapsed_s * 100)
    drift_s = _around_the_wrap(after.uptime_ticks - expected_ticks) / 100
    slack_s = _NO_RESTART_SLACK_S + _NO_RESTART_SLACK_RATIO * elapsed_s
    is_started_later = abs(drift_s) > slack_s and after.uptime_ticks < expected_ticks
    is_fallen = after.uptime_ticks < before.uptime_ticks
    is_lower = is_fallen and expected_ticks + slack_s * 100 < _WRAP_TICKS
    if has_more_boots or is_started_later or is_lower:
        return UptimeChange(True, None)
    if abs(drift_s) > _SAME_CLOCK_SLACK_S + _SAME_CLOCK_SLACK_RATIO * elapsed_s:
        return UptimeChange(False, None)
    device_s = elapsed_s + drift_s
    return UptimeChange(False, device_s if device_s > 0 else None)


def _around_the_wrap(ticks: int) -> int:
    """Return the shorter of the two ways round a 32-bit clock, signed."""
    half = _WRAP_TICKS // 2
    return (ticks + half) % _WRAP_TICKS - half


def _believed(told: Reading, row: TableRow, answers: Answers) -> int | None:
    """Return the raw integer where its Reading is good."""
    raw = answers.values.get(row.oid)
    return raw if told.quality is _GOOD and isinstance(raw, int) else None
