"""Build the tables of a month by the contracts."""

from collections.abc import Callable, Iterable

from gbdt_console.core.outages.contract_clock import UnavailablePeriod, seconds_in
from gbdt_console.core.outages.contract_month import Breach
from gbdt_console.core.reports.month import MonthFacts
from gbdt_console.core.reports.paper import CellKind, Chart, ChartKind, ChartRow, Table
from gbdt_console.text.outages.contract_text import ContractWords
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.reports.table_of import TableOf


def breach_table(
    words: ReportWords, breaches: Iterable[tuple[str, Breach]], empty: str = "report.no-breaches"
) -> Table:
    """Return one row a missed target.

    breaches: id of the line's site, empty where the paper is about one outage, and the missed target
    empty: code of what stands in place of no rows
    """
    text, found = ContractWords(words.words, words.formats), tuple(breaches)
    has_sites = any(site_id for site_id, _ in found)
    table = TableOf(words, found)
    if has_sites:
        table.site(lambda one: one[0], 8)
    table.text("target", lambda one: words(f"report.target.{one[1].kind}"), 4 if has_sites else 6)
    table.text("measured", lambda one: text.figure(one[1], one[1].value), 4 if has_sites else 5)
    table.text("limit", lambda one: text.figure(one[1], one[1].limit), 4)
    if has_sites:
        table.number("number", lambda one: one[1].number or None, 2)
    table.time("begin", lambda one: one[1].from_s or None, 5 if has_sites else 7)
    table.time("end", lambda one: one[1].until_s, 5 if has_sites else 7)
    return table.table("report.table.breaches", empty)


def line_table(words: ReportWords, facts: MonthFacts) -> Table:
    """Return one row a line with the terms of its availability."""
    return (
        TableOf(words, facts.lines)
        .site(lambda one: one.month.site_id, 30)
        .typed("circuit", lambda one: "" if one.line is None else one.line.circuit, 20)
        .percent("availability", lambda one: one.month.availability_percent, 18)
        .percent("target", lambda one: one.month.target_percent, 18)
        .seconds("total", lambda one: one.month.whole_s if one.month.whole_s else None, 20)
        .seconds("excluded", lambda one: one.month.excluded_s if one.month.whole_s else None, 20)
        .seconds("blind", lambda one: one.month.unseen_s if one.month.whole_s else None, 20)
        .seconds("down", lambda one: one.month.down_s if one.month.counted_s else None, 20)
        .number("periods", lambda one: one.month.outages if one.month.counted_s else None, 10)
        .seconds("mttr", lambda one: one.month.repair_s, 20)
        .seconds("left", lambda one: one.month.left_s if one.month.counted_s else None, 20)
        .column("loss", lambda one: one.month.loss_percent, 16, CellKind.LOSS)
        .number("rtt", lambda one: one.month.rtt_ms, 13)
        .number("blips", lambda one: sum(blips or 0 for blips in one.month.blips), 16)
        .table("report.table.lines", "report.no-sites")
    )


def down_chart(words: ReportWords, facts: MonthFacts, most: int) -> Chart:
    """Return the downtime of the lines that were down longest, longest first."""
    down = [line.month for line in facts.lines if line.month.down_s]
    worst = sorted(down, key=lambda month: (-month.down_s, month.site_id))[:most]
    rows = tuple(ChartRow(words.site(month.site_id), float(month.down_s)) for month in worst)
    return Chart(words("report.chart.down"), ChartKind.BARS, rows, CellKind.SECONDS)


def period_tables(words: ReportWords, facts: MonthFacts) -> tuple[Table, ...]:
    """Return one row an unavailable period, the evidence; apart those that began after the closed days."""
    periods = [(line.month.site_id, one) for line in facts.lines for one in line.periods]
    later = [one for one in periods if one[1].from_s >= facts.closed_s]
    closed = [one for one in periods if one[1].from_s < facts.closed_s]

    def in_month(one: UnavailablePeriod) -> int:
        return seconds_in(one.counted, facts.from_s, facts.closed_s)

    def ended(one: UnavailablePeriod) -> int | None:
        return None if one.until_s is None else one.down_s

    tables = [_period_table(words, closed, "report.table.periods", in_month)]
    if later:
        tables.append(_period_table(words, later, "report.table.periods-unclosed", ended))
    return tuple(tables)


def _period_table(
    words: ReportWords,
    periods: Iterable[tuple[str, UnavailablePeriod]],
    title: str,
    down_s: Callable[[UnavailablePeriod], int | None],
) -> Table:
    return (
        TableOf(words, periods)
        .site(lambda one: one[0], 4)
        .number("number", lambda one: one[1].number or None)
        .time("begin", lambda one: one[1].from_s)
        .time("end", lambda one: one[1].until_s)
        .seconds("down", lambda one: down_s(one[1]))
        .table(title, "report.no-periods")
    )
