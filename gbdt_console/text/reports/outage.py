"""Build the report about one outage, which both sides sign."""

from collections.abc import Iterator

from gbdt_console.core.cleaning import clean
from gbdt_console.core.outages.contract_month import BreachKind
from gbdt_console.core.reports.outage_facts import OutageFacts
from gbdt_console.core.reports.paper import (
    Annex,
    Block,
    CellKind,
    Column,
    Paper,
    PaperKind,
    Signature,
    Table,
    Text,
)
from gbdt_console.text.outages import OutageWords, code_name
from gbdt_console.text.reports.contract_tables import breach_table
from gbdt_console.text.reports.outage_histories import OutageHistories
from gbdt_console.text.reports.outage_tables import OutageTables
from gbdt_console.text.reports.report_words import ReportWords

_LONGEST = 400
"""Limits what a person typed, characters, as the engine does."""


def outage_paper(facts: OutageFacts, words: ReportWords) -> Paper:
    """Return the report in the language of the words."""
    return _OutageReport(facts, words).paper()


class _OutageReport:
    """Writes the first page."""

    def __init__(self, facts: OutageFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words
        self._text = OutageWords(words.words, words.formats, words.place.names)

    def paper(self) -> Paper:
        """Return the whole paper."""
        facts, w = self._facts, self._w
        outage, tables = facts.outage, OutageHistories(facts.outage, w)
        sites = w.sites(outage.sites) or w.words("thing.mcu")
        annexes = (
            Annex(w("report.annex.estimates"), (OutageTables(w).estimates((outage,)),), is_wide=True),
            Annex(w("report.annex.cuts"), (tables.downtimes(), tables.unavailable())),
            Annex(w("report.annex.calls"), (tables.calls(), tables.told()), is_wide=True),
            Annex(w("report.annex.states"), (tables.states(), tables.corrections(), tables.evidence())),
        )
        return Paper(
            PaperKind.MINUTES,
            f"outage-{outage.number}",
            w("report.outage.subject", number=outage.number, sites=sites),
            w.place.head,
            w.day(facts.at_utc),
            w.place.timezone,
            w.words.language,
            tuple(self._blocks()),
            annexes,
            (w.own_side(), self._other_side()),
            tuple(w.carrier(carrier_id) for carrier_id in facts.carrier_ids),
            facts.end.seq,
            facts.end.hash,
        )

    def _other_side(self) -> Signature:
        facts, w = self._facts, self._w
        is_carriers = facts.outage.likely_cause.counts_against_carrier or facts.outage.contract_s > 0
        if facts.carrier_ids and is_carriers:
            return w.carriers_side(facts.carrier_ids)
        return Signature(w("report.sign.site"))

    def _blocks(self) -> Iterator[Block]:
        facts, w = self._facts, self._w
        outage = facts.outage
        yield Text(w("report.outage.fault", fault=clean(self._text.fault(outage), _LONGEST)))
        if facts.lines:
            lines = "; ".join(
                w(
                    "report.outage.line",
                    site=w.site(line.site_id),
                    circuit=clean(line.circuit),
                    carrier=w.carrier(line.carrier_id),
                )
                for line in facts.lines[:4]
            )
            more = len(facts.lines) - 4
            yield Text(w("report.outage.lines", lines=lines + (f"; +{more}" if more > 0 else "")))
        code = "lasts" if outage.restored_utc is None else "lasted"
        yield Text(w(f"report.outage.{code}", length=w.length(facts.lasted_s)))
        yield Text(self._cause())
        remedy = clean(outage.remedy, _LONGEST) or w("report.no-remedy")
        yield Text(w("report.outage.remedy", remedy=remedy))
        yield self._clocks()
        if facts.lines:
            yield self._contract()
        seconds = [one for one in facts.breaches if one.kind in (BreachKind.RESPONSE, BreachKind.REPAIR)]
        yield breach_table(w, [("", one) for one in seconds])

    def _cause(self) -> str:
        outage, w = self._facts.outage, self._w
        if outage.cause is not None:
            named = code_name(w.words, "cause", outage.cause)
            return w("report.outage.cause", cause=named, by=clean(outage.cause_by))
        return w("report.outage.no-cause", cause=code_name(w.words, "cause", outage.proposed.cause))

    def _clocks(self) -> Table:
        facts, w = self._facts, self._w
        outage = facts.outage
        clocks = (
            ("started", outage.started_utc),
            ("detected", outage.detected_utc),
            ("acknowledged", outage.acknowledged_utc),
            ("reported", outage.reported_utc),
            ("answered", facts.answered_utc),
            ("restored", outage.restored_utc),
            ("verified", outage.verified_utc),
            ("closed", outage.closed_utc),
        )
        columns = (
            Column(w("report.column.what"), weight=4),
            Column(w("report.column.time"), CellKind.TIME, 2),
            Column(w("report.column.after-start"), CellKind.SECONDS, 2),
        )
        rows = tuple((w(f"report.clock.{name}"), at_utc, facts.after_s(at_utc)) for name, at_utc in clocks)
        return Table(w("report.table.clocks"), columns, rows)

    def _contract(self) -> Table:
        w = self._w
        facts = self._facts
        reported_utc, answered_utc = facts.outage.reported_utc, facts.answered_utc
        waited_s = None
        if reported_utc is not None and answered_utc is not None:
            waited_s = answered_utc - reported_utc
        columns = (
            Column(w("report.column.site"), weight=3),
            Column(w("report.column.circuit"), weight=2),
            Column(w("report.column.down"), CellKind.SECONDS, 2),
            Column(w("report.column.repair-limit"), CellKind.SECONDS, 2),
            Column(w("report.column.answered"), CellKind.SECONDS, 2),
            Column(w("report.column.response-limit"), CellKind.SECONDS, 2),
        )
        rows = tuple(
            (
                w.site(line.site_id), clean(line.circuit), line.down_s,
                line.repair_limit_s, waited_s, line.response_limit_s,
            )
            for line in facts.lines
        )  # fmt: skip
        return Table(w("report.table.contract"), columns, rows)
