"""Build the tables of a month by the contracts."""

from collections.abc import Iterable

from gbdt_console.core.clean_text import clean
from gbdt_console.core.outages.contract_month import Breach
from gbdt_console.core.reports.month import MonthFacts
from gbdt_console.core.reports.paper import CellKind, Chart, ChartKind, ChartRow, Column, Table
from gbdt_console.text.outages.contract_text import ContractWords
from gbdt_console.text.reports.report_words import ReportWords

_NUMBER, _PERCENT, _SECONDS, _TIME = CellKind.NUMBER, CellKind.PERCENT, CellKind.SECONDS, CellKind.TIME


def breach_table(words: ReportWords, breaches: Iterable[tuple[str, Breach]]) -> Table:
    """Return one row a missed target.

    breaches: id of the line's site, empty where the paper is about one outage, and the missed target
    """
    w, text = words, ContractWords(words.words, words.formats)
    found = tuple(breaches)
    has_sites = any(site_id for site_id, _ in found)
    columns = (
        *((Column(w("report.column.site"), weight=8),) if has_sites else ()),
        Column(w("report.column.target"), weight=4 if has_sites else 6),
        Column(w("report.column.measured"), weight=4 if has_sites else 5),
        Column(w("report.column.limit"), weight=4),
        *((Column(w("report.column.number"), _NUMBER, 2),) if has_sites else ()),
        Column(w("report.column.begin"), _TIME, 5 if has_sites else 7),
        Column(w("report.column.end"), _TIME, 5 if has_sites else 7),
    )
    rows = tuple(
        (
            *((w.site(site_id),) if has_sites else ()),
            w(f"report.target.{one.kind}"),
            text.figure(one, one.value),
            text.figure(one, one.limit),
            *((one.number or None,) if has_sites else ()),
            one.from_s or None,
            one.until_s,
        )
        for site_id, one in found
    )
    return Table(w("report.table.breaches"), columns, rows, w("report.no-breaches"))


def line_table(words: ReportWords, facts: MonthFacts) -> Table:
    """Return one row a line with the terms of its availability."""
    w = words
    names = ("availability", "target"), ("total", "excluded", "blind", "down")
    columns = (
        Column(w("report.column.site"), weight=30),
        Column(w("report.column.circuit"), weight=20),
        *(Column(w(f"report.column.{name}"), _PERCENT, 18) for name in names[0]),
        *(Column(w(f"report.column.{name}"), _SECONDS, 20) for name in names[1]),
        Column(w("report.column.periods"), _NUMBER, 10),
        *(Column(w(f"report.column.{name}"), _SECONDS, 20) for name in ("mttr", "left")),
        Column(w("report.column.loss"), _PERCENT, 16),
        Column(w("report.column.rtt"), _NUMBER, 13),
        Column(w("report.column.blips"), _NUMBER, 16),
    )
    rows = tuple(
        (
            w.site(line.month.site_id),
            "" if line.line is None else clean(line.line.circuit),
            line.month.availability_percent,
            line.month.target_percent,
            line.month.total_s,
            line.month.excluded_s,
            line.month.blind_s,
            line.month.down_s,
            line.month.outages,
            line.month.repair_s,
            line.month.left_s or (0.0 if line.month.counted_s else None),
            line.month.loss_percent,
            line.month.rtt_ms,
            sum(blips or 0 for blips in line.month.blips),
        )
        for line in facts.lines
    )
    return Table(w("report.table.lines"), columns, rows, w("report.no-sites"))


def down_chart(words: ReportWords, facts: MonthFacts, most: int) -> Chart:
    """Return the downtime of the lines that were down longest, longest first.

    most: number of lines
    """
    down = [line.month for line in facts.lines if line.month.down_s]
    worst = sorted(down, key=lambda month: (-month.down_s, month.site_id))[:most]
    rows = tuple(ChartRow(words.site(month.site_id), float(month.down_s)) for month in worst)
    return Chart(words("report.chart.down"), ChartKind.BARS, rows, CellKind.SECONDS)


def period_table(words: ReportWords, facts: MonthFacts) -> Table:
    """Return one row an unavailable period: the evidence."""
    w = words
    columns = (
        Column(w("report.column.site"), weight=4),
        Column(w("report.column.number"), _NUMBER),
        Column(w("report.column.begin"), _TIME, 2),
        Column(w("report.column.end"), _TIME, 2),
        Column(w("report.column.down"), _SECONDS, 2),
    )
    rows = tuple(
        (w.site(line.month.site_id), one.number or None, one.from_s, one.until_s, one.down_s)
        for line in facts.lines
        for one in line.periods
    )
    return Table(w("report.table.periods"), columns, rows, w("report.no-periods"))
