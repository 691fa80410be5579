"""Writes the stable JSON form of alarms and planned work that docs/alarms-json.md documents."""

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, MaintenanceWindow
from gbdt_console.core.json_value import Json
from gbdt_console.core.snapshot import Snapshot

FORM = 1
"""The version of the form; fields may be added without a new one."""


def alarms_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the JSON object of all open alarms, most urgent first.

    A duration runs to the end of the fault, or to `at` while the fault lasts, in seconds.
    """
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "is_live": snapshot.is_live,
        "load": _load(snapshot.alarm_load) if snapshot.is_live else None,
        "alarms": [_alarm(alarm, snapshot.at_utc, is_live=snapshot.is_live) for alarm in snapshot.alarms],
        "maintenance": [_window(window) for window in snapshot.windows],
    }


def _alarm(alarm: Alarm, at_utc: float, *, is_live: bool) -> dict[str, Json]:
    return {
        "number": alarm.number,
        "type": alarm.key.type,
        "severity": alarm.severity.value,
        "state": alarm.state.value,
        "resource": alarm.key.resource,
        "site": alarm.site_id or None,
        "members": list(alarm.members),
        "is_active": alarm.is_active,
        "since": iso(alarm.since_utc),
        "raised": iso(alarm.raised_utc),
        "ended": iso(alarm.ended_utc),
        "duration_s": round(max(0.0, (alarm.ended_utc or at_utc) - alarm.since_utc), 1),
        "cause": alarm.cause or None,
        "confidence": alarm.confidence or None,
        "own_cause": alarm.override or None,
        "own_cause_by": alarm.override_by or None,
        "acknowledged_by": alarm.ack_by or None,
        "acknowledged_at": iso(alarm.ack_utc),
        "acknowledged_severity": alarm.ack_severity.value if alarm.ack_severity else None,
        "shelved_until": iso(alarm.shelved_until_utc),
        "shelved_by": alarm.shelved_by or None,
        "shelf_reason": alarm.shelf_reason or None,
        "parent": alarm.parent or None,
        "maintenance": alarm.window or None,
        "is_first_out": alarm.is_first_out,
        "is_chattering": alarm.is_chattering,
        "watched_until": iso(alarm.watched_until_utc),
        "may_be_over": alarm.may_be_over(is_live=is_live),
        "params": dict(alarm.params),
        "evidence": [{"code": e.code, "at": iso(e.at_utc), "params": dict(e.params)} for e in alarm.evidence],
    }


def _window(window: MaintenanceWindow) -> dict[str, Json]:
    return {
        "id": window.id,
        "resource": window.resource,
        "from": iso(window.from_utc),
        "until": iso(window.until_utc),
        "has_begun": window.has_begun,
        "reason": window.reason,
        "operator": window.operator,
    }


def _load(load: AlarmLoad) -> dict[str, Json]:
    return {
        "raised_10min": load.raised_10min,
        "is_flood": load.is_flood,
        "flood_more": load.flood_more,
        "sounds": load.sounds,
        "is_ringing": load.is_ringing,
        "longest_unacknowledged_s": load.longest_unacknowledged_s,
        "sources": [{"resource": resource, "count": count} for resource, count in load.sources],
        "by_severity": dict(load.by_severity),
    }
