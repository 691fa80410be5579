"""Build the tables of outage records that several reports print."""

from collections.abc import Callable, Iterable

from gbdt_console.core.clean_text import clean
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.reports.paper import Cell, CellKind, Column, Table
from gbdt_console.text.outages.outage_text import OutageWords, code_name
from gbdt_console.text.reports.report_words import ReportWords

_LONGEST = 400
"""Limits what a person typed, characters, as the engine does."""


class OutageTables:
    """Builds tables in one language."""

    def __init__(self, words: ReportWords) -> None:
        self._w = words
        self._text = OutageWords(words.words, words.formats, words.place.names)

    def records(
        self, outages: Iterable[Outage], down_title: str, down_s: Callable[[Outage], float | None]
    ) -> Table:
        """Return one row a record.

        down_title: title of the column of lengths
        down_s: returns the length that counts, seconds
        """
        w = self._w
        columns = (
            Column(w("report.column.number"), CellKind.NUMBER),
            Column(w("report.column.sites"), weight=3),
            Column(w("report.column.fault"), weight=2),
            Column(w("report.column.cause"), weight=2),
            Column(w("report.column.begin"), CellKind.TIME, 2),
            Column(w("report.column.restored"), CellKind.TIME, 2),
            Column(down_title, CellKind.SECONDS, 2),
            Column(w("report.column.reported"), CellKind.TIME, 2),
            Column(w("report.column.remedy"), weight=3),
        )
        rows = tuple(self._row(outage, down_s(outage)) for outage in outages)
        return Table(w("report.table.outages"), columns, rows, w("report.no-outages"))

    def estimates(self, outages: Iterable[Outage]) -> Table:
        """Return one row an estimate, against the actual repair."""
        w = self._w
        columns = (
            Column(w("report.column.number"), CellKind.NUMBER),
            Column(w("report.column.given"), CellKind.TIME, 2),
            Column(w("report.column.source"), weight=2),
            Column(w("report.column.estimate"), CellKind.TIME, 2),
            Column(w("report.column.restored"), CellKind.TIME, 2),
            Column(w("report.column.error"), CellKind.SECONDS, 2),
            Column(w("report.column.reason"), weight=2),
        )
        rows = tuple(
            (
                outage.number,
                one.given_utc,
                code_name(w.words, "source", one.source),
                one.back_utc,
                outage.restored_utc,
                None if outage.repaired_utc is None else outage.repaired_utc - one.back_utc,
                clean(one.reason, _LONGEST),
            )
            for outage in outages
            for one in outage.estimates
        )
        return Table(w("report.table.estimates"), columns, rows, w("report.no-estimates"))

    def _row(self, outage: Outage, down_s: float | None) -> tuple[Cell, ...]:
        w = self._w
        return (
            outage.number,
            w.sites(outage.sites) or w.words("thing.mcu"),
            clean(self._text.fault(outage), _LONGEST),
            self._text.cause(outage) or w.words("outage.cause.unknown"),
            outage.started_utc,
            outage.restored_utc,
            down_s,
            outage.reported_utc,
            clean(outage.remedy, _LONGEST) or w("report.no-remedy"),
        )
