"""Build the tables of outage records that several reports print."""

from collections.abc import Callable, Iterable

from gbdt_console.core.clean_text import clean
from gbdt_console.core.outages.outage import Estimate, Outage
from gbdt_console.core.reports.paper import Table
from gbdt_console.text.outages.outage_text import OutageWords, code_name
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.reports.table_of import LONGEST, TableOf


class OutageTables:
    def __init__(self, words: ReportWords) -> None:
        self._w = words
        self._text = OutageWords(words.words, words.formats, words.place.names)

    def records(
        self, outages: Iterable[Outage], down: str, down_s: Callable[[Outage], float | None]
    ) -> Table:
        """Return one row a record.

        down: name of the column of lengths
        down_s: returns the length that counts, seconds
        """
        w, text = self._w, self._text
        return (
            TableOf(w, outages)
            .number("number", lambda one: one.number)
            .text("sites", lambda one: w.sites(one.sites) or w.words("thing.mcu"), 3)
            .typed("fault", text.fault, 2)
            .text("cause", lambda one: text.cause(one) or w.words("outage.cause.unknown"), 2)
            .time("begin", lambda one: one.started_utc)
            .time("restored", lambda one: one.restored_utc)
            .seconds(down, down_s)
            .time("reported", lambda one: one.reported_utc)
            .text("remedy", lambda one: clean(one.remedy, LONGEST) or w("report.no-remedy"), 3)
            .table("report.table.outages", "report.no-outages")
        )

    def estimates(self, outages: Iterable[Outage]) -> Table:
        """Return one row an estimate, against the actual repair."""
        words = self._w.words

        def error_s(one: tuple[Outage, Estimate]) -> float | None:
            return None if one[0].repaired_utc is None else one[0].repaired_utc - one[1].back_utc

        given = [(outage, estimate) for outage in outages for estimate in outage.estimates]
        return (
            TableOf(self._w, given)
            .number("number", lambda one: one[0].number)
            .time("given", lambda one: one[1].given_utc)
            .text("source", lambda one: code_name(words, "source", one[1].source), 2)
            .time("estimate", lambda one: one[1].back_utc)
            .time("restored", lambda one: one[0].restored_utc)
            .seconds("error", error_s)
            .typed("reason", lambda one: one[1].reason, 2)
            .table("report.table.estimates", "report.no-estimates")
        )
