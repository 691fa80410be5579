"""Writes the stable JSON form of alarms and planned work that docs/alarms-json.md documents."""

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, MaintenanceWindow
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.json_value import Json
from gbdt_console.core.record_form import Form, or_null
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
        "load": _LOAD(snapshot.alarm_load) if snapshot.is_live else None,
        "alarms": [
            _ALARM(alarm)
            | {
                "duration_s": round(max(0.0, (alarm.ended_utc or snapshot.at_utc) - alarm.since_utc), 1),
                "may_be_over": alarm.may_be_over(is_live=snapshot.is_live),
            }
            for alarm in snapshot.alarms
        ],
        "maintenance": [_WINDOW(window) for window in snapshot.windows],
    }


EVIDENCE = Form(Evidence, rules={"params": dict}, time=iso)
_ALARM = Form(
    Alarm,
    keys={
        "override": "own_cause",
        "override_by": "own_cause_by",
        "ack_by": "acknowledged_by",
        "ack_utc": "acknowledged_at",
        "ack_severity": "acknowledged_severity",
        "window": "maintenance",
    },
    rules={"site_id": or_null, "parent": or_null, "params": dict},
    left_out={"key": "stands as its two parts"},
    more={
        "type": lambda alarm: alarm.key.type,
        "resource": lambda alarm: alarm.key.resource,
        "state": lambda alarm: alarm.state.value,
    },
    parts=(EVIDENCE,),
    time=iso,
)
_WINDOW = Form(MaintenanceWindow, keys={"operator": "operator"}, time=iso)
_LOAD = Form(
    AlarmLoad,
    rules={
        "sources": lambda sources: [{"resource": resource, "count": count} for resource, count in sources],
        "by_severity": dict,
    },
)
