"""Writes the facts of outages and months as JSON values (docs/report-json.md)."""

from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.contract_clock import UnavailablePeriod
from gbdt_console.core.outages.contract_month import Breach, UnclosedDay
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.reports.minutes_json import report_head
from gbdt_console.core.reports.month import LineReport, MonthFacts
from gbdt_console.core.reports.outages.facts import LineJudged, OutageFacts
from gbdt_console.core.reports.outages.json_form import OUTAGE, SPAN_KEYS, month_form


def outage_report_object(facts: OutageFacts) -> dict[str, Json]:
    """Return the report about one outage; times are whole UTC seconds, lengths seconds."""
    return report_head("outage", facts.end) | _OUTAGE_REPORT(facts)


def month_object(facts: MonthFacts, report: str) -> dict[str, Json]:
    """Return a month by the contracts.

    report: name of the report: 'outages' or 'availability'
    """
    return report_head(report, facts.end) | _MONTH(facts)


def _line(line: LineReport) -> Json:
    own = line.line
    return {
        **_LINE(line.month),
        "carrier": None if own is None else own.carrier_id,
        "circuit": None if own is None else own.circuit,
        "unavailable": [_PERIOD(period) for period in line.periods],
    }


_IN_HEAD = {"end": "in the head"}
_BREACH = Form(Breach, keys={"number": "outage"} | SPAN_KEYS, rules={"number": or_null, "from_s": or_null})
_UNCLOSED = Form(UnclosedDay, keys={"from_s": "from_utc", "running_from_s": "running_from_utc"})
_LINE = month_form(_BREACH, _UNCLOSED, outages="periods")
_PERIOD = Form(UnavailablePeriod, keys={"number": "outage"} | SPAN_KEYS, rules={"number": or_null})
_OUTAGE_REPORT = Form(
    OutageFacts,
    left_out=_IN_HEAD | {"outage": "with its length"},
    more={"outage": lambda facts: OUTAGE(facts.outage) | {"lasted_s": facts.lasted_s}},
    parts=(LineJudged, _BREACH),
)
_MONTH = Form(
    MonthFacts,
    keys={"closed_s": "counted_until_utc", "began_s": "watched_from_utc", "repair_s": "mttr_s"} | SPAN_KEYS,
    rules={
        "carrier_id": or_null,
        "lines": lambda lines: [_line(line) for line in lines],
        "outages": lambda outages: [
            OUTAGE(one.outage) | {"down_in_month_s": one.down_s, "answered_utc": one.answered_utc}
            for one in outages
        ],
    },
    left_out=_IN_HEAD,
    properties=("counted_s", "down_s", "periods", "availability_percent", "repair_s"),
)
