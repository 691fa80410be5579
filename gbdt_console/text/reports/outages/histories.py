"""Build the tables of one outage record's histories."""

from gbdt_console.core.clean_text import clean
from gbdt_console.core.outages.outage import CorrectedField, Outage
from gbdt_console.core.reports.paper import Table
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.reports.table_of import LONGEST, TableOf

_LONGEST_SENTENCE = 2_000
"""Limits what the chair was told, characters, as the engine does."""


class OutageHistories:
    def __init__(self, outage: Outage, words: ReportWords) -> None:
        self._outage = outage
        self._w = words

    def downtimes(self) -> Table:
        """Return when each site was cut off, by what was observed."""
        return (
            TableOf(self._w, self._outage.downtimes)
            .site(lambda one: one.site_id, 3)
            .time("begin", lambda one: one.from_utc)
            .time("end", lambda one: one.until_utc)
            .seconds("length", lambda one: None if one.until_utc is None else one.until_utc - one.from_utc)
            .table("report.table.downtimes", "report.no-periods")
        )

    def unavailable(self) -> Table:
        """Return when each line was unavailable by its contract."""
        return (
            TableOf(self._w, self._outage.unavailable)
            .site(lambda one: one.site_id, 3)
            .time("begin", lambda one: one.from_s)
            .time("end", lambda one: one.until_s)
            .seconds("down", lambda one: one.down_s)
            .table("report.table.periods", "report.no-periods")
        )

    def calls(self) -> Table:
        return (
            TableOf(self._w, self._outage.calls)
            .time("time", lambda one: one.at_utc)
            .typed("contact", lambda one: one.contact, 2)
            .typed("phone", lambda one: one.phone, 2)
            .text("outcome", lambda one: self._code("outcome", one.outcome), 2)
            .typed("operator", lambda one: one.operator, 2)
            .typed("note", lambda one: one.note, 3)
            .table("report.table.calls", "report.no-calls")
        )

    def told(self) -> Table:
        return (
            TableOf(self._w, self._outage.told)
            .time("time", lambda one: one.at_utc)
            .typed("person", lambda one: one.person, 2)
            .text("channel", lambda one: self._code("channel", one.channel), 2)
            .typed("operator", lambda one: one.operator, 2)
            .text("text", lambda one: clean(one.text, _LONGEST_SENTENCE), 5)
            .table("report.table.told", "report.no-told")
        )

    def states(self) -> Table:
        """Return how the repair went."""
        return (
            TableOf(self._w, self._outage.steps)
            .time("time", lambda one: one.at_utc)
            .text("state", lambda one: self._code("state", one.state), 2)
            .typed("operator", lambda one: one.operator, 2)
            .typed("reason", lambda one: one.reason, 3)
            .table("report.table.states")
        )

    def corrections(self) -> Table:
        """Return the later corrections with the values before."""
        return (
            TableOf(self._w, self._outage.corrections)
            .time("time", lambda one: one.at_utc)
            .text("field", lambda one: self._code("field", one.field), 2)
            .text("was", lambda one: self._value(one.field, one.before), 2)
            .text("now", lambda one: self._value(one.field, one.after), 2)
            .typed("operator", lambda one: one.operator, 2)
            .typed("reason", lambda one: one.reason, 3)
            .table("report.table.corrections", "report.no-corrections")
        )

    def evidence(self) -> Table:
        """Return the observed facts behind the proposed cause."""
        site_id = next(iter(self._outage.sites), "")
        return (
            TableOf(self._w, self._outage.evidence)
            .time("time", lambda one: one.at_utc)
            .text("evidence", lambda one: self._w.evidence(one, site_id), 5)
            .table("report.table.evidence", "report.no-evidence")
        )

    def _code(self, group: str, code: str) -> str:
        return code_name(self._w.words, group, code)

    def _value(self, field: str, value: str) -> str:
        return self._code("cause", value) if field == CorrectedField.CAUSE else clean(value, LONGEST)
