"""Writes the stable JSON form of alarms and planned work that docs/alarms-json.md documents."""

from gbdt_console.cli.form_parts import iso, recorded_head
from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, MaintenanceWindow
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.json_value import Json
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.snapshot import Snapshot


def alarms_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the JSON object of all open alarms, most urgent first.

    A duration runs to the end of the fault, or to `at` while the fault lasts, in seconds.
    """
    return {
        **recorded_head(snapshot),
        "load": _LOAD(snapshot.alarm_load) if snapshot.is_live else None,
        "alarms": [_ALARM(alarm, snapshot) for alarm in snapshot.alarms],
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
    properties=("state",),
    more={
        "type": lambda alarm, _: alarm.key.type,
        "resource": lambda alarm, _: alarm.key.resource,
        "duration_s": lambda alarm, now: round(
            max(0.0, (alarm.ended_utc or now.at_utc) - alarm.since_utc), 1
        ),
        "may_be_over": lambda alarm, now: alarm.may_be_over(is_live=now.is_live),
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
