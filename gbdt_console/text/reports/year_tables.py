"""Build the tables of the yearly review."""

from gbdt_console.core.clean_text import clean
from gbdt_console.core.reports.paper import Cell, CellKind, Column, Table
from gbdt_console.core.reports.year import GroupYear, YearFacts
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.text.reports.report_words import ReportWords

_NUMBER, _PERCENT, _SECONDS, _TIME = CellKind.NUMBER, CellKind.PERCENT, CellKind.SECONDS, CellKind.TIME
_LONGEST = 400
"""Limits what a person typed, characters, as the engine does."""


class YearTables:
    """Builds tables in one language."""

    def __init__(self, facts: YearFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words

    def sites(self) -> Table:
        """Return one row a site with its line."""
        w = self._w
        columns = (
            Column(w("report.column.site"), weight=48),
            Column(w("report.column.carrier"), weight=36),
            Column(w("report.column.meetings"), _NUMBER, 16),
            Column(w("report.column.outages"), _NUMBER, 16),
            Column(w("report.column.cut"), _SECONDS, 24),
            Column(w("report.column.availability"), _PERCENT, 22),
            Column(w("report.column.target"), _PERCENT, 18),
            Column(w("report.column.down"), _SECONDS, 24),
            Column(w("report.column.blips"), _NUMBER, 18),
            Column(w("report.column.late-checks"), _NUMBER, 17),
            Column(w("report.column.open"), _NUMBER, 18),
        )
        rows = tuple(
            (
                w.site(one.site_id),
                w.carrier(one.carrier_id),
                one.meetings,
                one.outages,
                one.down_s,
                one.availability_percent,
                one.target_percent,
                one.contract_down_s,
                sum(one.blips),
                one.late_checks,
                one.open_microphones,
            )
            for one in self._facts.sites
        )
        return Table(w("report.table.sites"), columns, rows, w("report.no-sites"))

    def carriers(self) -> Table:
        """Return the outages that count against a carrier, with its estimates."""
        w = self._w
        rows = tuple((w.carrier(one.name), *_figures(one)) for one in self._facts.carriers)
        return Table(
            w("report.table.carriers"), self._groups("carrier"), rows, w("report.no-outages")
        )  # fmt: skip

    def causes(self) -> Table:
        """Return all outages by cause."""
        w = self._w
        rows = tuple((code_name(w.words, "cause", one.name), *_figures(one)) for one in self._facts.causes)
        return Table(w("report.table.causes"), self._groups("cause"), rows, w("report.no-outages"))

    def hosts(self) -> Table:
        """Return the meetings by host."""
        w = self._w
        columns = (
            Column(w("report.column.host"), weight=4),
            Column(w("report.column.meetings"), _NUMBER),
            Column(w("report.column.length"), _SECONDS, 2),
            Column(w("report.column.late-notices"), _NUMBER),
        )
        rows = tuple(
            (
                clean(w.place.booking.host_name(one.host)) if one.host else w("report.no-host"),
                one.meetings,
                one.lasted_s,
                one.late_notices,
            )
            for one in self._facts.hosts
        )
        return Table(w("report.table.hosts"), columns, rows, w("report.no-meetings"))

    def checks(self) -> Table:
        """Return one row a meeting with its checklist."""
        w = self._w
        columns = (
            Column(w("report.column.meeting"), _NUMBER),
            Column(w("report.column.begin"), _TIME, 2),
            Column(w("report.column.length"), _SECONDS, 2),
            Column(w("report.column.host"), weight=3),
            Column(w("report.column.late-notice"), weight=2),
            Column(w("report.column.closed"), _TIME, 2),
            Column(w("report.column.late"), _SECONDS, 2),
            Column(w("report.column.late-sites"), _NUMBER),
        )
        rows = []
        for one in self._facts.meetings:
            checked = one.checked
            late = None if checked is None else sum(site.late_s is not None for site in checked.sites)
            rows.append(
                (
                    one.number or None,
                    one.started_utc,
                    one.lasted_s,
                    clean(w.place.booking.host_name(one.host)) if one.host else w("report.no-host"),
                    w("report.late") if one.is_notice_late else "",
                    None if checked is None else checked.closed_utc,
                    None if checked is None else checked.late_s,
                    late,
                )
            )
        return Table(w("report.table.checks"), columns, tuple(rows), w("report.no-meetings"))

    def blips(self) -> Table:
        """Return the blips of all lines by month."""
        w = self._w
        columns = (Column(w("report.column.month")), Column(w("report.column.blips"), _NUMBER))
        rows = tuple(
            (f"{month:02}/{self._facts.year}", n) for month, n in enumerate(self._facts.blips, start=1)
        )
        return Table(w("report.table.blips"), columns, rows)

    def untrained(self) -> Table:
        """Return the sites without a trained technician."""
        w = self._w
        rows = tuple((w.site(one.site_id),) for one in self._facts.sites if one.has_trained is False)
        is_known = any(one.has_trained is not None for one in self._facts.sites)
        empty = w("report.all-trained") if is_known else w("report.training-unknown")
        return Table(w("report.table.untrained"), (Column(w("report.column.site")),), rows, empty)

    def opinions(self) -> Table:
        """Return what the sites said."""
        w = self._w
        columns = (
            Column(w("report.column.time"), _TIME, 2),
            Column(w("report.column.site"), weight=3),
            Column(w("report.column.meeting"), _NUMBER),
            Column(w("report.column.opinion"), weight=5),
        )
        rows = tuple(
            (one.at_utc, w.site(one.site_id), one.number or None, clean(one.text, _LONGEST))
            for one in self._facts.opinions
        )
        return Table(w("report.table.opinions"), columns, rows, w("report.no-opinions"))

    def _groups(self, name: str) -> tuple[Column, ...]:
        w = self._w
        return (
            Column(w(f"report.column.{name}"), weight=26),
            Column(w("report.column.outages"), _NUMBER, 12),
            Column(w("report.column.length"), _SECONDS, 23),
            Column(w("report.column.mttr"), _SECONDS, 19),
            Column(w("report.column.estimates"), _NUMBER, 14),
            Column(w("report.column.first-kept"), _NUMBER, 16),
            Column(w("report.column.first-error"), _SECONDS, 20),
            Column(w("report.column.last-kept"), _NUMBER, 16),
            Column(w("report.column.last-error"), _SECONDS, 20),
        )


def _figures(group: GroupYear) -> tuple[Cell, ...]:
    first, last = group.first, group.last
    return (
        group.outages,
        group.down_s,
        group.repair_s,
        0 if first is None else first.count,
        None if first is None else first.kept,
        None if first is None else first.median_error_s,
        None if last is None else last.kept,
        None if last is None else last.median_error_s,
    )
