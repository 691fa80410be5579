"""Converts the alarm book to plain JSON values for a Checkpoint, and back."""

from dataclasses import asdict, fields
from typing import Any, cast

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, MaintenanceWindow, Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import DEFINITIONS
from gbdt_console.core.alarms.events import evidence_data, evidence_of
from gbdt_console.core.json_value import Json

_FIELDS = frozenset(field.name for field in fields(Alarm))


def book_data(book: AlarmBook) -> dict[str, Json]:
    """Convert the book to the values that a Checkpoint holds."""
    return {
        "last_number": book.last_number,
        "alarms": [alarm_data(alarm) for _, alarm in sorted(book.alarms.items())],
        "closed": [alarm_data(book.closed[key]) for key in sorted(book.closed)],
        "windows": [asdict(book.windows[name]) for name in sorted(book.windows)],
    }


def book_of(data: dict[str, Json]) -> AlarmBook:
    """Read the book from a Checkpoint.

    A Checkpoint without alarms gives an empty book. Alarms of a type without a definition are left out.
    """
    stored = cast(dict[str, Any], data)
    alarms = [_alarm_of(item) for item in stored.get("alarms", ()) if _is_known(item)]
    closed = [_alarm_of(item) for item in stored.get("closed", ()) if _is_known(item)]
    windows = [MaintenanceWindow(**item) for item in stored.get("windows", ())]
    return AlarmBook(stored.get("last_number", 0), alarms, closed, windows)


def alarm_data(alarm: Alarm) -> dict[str, Json]:
    """Convert one alarm to plain JSON values."""
    parts = asdict(alarm)
    parts["key"] = [alarm.key.resource, alarm.key.type]
    parts["evidence"] = cast(Json, evidence_data(alarm.evidence))
    parts["params"] = dict(alarm.params)
    parts["members"] = list(alarm.members)
    return parts


def _is_known(parts: dict[str, Any]) -> bool:
    return parts["key"][1] in DEFINITIONS


def _alarm_of(parts: dict[str, Any]) -> Alarm:
    resource, kind = parts["key"]
    acknowledged = parts["ack_severity"]
    changed = {
        "key": AlarmKey(resource, kind),
        "severity": Severity(parts["severity"]),
        "evidence": evidence_of(parts["evidence"]),
        "params": tuple(parts["params"].items()),
        "members": tuple(parts["members"]),
        "ack_severity": Severity(acknowledged) if acknowledged else None,
    }
    return Alarm(**{name: value for name, value in parts.items() if name in _FIELDS} | changed)
