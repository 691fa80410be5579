"""Build the tables of one outage record's histories."""

from gbdt_console.core.clean_text import clean
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.outages.record_changes import CorrectedField
from gbdt_console.core.reports.paper import CellKind, Column, Table
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.text.reports.report_words import ReportWords

_LONGEST, _LONGEST_SENTENCE = 400, 2_000
"""Limits what a person typed and what the chair was told, characters, as the engine does."""
_TIME = CellKind.TIME


class OutageHistories:
    """Builds tables of one record in one language."""

    def __init__(self, outage: Outage, words: ReportWords) -> None:
        self._outage = outage
        self._w = words

    def downtimes(self) -> Table:
        """Return when each site was cut off, by what was observed."""
        w = self._w
        columns = (
            Column(w("report.column.site"), weight=3),
            Column(w("report.column.begin"), _TIME, 2),
            Column(w("report.column.end"), _TIME, 2),
            Column(w("report.column.length"), CellKind.SECONDS, 2),
        )
        rows = tuple(
            (
                w.site(one.site_id),
                one.from_utc,
                one.until_utc,
                None if one.until_utc is None else one.until_utc - one.from_utc,
            )
            for one in self._outage.downtimes
        )
        return Table(w("report.table.downtimes"), columns, rows, w("report.no-periods"))

    def unavailable(self) -> Table:
        """Return when each line was unavailable by its contract."""
        w = self._w
        columns = (
            Column(w("report.column.site"), weight=3),
            Column(w("report.column.begin"), _TIME, 2),
            Column(w("report.column.end"), _TIME, 2),
            Column(w("report.column.down"), CellKind.SECONDS, 2),
        )
        rows = tuple(
            (w.site(one.site_id), one.from_s, one.until_s, one.down_s) for one in self._outage.unavailable
        )
        return Table(w("report.table.periods"), columns, rows, w("report.no-periods"))

    def calls(self) -> Table:
        """Return the phone calls."""
        w = self._w
        columns = (
            Column(w("report.column.time"), _TIME, 2),
            Column(w("report.column.contact"), weight=2),
            Column(w("report.column.phone"), weight=2),
            Column(w("report.column.outcome"), weight=2),
            Column(w("report.column.operator"), weight=2),
            Column(w("report.column.note"), weight=3),
        )
        rows = tuple(
            (
                one.at_utc,
                clean(one.contact),
                clean(one.phone),
                code_name(w.words, "outcome", one.outcome),
                clean(one.operator),
                clean(one.note, _LONGEST),
            )
            for one in self._outage.calls
        )
        return Table(w("report.table.calls"), columns, rows, w("report.no-calls"))

    def told(self) -> Table:
        """Return what the chair was told."""
        w = self._w
        columns = (
            Column(w("report.column.time"), _TIME, 2),
            Column(w("report.column.person"), weight=2),
            Column(w("report.column.channel"), weight=2),
            Column(w("report.column.operator"), weight=2),
            Column(w("report.column.text"), weight=5),
        )
        rows = tuple(
            (
                one.at_utc,
                clean(one.person),
                code_name(w.words, "channel", one.channel),
                clean(one.operator),
                clean(one.text, _LONGEST_SENTENCE),
            )
            for one in self._outage.told
        )
        return Table(w("report.table.told"), columns, rows, w("report.no-told"))

    def states(self) -> Table:
        """Return how the repair went."""
        w = self._w
        columns = (
            Column(w("report.column.time"), _TIME, 2),
            Column(w("report.column.state"), weight=2),
            Column(w("report.column.operator"), weight=2),
            Column(w("report.column.reason"), weight=3),
        )
        rows = tuple(
            (
                one.at_utc,
                code_name(w.words, "state", one.state),
                clean(one.operator),
                clean(one.reason, _LONGEST),
            )
            for one in self._outage.steps
        )
        return Table(w("report.table.states"), columns, rows)

    def corrections(self) -> Table:
        """Return the later corrections with the values before."""
        w = self._w
        columns = (
            Column(w("report.column.time"), _TIME, 2),
            Column(w("report.column.field"), weight=2),
            Column(w("report.column.was"), weight=2),
            Column(w("report.column.now"), weight=2),
            Column(w("report.column.operator"), weight=2),
            Column(w("report.column.reason"), weight=3),
        )
        rows = tuple(
            (
                one.at_utc,
                code_name(w.words, "field", one.field),
                self._value(one.field, one.before),
                self._value(one.field, one.after),
                clean(one.operator),
                clean(one.reason, _LONGEST),
            )
            for one in self._outage.corrections
        )
        return Table(w("report.table.corrections"), columns, rows, w("report.no-corrections"))

    def evidence(self) -> Table:
        """Return the observed facts behind the proposed cause."""
        w = self._w
        columns = (Column(w("report.column.time"), _TIME, 2), Column(w("report.column.evidence"), weight=5))
        site_id = next(iter(self._outage.sites), "")
        rows = tuple((one.at_utc, w.evidence(one, site_id)) for one in self._outage.evidence)
        return Table(w("report.table.evidence"), columns, rows, w("report.no-evidence"))

    def _value(self, field: str, value: str) -> str:
        is_cause = field == CorrectedField.CAUSE
        return code_name(self._w.words, "cause", value) if is_cause else clean(value, _LONGEST)
