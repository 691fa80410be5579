"""How bad each type of alarm is: tied to the service, so that a meeting makes the same fault worse."""

from collections.abc import Mapping

from gbdt_console.core.alarms.alarm import AlarmType, Severity

_CRITICAL, _MAJOR, _MINOR, _WARNING = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.WARNING

SEVERITIES: Mapping[AlarmType, tuple[Severity, Severity]] = {
    AlarmType.SITE_LOST: (_CRITICAL, _MAJOR),
    AlarmType.UPSTREAM_LOST: (_CRITICAL, _MAJOR),
    AlarmType.MONITOR_BLIND: (_CRITICAL, _MAJOR),
    AlarmType.CODEC_LOST: (_CRITICAL, _MINOR),
    AlarmType.MCU_LOST: (_CRITICAL, _MINOR),
    AlarmType.SITE_ABSENT: (_CRITICAL, _MINOR),
    AlarmType.CALLER_UNEXPECTED: (_MAJOR, _MAJOR),
    AlarmType.MICROPHONE_OPEN: (_MAJOR, _WARNING),
    AlarmType.CLOSED_RECORDED: (_CRITICAL, _MINOR),
    AlarmType.CLOSED_UNLOCKED: (_MAJOR, _WARNING),
    AlarmType.LINE_DEGRADED: (_MAJOR, _MINOR),
    AlarmType.UPSTREAM_CONGESTED: (_MAJOR, _MINOR),
    AlarmType.BATTERY_SHORT: (_MAJOR, _MINOR),
    AlarmType.RECORDING_REFUSED: (_MAJOR, _MAJOR),
    AlarmType.MAINS_LOST: (_MINOR, _MINOR),
    AlarmType.DEVICE_LOST: (_MINOR, _WARNING),
    AlarmType.IDENTITY_CHANGED: (_MINOR, _MINOR),
    AlarmType.CREDENTIALS: (_MINOR, _MINOR),
    AlarmType.AGENT_SILENT: (_WARNING, _WARNING),
    AlarmType.TEMPERATURE: (_WARNING, _WARNING),
    AlarmType.HUMIDITY: (_WARNING, _WARNING),
    AlarmType.CLOCK_JUMPED: (_WARNING, _WARNING),
    AlarmType.TRAPS_UNAVAILABLE: (_WARNING, _WARNING),
}
"""For each type: in a meeting, and outside one."""


def severity_of(kind: AlarmType, *, is_meeting: bool) -> Severity:
    """The severity of that type now."""
    in_meeting, outside = SEVERITIES[kind]
    return in_meeting if is_meeting else outside
