"""Writes the stable JSON form of outage records that docs/outages-json.md documents."""

from gbdt_console.cli.alarms.alarm_form import EVIDENCE
from gbdt_console.cli.form_parts import iso, recorded_head
from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.contract_month import Breach, UnclosedDay
from gbdt_console.core.outages.outage import (
    Call,
    Correction,
    Downtime,
    Estimate,
    Outage,
    StateStep,
    Told,
    Unavailable,
)
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.reports.outages.json_form import month_form
from gbdt_console.core.snapshot import Snapshot


def outages_object(snapshot: Snapshot) -> dict[str, Json]:
    return {
        **recorded_head(snapshot),
        "outages": [_OUTAGE(outage, snapshot.at_utc) for outage in snapshot.outages],
    }


def months_object(month: str, snapshot: Snapshot) -> dict[str, Json]:
    """Return the JSON object of each line's month by its contract."""
    return {
        **recorded_head(snapshot),
        "month": month,
        "lines": [_LINE_MONTH(line) for line in snapshot.contract],
    }


_PARTS = (
    Downtime,
    Form(Unavailable, keys={"from_s": "from", "until_s": "until"}, rules={"from_s": iso, "until_s": iso}),
    StateStep,
    Estimate,
    Call,
    Form(Told, keys={"back_utc": "estimate"}, time=iso),
    Correction,
    EVIDENCE,
)
_OUTAGE = Form(
    Outage,
    keys={"steps": "states"},
    rules={
        "opened_by": lambda key: None if key is None else list(key),
        **dict.fromkeys(("words", "merged_into", "split_from"), or_null),
    },
    left_out={"proposed": "stands as its two parts"},
    properties=("state", "is_open", "sites_down", "contract_s"),
    more={
        "proposed_cause": lambda outage, _: outage.proposed.cause.value,
        "confidence": lambda outage, _: outage.proposed.confidence or None,
        "duration_s": lambda outage, now_utc: round(outage.lasted_s(now_utc), 1),
    },
    parts=_PARTS,
    time=iso,
)
_LINE_MONTH = month_form(
    Form(
        Breach,
        keys={"number": "outage", "from_s": "from", "until_s": "until"},
        rules={"number": or_null, "from_s": lambda from_s: iso(from_s or None), "until_s": iso},
    ),
    Form(
        UnclosedDay,
        keys={"from_s": "from", "running_from_s": "running_from"},
        rules={"from_s": iso, "running_from_s": iso},
    ),
)
