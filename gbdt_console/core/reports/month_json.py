"""Write the facts of outages and months as JSON values (docs/report-json.md)."""

from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.contract_clock import UnavailablePeriod
from gbdt_console.core.outages.contract_month import Breach, LineMonth
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.reports.minutes_json import FORM, journal_object
from gbdt_console.core.reports.month import LineReport, MonthFacts
from gbdt_console.core.reports.outages.facts import OutageFacts
from gbdt_console.core.reports.outages.json_form import outage_object


def outage_report_object(facts: OutageFacts) -> dict[str, Json]:
    """Return the report about one outage; times are whole UTC seconds, lengths seconds."""
    return {
        "form": FORM,
        "report": "outage",
        "journal": journal_object(facts.end),
        "at_utc": facts.at_utc,
        "outage": outage_object(facts.outage) | {"lasted_s": facts.lasted_s},
        "answered_utc": facts.answered_utc,
        "lines": [
            {
                "site": line.site_id,
                "carrier": line.carrier_id,
                "circuit": line.circuit,
                "down_s": line.down_s,
                "repair_limit_s": line.repair_limit_s,
                "response_limit_s": line.response_limit_s,
            }
            for line in facts.lines
        ],
        "breaches": [BREACH(breach) for breach in facts.breaches],
    }


def month_object(facts: MonthFacts, report: str) -> dict[str, Json]:
    """Return a month by the contracts.

    report: name of the report: 'outages' or 'availability'
    """
    return {
        "form": FORM,
        "report": report,
        "journal": journal_object(facts.end),
        "month": facts.month,
        "carrier": facts.carrier_id or None,
        "from_utc": facts.from_s,
        "until_utc": facts.until_s,
        "counted_until_utc": facts.at_s,
        "counted_s": facts.counted_s,
        "down_s": facts.down_s,
        "periods": facts.periods,
        "availability_percent": facts.availability_percent,
        "mttr_s": facts.repair_s,
        "lines": [_line(line) for line in facts.lines],
        "outages": [
            outage_object(one.outage) | {"down_in_month_s": one.down_s, "answered_utc": one.answered_utc}
            for one in facts.outages
        ],
    }


BREACH = Form(
    Breach,
    keys={"number": "outage", "from_s": "from_utc", "until_s": "until_utc"},
    rules={"number": or_null, "from_s": or_null},
)
_MONTH = Form(
    LineMonth,
    keys={"outages": "periods", "blips": "blips_per_day"},
    rules={"blips": list},
    left_out={"month": "stands once for all lines"},
    more={
        "availability_percent": lambda month: month.availability_percent,
        "mttr_s": lambda month: month.repair_s,
        "loss_percent": lambda month: month.loss_percent,
    },
    parts=(BREACH,),
)
_PERIOD = Form(
    UnavailablePeriod,
    keys={"number": "outage", "from_s": "from_utc", "until_s": "until_utc"},
    rules={"number": or_null, "counted": list, "excluded": list, "blind": list},
)


def _line(line: LineReport) -> dict[str, Json]:
    own = line.line
    return {
        **_MONTH(line.month),
        "carrier": None if own is None else own.carrier_id,
        "circuit": None if own is None else own.circuit,
        "unavailable": [_PERIOD(period) for period in line.periods],
    }
