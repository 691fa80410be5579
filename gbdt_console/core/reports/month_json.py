"""Write the facts of outages and months as JSON values (docs/report-json.md)."""

from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.contract_clock import UnavailablePeriod
from gbdt_console.core.outages.contract_month import Breach
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
        "breaches": [breach_object(breach) for breach in facts.breaches],
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


def breach_object(breach: Breach) -> dict[str, Json]:
    """Return one missed target."""
    return {
        "kind": breach.kind.value,
        "value": breach.value,
        "limit": breach.limit,
        "outage": breach.number or None,
        "from_utc": breach.from_s or None,
        "until_utc": breach.until_s,
    }


def _line(line: LineReport) -> dict[str, Json]:
    month, own = line.month, line.line
    return {
        "site": month.site_id,
        "carrier": None if own is None else own.carrier_id,
        "circuit": None if own is None else own.circuit,
        "availability_percent": month.availability_percent,
        "target_percent": month.target_percent,
        "total_s": month.total_s,
        "excluded_s": month.excluded_s,
        "blind_s": month.blind_s,
        "down_s": month.down_s,
        "periods": month.outages,
        "mttr_s": month.repair_s,
        "left_s": month.left_s,
        "probes": month.probes,
        "lost": month.lost,
        "late": month.late,
        "loss_percent": month.loss_percent,
        "rtt_ms": month.rtt_ms,
        "blips_per_day": list(month.blips),
        "breaches": [breach_object(breach) for breach in month.breaches],
        "unavailable": [_period(period) for period in line.periods],
    }


def _period(period: UnavailablePeriod) -> dict[str, Json]:
    def spans(found: list[list[int]]) -> list[Json]:
        return [list[Json](span) for span in found]

    return {
        "outage": period.number or None,
        "from_utc": period.from_s,
        "until_utc": period.until_s,
        "counted": spans(period.counted),
        "excluded": spans(period.excluded),
        "blind": spans(period.blind),
    }
