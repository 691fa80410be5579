"""Write one outage record as the JSON values of a report (docs/report-json.md)."""

from gbdt_console.core.evidence import Evidence
from gbdt_console.core.json_value import Json
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
from gbdt_console.core.reports.whole_seconds import whole_s

_PARTS = (
    Form(Downtime),
    Form(Unavailable, keys={"from_s": "from_utc", "until_s": "until_utc"}),
    Form(StateStep, rules={"operator": or_null}, is_blank_null=False),
    Form(
        Estimate,
        rules={"operator": or_null},
        left_out={"confidence": "the report tells how far the estimate was off"},
        is_blank_null=False,
    ),
    Form(Call, is_blank_null=False),
    Form(Told),
    Form(Correction),
    Form(Evidence, rules={"at_utc": whole_s, "params": dict}),
)
_OUTAGE = Form(
    Outage,
    keys={"steps": "states"},
    rules={
        "opened_by": lambda key: None if key is None else key.type,
        "words": or_null,
        "merged_into": or_null,
        "split_from": or_null,
    },
    left_out={"proposed": "only its cause stands there", "due_utc": "of a record that is not ended"},
    more={
        "state": lambda outage: outage.state.value,
        "proposed_cause": lambda outage: outage.proposed.cause.value,
        "contract_s": lambda outage: outage.contract_s,
    },
    parts=_PARTS,
)


def outage_object(outage: Outage) -> dict[str, Json]:
    """Return the record; times are UTC seconds, None where nothing happened."""
    found = _OUTAGE(outage)
    for shown, one in zip(found["estimates"], outage.estimates, strict=True):  # type: ignore[arg-type]
        back_utc = outage.repaired_utc
        shown["error_s"] = None if back_utc is None else back_utc - one.back_utc  # type: ignore[index, call-overload]
    return found
