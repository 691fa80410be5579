"""Build the report about one outage, which both sides sign."""

from collections.abc import Iterator

from gbdt_console.core.clean_text import clean
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_month import Breach, BreachKind
from gbdt_console.core.reports.outages.facts import OutageFacts
from gbdt_console.core.reports.paper import (
    Annex,
    Block,
    Paper,
    PaperKind,
    Signature,
    Table,
    Text,
)
from gbdt_console.text.outages.outage_text import OutageWords, code_name
from gbdt_console.text.reports.contract_tables import breach_table
from gbdt_console.text.reports.outages.histories import OutageHistories
from gbdt_console.text.reports.outages.tables import OutageTables
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.reports.table_of import LONGEST, TableOf

_LONGEST_ON_PAGE = 60
"""Limits fault and remedy on the first page, which stays one page, characters: one line; an annex has all."""
_LONGEST_NAMES = 60
"""Limits the sites in the subject, characters."""


def outage_paper(facts: OutageFacts, words: ReportWords) -> Paper:
    return _OutageReport(facts, words).paper()


class _OutageReport:
    def __init__(self, facts: OutageFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words
        self._text = OutageWords(words.words, words.formats, words.place.names)

    def paper(self) -> Paper:
        facts, w = self._facts, self._w
        outage, tables = facts.outage, OutageHistories(facts.outage, w)
        sites = w.few_sites(outage.sites, _LONGEST_NAMES) if outage.sites else w.words("thing.mcu")
        judgement = () if self._is_of_one_line else self._judgement()
        annexes = (
            Annex(w("report.annex.estimates"), (OutageTables(w).estimates((outage,)),), is_wide=True),
            Annex(w("report.annex.cuts"), (tables.downtimes(), tables.unavailable(), *judgement)),
            Annex(w("report.annex.calls"), (tables.calls(), tables.told()), is_wide=True),
            Annex(
                w("report.annex.states"),
                (*self._long_texts(), tables.states(), tables.corrections(), tables.evidence()),
            ),
        )
        return w.paper(
            PaperKind.MINUTES,
            f"outage-{outage.number}",
            w("report.outage.subject", number=outage.number, sites=sites),
            facts.at_utc,
            facts.end,
            self._blocks(),
            annexes,
            (w.own_side(), *self._other_sides()),
            tuple(map(w.carrier, facts.carrier_ids)),
        )

    def _other_sides(self) -> tuple[Signature, ...]:
        facts, w = self._facts, self._w
        is_carriers = facts.outage.likely_cause.counts_against_carrier or facts.outage.contract_s > 0
        if facts.carrier_ids and is_carriers:
            return w.carriers_side(facts.carrier_ids)
        return (Signature(w("report.sign.site")),)

    def _blocks(self) -> Iterator[Block]:
        facts, w = self._facts, self._w
        outage = facts.outage
        yield self._fault(_LONGEST_ON_PAGE)
        yield from self._lines()
        code = "lasts" if outage.restored_utc is None else "lasted"
        if outage.restored_utc is not None and outage.repaired_utc is None:
            code = "switched-off"
        yield Text(" ".join((w(f"report.outage.{code}", length=w.length(facts.lasted_s)), self._cause())))
        yield self._remedy(_LONGEST_ON_PAGE)
        yield self._clocks()
        if self._is_of_one_line:
            yield from self._judgement()

    def _fault(self, longest: int) -> Text:
        return Text(
            self._w("report.outage.fault", fault=clean(self._text.fault(self._facts.outage), longest))
        )

    def _remedy(self, longest: int) -> Text:
        remedy = clean(self._facts.outage.remedy, longest) or self._w("report.no-remedy")
        return Text(self._w("report.outage.remedy", remedy=remedy))

    def _long_texts(self) -> Iterator[Text]:
        """Yield the texts that the first page cuts off."""
        for write in (self._fault, self._remedy):
            if (whole := write(LONGEST)) != write(_LONGEST_ON_PAGE):
                yield whole

    @property
    def _is_of_one_line(self) -> bool:
        """Whether the first page has room for the contract's tables; else annex 2 has them."""
        return len(self._facts.lines) <= 1

    def _lines(self) -> Iterator[Text]:
        facts, w = self._facts, self._w
        if not self._is_of_one_line:
            down, carriers = sum(line.down_s for line in facts.lines), map(w.carrier, facts.carrier_ids)
            sums = {"n": len(facts.lines), "carriers": ", ".join(carriers), "down": w.length(down)}
            yield self._under_contract(w("report.outage.several", **sums, missed=len(self._missed)))
        for line in facts.lines if self._is_of_one_line else ():
            site, circuit = w.site(line.site_id), clean(line.circuit)
            yield self._under_contract(
                w("report.outage.line", site=site, circuit=circuit, carrier=w.carrier(line.carrier_id))
            )

    def _under_contract(self, text: str) -> Text:
        contracts = self._w.contracts(self._facts.carrier_ids)
        more = self._w("report.contracts", contracts=contracts) if contracts else ""
        return Text(" ".join(filter(None, (text, more))))

    def _judgement(self) -> Iterator[Table]:
        """Yield what the contract says of each line, and the missed targets."""
        if self._facts.lines:
            yield self._contract()
        has_limit = any(one.repair_limit_s or one.response_limit_s for one in self._facts.lines)
        empty = "report.no-breaches" if has_limit else "report.no-limits"
        yield breach_table(self._w, [("", one) for one in self._missed], empty)

    @property
    def _missed(self) -> list[Breach]:
        kinds = (BreachKind.RESPONSE, BreachKind.REPAIR)
        return [one for one in self._facts.breaches if one.kind in kinds]

    def _cause(self) -> str:
        outage, w = self._facts.outage, self._w
        if outage.cause is OutageCause.UNKNOWN:
            return w("report.outage.cause-unknown", by=clean(outage.cause_by))
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
            ("restored", outage.repaired_utc),
            ("verified", outage.verified_utc),
            ("closed", outage.closed_utc),
        )
        return (
            TableOf(w, clocks)
            .text("what", lambda one: w(f"report.clock.{one[0]}"), 4)
            .time("time", lambda one: one[1])
            .seconds("after-start", lambda one: facts.after_s(one[1]))
            .table("report.table.clocks")
        )

    def _contract(self) -> Table:
        facts = self._facts
        reported_utc, answered_utc = facts.outage.reported_utc, facts.answered_utc
        waited_s = None
        if reported_utc is not None and answered_utc is not None:
            waited_s = answered_utc - reported_utc
        return (
            TableOf(self._w, facts.lines)
            .site(lambda one: one.site_id, 6)
            .typed("circuit", lambda one: one.circuit, 3)
            .seconds("down", lambda one: one.down_s, 3)
            .seconds("repair-limit", lambda one: one.repair_limit_s, 4)
            .seconds("answered", lambda one: waited_s, 3)
            .seconds("response-limit", lambda one: one.response_limit_s, 3)
            .table("report.table.contract")
        )
