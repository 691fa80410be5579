"""Writes the stable JSON form of outage records that docs/outages-json.md documents."""

from gbdt_console.cli.alarms.alarm_form import EVIDENCE
from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.contract_month import Breach, LineMonth
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
from gbdt_console.core.snapshot import Snapshot

FORM = 1
"""The version of the form; fields may be added without a new one."""


def outages_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the JSON object of the open and the last ended records."""
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "is_live": snapshot.is_live,
        "outages": [
            _OUTAGE(outage) | {"duration_s": round(outage.lasted_s(snapshot.at_utc), 1)}
            for outage in snapshot.outages
        ],
    }


def months_object(month: str, snapshot: Snapshot) -> dict[str, Json]:
    """Return the JSON object of each line's month by its contract.

    month: 'YYYY-MM'
    """
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "is_live": snapshot.is_live,
        "month": month,
        "lines": [_LINE_MONTH(line) for line in snapshot.contract],
    }


_PARTS = (
    Form(Downtime, time=iso),
    Form(Unavailable, keys={"from_s": "from", "until_s": "until"}, rules={"from_s": iso, "until_s": iso}),
    Form(StateStep, time=iso),
    Form(Estimate, time=iso),
    Form(Call, time=iso),
    Form(Told, keys={"back_utc": "estimate"}, time=iso),
    Form(Correction, time=iso),
    EVIDENCE,
)
_OUTAGE = Form(
    Outage,
    keys={"steps": "states"},
    rules={
        "opened_by": lambda key: None if key is None else list(key),
        "words": or_null,
        "merged_into": or_null,
        "split_from": or_null,
    },
    left_out={"proposed": "stands as its two parts"},
    more={
        "state": lambda outage: outage.state.value,
        "is_open": lambda outage: outage.is_open,
        "sites_down": lambda outage: list(outage.sites_down),
        "contract_s": lambda outage: outage.contract_s,
        "proposed_cause": lambda outage: outage.proposed.cause.value,
        "confidence": lambda outage: outage.proposed.confidence or None,
    },
    parts=_PARTS,
    time=iso,
)
_BREACH = Form(
    Breach,
    keys={"number": "outage", "from_s": "from", "until_s": "until"},
    rules={"number": or_null, "from_s": lambda from_s: iso(from_s or None), "until_s": iso},
)
_LINE_MONTH = Form(
    LineMonth,
    keys={"blips": "blips_per_day"},
    rules={"blips": list},
    left_out={"month": "stands once for all lines"},
    more={
        "availability_percent": lambda line: line.availability_percent,
        "mttr_s": lambda line: line.repair_s,
        "loss_percent": lambda line: line.loss_percent,
    },
    parts=(_BREACH,),
)
