"""Writes the facts of the yearly review as JSON values (docs/report-json.md)."""

from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.events import OpinionGiven
from gbdt_console.core.outages.repairs import EstimateScore
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.register.entry import RegisterEntry, RegisterKind, RegisterSection
from gbdt_console.core.reports.minutes_json import CHECKED, report_head
from gbdt_console.core.reports.outages.json_form import OUTAGE
from gbdt_console.core.reports.year import (
    GroupYear,
    HostYear,
    MeetingInYear,
    Recommendation,
    SiteYear,
    TimeChange,
    UnopenedMeeting,
    YearFacts,
)


def year_object(facts: YearFacts) -> dict[str, Json]:
    """Return the review; times are UTC seconds, lengths seconds, both exact."""
    return report_head("year", facts.end) | _YEAR(facts)


_BLIPS = {"blips": "blips_per_month"}
_YEAR = Form(
    YearFacts,
    keys=_BLIPS,
    left_out={"end": "in the head", "outages": "with their lengths"},
    properties=("blips",),
    more={
        "outages": lambda facts: [
            OUTAGE(outage) | {"down_in_year_s": facts.lasted_s(outage)} for outage in facts.outages
        ],
    },
    parts=(
        Form(
            MeetingInYear,
            keys={"meeting_id": "id", "checked": "checklist"},
            rules={"number": or_null, "host": or_null},
            parts=(CHECKED,),
        ),
        Form(SiteYear, keys=_BLIPS, properties=("availability_percent",)),
        Form(
            GroupYear,
            keys={"repair_s": "mttr_s", "first": "first_estimates", "last": "last_estimates"},
            left_out={"repaired_s": "told by the mean"},
            properties=("repair_s",),
            parts=(EstimateScore,),
        ),
        Form(HostYear, rules={"host": or_null}),
        Form(OpinionGiven, keys={"number": "meeting"}, rules={"number": or_null}),
        Form(Recommendation, rules={"about": or_null}),
        Form(UnopenedMeeting, rules={"host": or_null}),
        Form(TimeChange, rules={"host": or_null}),
        Form(
            RegisterSection,
            properties=("amount",),
            parts=(Form(RegisterKind), Form(RegisterEntry, rules={"meeting": or_null, "amount": or_null})),
        ),
    ),
)
