"""Writes outage records and months of lines as the JSON values of a report (docs/report-json.md)."""

from gbdt_console.core.evidence import Evidence
from gbdt_console.core.outages.contract_month import Breach, LineMonth, UnclosedDay
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

SPAN_KEYS = {"from_s": "from_utc", "until_s": "until_utc"}


def month_form(breach: Form[Breach], unclosed: Form[UnclosedDay], **keys: str) -> Form[LineMonth]:
    """Return the form of one line's month.

    unclosed: form of what came after its closed days
    keys: other names by the field's
    """
    return Form(
        LineMonth,
        keys={"blips": "blips_per_day", "repair_s": "mttr_s"} | keys,
        left_out={"month": "stands once for all lines"},
        properties=("availability_percent", "repair_s", "loss_percent"),
        parts=(breach, unclosed),
    )


def _error_s(estimate: Estimate, outage: Outage) -> float | None:
    return None if outage.repaired_utc is None else outage.repaired_utc - estimate.back_utc


_ESTIMATE = Form(
    Estimate,
    rules={"operator": or_null},
    left_out={"confidence": "the report tells how far the estimate was off"},
    more={"error_s": _error_s},
    is_blank_null=False,
)
OUTAGE = Form(
    Outage,
    keys={"steps": "states"},
    rules={
        "opened_by": lambda key: None if key is None else key.type,
        **dict.fromkeys(("words", "merged_into", "split_from"), or_null),
    },
    left_out={
        "proposed": "only its cause stands there",
        "due_utc": "of a record that is not ended",
        "estimates": "with how far each was off",
    },
    properties=("state", "contract_s"),
    more={
        "proposed_cause": lambda outage: outage.proposed.cause.value,
        "estimates": lambda outage: [_ESTIMATE(one, outage) for one in outage.estimates],
    },
    parts=(
        Downtime,
        Form(Unavailable, keys=SPAN_KEYS),
        Form(StateStep, rules={"operator": or_null}, is_blank_null=False),
        Form(Call, is_blank_null=False),
        Told,
        Correction,
        Form(Evidence, rules={"at_utc": whole_s, "params": dict}),
    ),
)
"""The form of a record; times are UTC seconds, None where nothing happened."""
