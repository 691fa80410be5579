"""The reports of the season, and the papers of them that an office prints."""

from functools import cache

from gbdt_console.core.carriers import Line
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.month import MonthFacts
from gbdt_console.core.reports.month_fold import MonthFold
from gbdt_console.core.reports.outages.facts import OutageFacts, outage_facts
from gbdt_console.core.reports.outages.fold import OutagesFold
from gbdt_console.core.reports.year import YearFacts
from gbdt_console.core.reports.year_fold import YearFold
from gbdt_console.core.reports.year_sums import year_facts
from tests.support.reports.season import CLEANING_DAYS, SEASON, season_entries
from tests.support.reports.year import YEAR, YEAR_BEGAN_UTC

ZONE = "Asia/Ho_Chi_Minh"
NOW_UTC = YEAR_BEGAN_UTC + SEASON.days * 86_400.0 + 3_600.75
"""Time of the reports: an hour after the season's last day."""
LINES: dict[str, Line] = {site.id: site.line for site in SEASON.network.sites}
TERMS = {
    site: {
        "carrier": line.carrier_id,
        "circuit": line.circuit,
        "availability": line.contract.availability_percent,
        "rtt_ms": line.contract.rtt_ms,
        "loss": line.contract.loss_percent,
        "repair_hours": line.contract.repair_hours,
        "line_repair_hours": line.contract.line_repair_hours,
        "response_minutes": line.contract.response_minutes,
    }
    for site, line in LINES.items()
}
for _site, _days in zip(TERMS, CLEANING_DAYS, strict=False):
    TERMS[_site]["cleaning_days"] = _days
"""The same as plain values, for scripts that import nothing of the program."""
END = JournalEnd(1_312, "5a" * 32, NOW_UTC)


@cache
def season_outage(number: int) -> OutageFacts:
    fold = OutagesFold()
    for entry in season_entries():
        fold.take(entry)
    return outage_facts(fold.records[number], LINES, END, NOW_UTC)


@cache
def season_month(month: str, carrier: str = "", until_seq: int = 0, from_seq: int = 1) -> MonthFacts:
    """The month at the end of the season, or at one of its entries; by a journal that began at one."""
    fold, now_utc = MonthFold(month, ZONE), NOW_UTC
    for entry in season_entries()[from_seq - 1 : until_seq or None]:
        fold.take(entry)
        now_utc = entry.at_utc if until_seq else now_utc
    return fold.facts(LINES, END, now_utc, carrier)


@cache
def season_year() -> YearFacts:
    fold = YearFold(YEAR, ZONE)
    for entry in season_entries():
        fold.take(entry)
    return year_facts(fold, SEASON.network, END, NOW_UTC)
