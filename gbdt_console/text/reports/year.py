"""Build the paper of the yearly review."""

from collections import Counter
from collections.abc import Iterator

from gbdt_console.core.clean_text import clean
from gbdt_console.core.reports.paper import (
    Annex,
    Block,
    CellKind,
    Chart,
    ChartKind,
    ChartRow,
    Heading,
    Paper,
    PaperKind,
    Text,
)
from gbdt_console.core.reports.year import Recommendation, Rule, ShutdownEnd, YearFacts
from gbdt_console.text.outages.contract_text import ContractWords
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.text.reports.outages.tables import OutageTables
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.reports.year_tables import YearTables

_MOST_RECOMMENDATIONS = 3
"""Limits the recommendations on the first page, which stays one page; an annex has the others."""


def year_paper(facts: YearFacts, words: ReportWords) -> Paper:
    return _Review(facts, words).paper()


class _Review:
    def __init__(self, facts: YearFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words
        self._contract = ContractWords(words.words, words.formats)

    def paper(self) -> Paper:
        facts, w = self._facts, self._w
        return w.paper(
            PaperKind.REPORT,
            f"year-{facts.year}",
            w("report.year.subject", year=facts.year),
            max(facts.until_utc, facts.end.at_utc),
            facts.end,
            self._blocks(),
            self._annexes(),
            (w.leader(),),
            w.superior,
        )

    def _annexes(self) -> tuple[Annex, ...]:
        facts, w = self._facts, self._w
        tables, outages = YearTables(facts, w), OutageTables(w)
        causes = Chart(
            w("report.chart.causes"),
            ChartKind.BARS,
            tuple(
                ChartRow(code_name(w.words, "cause", one.name), float(one.outages)) for one in facts.causes
            ),
        )
        return (
            Annex(w("report.annex.year-sites"), (tables.sites(),), is_wide=True),
            Annex(
                w("report.annex.year-carriers"),
                (tables.carriers(), Text(w("report.year.carriers-shared"))),
                is_wide=True,
            ),
            Annex(w("report.annex.year-causes"), (tables.causes(), causes)),
            Annex(w("report.annex.year-hosts"), (tables.hosts(),)),
            Annex(w("report.annex.year-checks"), (tables.checks(), tables.unopened()), is_wide=True),
            Annex(w("report.annex.year-blips"), (tables.blips(), self._blips_chart())),
            Annex(w("report.annex.year-training"), (tables.untrained(), tables.duties())),
            Annex(w("report.annex.year-opinions"), (tables.opinions(),)),
            *self._more_advice(),
            Annex(
                w("report.annex.year-outages"),
                (outages.records(facts.outages, "length", facts.lasted_s),),
                is_wide=True,
            ),
            *self._register(tables),
        )

    def _more_advice(self) -> Iterator[Annex]:
        """Yield the recommendations for which the first page has no room."""
        if more := tuple(self._advice())[_MOST_RECOMMENDATIONS:]:
            yield Annex(self._w("report.annex.year-advice"), tuple(map(Text, more)))

    def _register(self, tables: YearTables) -> Iterator[Annex]:
        """Yield what the register says, where the regulation has one."""
        if self._facts.register:
            filled = [tables.entries(one) for one in self._facts.register if one.entries]
            blocks = (tables.register(), *filled, tables.changes())
            yield Annex(self._w("report.annex.year-register"), blocks, is_wide=True)

    def _blocks(self) -> Iterator[Block]:
        facts, w = self._facts, self._w
        begin, end = (w.formats.day(utc_s) for utc_s in (facts.from_utc, facts.until_utc - 1.0))
        yield Text(w("report.year.span", begin=begin, end=end))
        meetings = facts.meetings
        yield Text(
            w(
                "report.year.meetings",
                n=len(meetings),
                length=w.length(sum(one.lasted_s for one in meetings)),
                late=sum(one.is_notice_late for one in meetings),
                unopened=len(facts.unopened),
            )
        )
        ends = Counter(one.shutdown for one in meetings if one.shutdown is not None)
        duties = (
            w(
                "report.year.checks",
                sheets=sum(one.checked is not None for one in meetings),
                in_time=sum(one.is_checked_in_time for one in meetings),
                late=sum(site.late_checks for site in facts.sites),
                without=sum(one.checked is None for one in meetings),
                unchecked=sum(site.unchecked for site in facts.sites),
            ),
            w("report.year.shutdowns", **{end.value: ends[end] for end in ShutdownEnd}),
        )
        yield Text(" ".join(duties))
        yield Text(self._outages())
        yield Text(self._availability())
        yield Text(self._incidents())
        if any(site.has_trained is not None for site in facts.sites):
            untrained = sum(site.has_trained is False for site in facts.sites)
            yield Text(f"{w('report.year.training', n=untrained, all=len(facts.sites))} {self._duties()}")
        else:
            yield Text(self._duties())
        said = w("report.year.opinions", n=len(facts.opinions))
        register = w(
            "report.year.register",
            n=sum(len(one.entries) for one in facts.register),
            changes=len(facts.changes),
            late=sum(one.is_late for one in facts.changes),
        )
        yield Text(f"{said} {register}" if facts.register else said)
        yield Heading(w("report.year.advice"))
        advice = list(self._advice())
        yield from map(Text, advice[:_MOST_RECOMMENDATIONS])
        if not advice:
            yield Text(w("report.year.no-advice"))
        elif len(advice) > _MOST_RECOMMENDATIONS:
            yield Text(w("report.year.more-advice", n=len(advice) - _MOST_RECOMMENDATIONS))

    def _incidents(self) -> str:
        """Write what was heard and seen out of turn; never a 0 of meetings that nobody watched."""
        facts, w = self._facts, self._w
        open_, calls = facts.open_microphones, facts.unordered_calls
        unseen = sum(one.unseen_s > 0.0 for one in facts.meetings)
        if unseen and not (open_ or calls) and all(one.unseen_s >= one.lasted_s for one in facts.meetings):
            return w("report.year.incidents.unseen", n=unseen)
        told = w("report.year.incidents", open=open_, calls=calls)
        return f"{told} {w('report.year.unseen', n=unseen)}" if unseen else told

    def _duties(self) -> str:
        sites = self._facts.sites
        return self._w(
            "report.year.duties",
            untrained=sum(site.untrained for site in sites),
            rules=sum(not site.are_rules_posted for site in sites),
            cleaning=sum(site.is_cleaning_overdue is True for site in sites),
            carrier=sum(site.no_carrier for site in sites),
        )

    def _outages(self) -> str:
        facts, w = self._facts, self._w
        repaired = sum(group.repaired for group in facts.causes)
        repaired_s = sum(group.repaired_s for group in facts.causes)
        return w(
            "report.year.outages",
            n=len(facts.outages),
            length=w.length(sum(facts.lasted_s(outage) for outage in facts.outages)),
            carrier=sum(outage.likely_cause.counts_against_carrier for outage in facts.outages),
            repair=w.length(repaired_s / repaired) if repaired else w.words("contract.unknown"),
        )

    def _availability(self) -> str:
        facts, w = self._facts, self._w
        counted_s = sum(site.counted_s for site in facts.sites)
        down_s = sum(site.contract_down_s for site in facts.sites)
        percent = 100.0 * (counted_s - down_s) / counted_s if counted_s else None
        return w(
            "report.year.availability",
            availability=w("report.not-measured") if percent is None else self._contract.percent(percent),
            down=w.length(down_s),
            counted=w.length(counted_s),
        )

    def _blips_chart(self) -> Chart:
        months = enumerate(self._facts.blips_so_far, start=1)
        rows = tuple(ChartRow(f"{month:02}", float(n)) for month, n in months)
        return Chart(self._w("report.chart.blips"), ChartKind.BARS, rows, CellKind.NUMBER)

    def _advice(self) -> Iterator[str]:
        for place, one in enumerate(self._facts.recommendations, start=1):
            yield f"{place}. {self._sentence(one)}"

    def _sentence(self, one: Recommendation) -> str:
        w = self._w
        value, of = w.number(one.value), w.number(one.of)
        if one.rule is Rule.AVAILABILITY:
            value, of = self._contract.percent(one.value), self._contract.percent(one.of)
        about = w.site(one.about)
        if one.rule is Rule.ESTIMATES:
            about = w.carrier(one.about)
        elif one.rule is Rule.NOTICES:
            about = clean(w.place.booking.host_name(one.about))
        return w(f"report.advice.{one.rule}", about=about, value=value, of=of)
