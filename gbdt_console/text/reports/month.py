"""Build the papers of a month by the contracts: for one carrier to sign, and for all lines."""

from collections.abc import Iterable, Iterator

from gbdt_console.core.outages.contract_month import Breach
from gbdt_console.core.reports.month import MonthFacts
from gbdt_console.core.reports.paper import Annex, Block, Chart, Paper, PaperKind, Table, Text
from gbdt_console.text.outages.contract_text import ContractWords
from gbdt_console.text.reports.contract_tables import breach_table, down_chart, line_table, period_tables
from gbdt_console.text.reports.outages.tables import OutageTables
from gbdt_console.text.reports.report_words import ReportWords

_MOST_BREACHES = 4
"""Limits the missed targets on the first page, which stays one page; an annex has all."""
_LONGEST_NAMES = 60
"""Limits the sites that a sentence of the first page names, characters."""
_MOST_BARS = 5
"""Limits the bars of the chart on the first page."""


def carrier_paper(facts: MonthFacts, words: ReportWords) -> Paper:
    """Return the month of one carrier, or of all, with its outages: minutes that both sides sign."""
    return _MonthPaper(facts, words).carrier()


def availability_paper(facts: MonthFacts, words: ReportWords) -> Paper:
    return _MonthPaper(facts, words).availability()


class _MonthPaper:
    def __init__(self, facts: MonthFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words
        self._contract = ContractWords(words.words, words.formats)

    def carrier(self) -> Paper:
        facts, w = self._facts, self._w
        carrier_ids = (facts.carrier_id,) if facts.carrier_id else tuple(w.place.carriers)
        names = tuple(map(w.carrier, carrier_ids))
        outages = [one.outage for one in facts.outages]
        tables, chart = OutageTables(w), self._chart(len(facts.lines))
        return w.paper(
            PaperKind.MINUTES,
            f"outages-{facts.carrier_id or 'all'}-{facts.month}",
            w(
                "report.month.carrier",
                month=self._month,
                carriers=", ".join(names) or w("report.all-carriers"),
            ),
            max(facts.closed_s, facts.end.at_utc),
            facts.end,
            self._blocks(),
            (
                Annex(w("report.annex.lines"), (line_table(w, facts), *chart), is_wide=True),
                Annex(w("report.annex.records"), (self._records(tables),), is_wide=True),
                Annex(w("report.annex.breaches"), (self._breach_table(self._breaches()),), is_wide=True),
                Annex(w("report.annex.periods"), period_tables(w, facts)),
                Annex(w("report.annex.estimates"), (tables.estimates(outages),), is_wide=True),
            ),
            (w.own_side(), *w.carriers_side(carrier_ids)),
            names,
        )

    def availability(self) -> Paper:
        facts, w = self._facts, self._w
        return w.paper(
            PaperKind.REPORT,
            f"availability-{facts.month}",
            w("report.month.availability", month=self._month),
            max(facts.closed_s, facts.end.at_utc),
            facts.end,
            (*self._blocks(), *self._chart(_MOST_BARS)),
            (
                Annex(w("report.annex.lines"), (line_table(w, facts),), is_wide=True),
                Annex(w("report.annex.breaches"), (self._breach_table(self._breaches()),), is_wide=True),
                Annex(w("report.annex.periods"), period_tables(w, facts)),
            ),
            (w.leader(),),
            w.superior,
        )

    def _chart(self, most: int) -> tuple[Chart, ...]:
        return (down_chart(self._w, self._facts, most),) if self._facts.down_s else ()

    @property
    def _month(self) -> str:
        year, month = self._facts.month.split("-")
        return f"{month}/{year}"

    def _blocks(self) -> Iterator[Block]:
        facts, w, text = self._facts, self._w, self._contract
        begin, last = w.formats.day(facts.from_s), w.formats.day(facts.closed_s - 1)
        is_closed = facts.closed_s > facts.from_s
        span = w("report.month.closed" if is_closed else "report.month.none-closed", begin=begin, end=last)
        if facts.began_s is not None:
            time, day = w.formats.clock(facts.began_s), w.formats.day(facts.began_s)
            span = f"{span} {w('report.month.began', time=time, day=day)}"
        contracts = w.contracts((facts.carrier_id,) if facts.carrier_id else w.place.carriers)
        yield Text(" ".join((span, w("report.contracts", contracts=contracts))) if contracts else span)
        if (percent := facts.availability_percent) is not None:
            yield Text(
                w(
                    "report.month.sum",
                    lines=len(facts.lines),
                    availability=text.percent(percent),
                    counted=w.length(facts.counted_s),
                    blind=w.length(facts.unseen_s),
                    down=w.length(facts.down_s),
                    periods=facts.periods,
                    repair=w.words("contract.unknown")
                    if facts.repair_s is None
                    else w.length(facts.repair_s),
                )
            )
        elif facts.unseen_s:
            yield Text(w("report.month.unobserved", lines=len(facts.lines), blind=w.length(facts.unseen_s)))
        if unclosed := list(self._unclosed()):
            yield Text(" ".join(unclosed))
        yield Text(w("report.month.rule"))
        breaches = list(self._breaches())
        judged = "report.month.breaches" if facts.counted_s or breaches else "report.month.not-judged"
        yield Text(w(judged, n=len(breaches), outages=len(facts.outages)))
        yield self._breach_table(breaches[:_MOST_BREACHES])
        if len(breaches) > _MOST_BREACHES:
            yield Text(w("report.month.more-breaches", n=len(breaches) - _MOST_BREACHES))

    def _unclosed(self) -> Iterator[str]:
        """Write what came after the last closed day, which the sums do not have."""
        facts, w = self._facts, self._w
        days = [(line.month.site_id, line.month.today) for line in facts.lines if line.month.today]
        if not days:
            return
        is_closed = facts.closed_s > facts.from_s
        yield w(
            "report.month.unclosed" if is_closed else "report.month.unclosed.all",
            begin=w.formats.day(facts.closed_s),
            n=sum(day.outages for _, day in days),
            down=w.length(sum(day.down_s for _, day in days)),
        )
        if running := [site_id for site_id, day in days if day.running_from_s is not None]:
            yield w("report.month.running", sites=w.few_sites(running, _LONGEST_NAMES))

    def _breach_table(self, breaches: Iterable[tuple[str, Breach]]) -> Table:
        """Return the missed targets; without one say no more than was counted."""
        facts, empty = self._facts, "report.no-breaches"
        if not facts.counted_s:
            empty = "report.breaches-unknown"
        elif any(line.periods for line in facts.lines):
            empty = "report.no-breaches-but"
        return breach_table(self._w, breaches, empty)

    def _breaches(self) -> Iterator[tuple[str, Breach]]:
        for line in self._facts.lines:
            for breach in line.month.breaches:
                yield line.month.site_id, breach

    def _records(self, tables: OutageTables) -> Table:
        facts = self._facts
        down_s = {
            one.outage.number: one.down_s for one in facts.outages if one.outage.started_utc < facts.closed_s
        }
        outages = [one.outage for one in facts.outages]
        return tables.records(outages, "down", lambda outage: down_s.get(outage.number))
