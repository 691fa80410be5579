"""Build the paper of the shutdown after a meeting (A8.3): what was verified to be off, by what proof."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from gbdt_console.core.clean_text import clean
from gbdt_console.core.reports.minutes import MinutesFacts
from gbdt_console.core.reports.paper import Annex, Block, Paper, PaperKind, Signature, Table, Text
from gbdt_console.core.shutdown.record import Shutdown, StepEnd
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.reports.table_of import LONGEST, TableOf
from gbdt_console.text.shutdown.shutdown_text import doubt_text, step_name

_LONGEST_NAMES = 60
"""Limits the sites that a sentence names, characters; the table has all."""


def shutdown_paper(facts: MinutesFacts, record: Shutdown, words: ReportWords) -> Paper:
    return _ShutdownPaper(facts, record, words).paper()


def shutdown_told(facts: MinutesFacts, words: ReportWords) -> str:
    """Write how many sites were off, who signed it, and what was still on."""
    record = facts.shutdown
    if record is None:
        return words("report.minutes.no-shutdown")
    closing = record.closing
    left = record.open_sites if closing is None else closing.open_sites
    counts = {"off": len(record.sites) - len(left), "all": len(record.sites)}
    told = words("report.minutes.shutdown.open", **counts)
    if closing is not None:
        is_same = words.day(closing.at_utc) == words.day(facts.attendance.meeting.opening_utc)
        time = words.formats.clock(closing.at_utc) if is_same else words.moment(closing.at_utc)
        told = words("report.minutes.shutdown.closed", time=time, by=clean(closing.by), **counts)
    signed = [
        site for site in record.sites
        if site not in left and record.end(site, Step.POWER).state is StepState.SIGNED
    ]  # fmt: skip
    for code, sites in (("report.minutes.shutdown.signed", signed), ("report.minutes.still-on", left)):
        if sites:
            told += f" {words(code, n=len(sites), sites=words.few_sites(sites, _LONGEST_NAMES))}"
    return told


class _ShutdownPaper:
    def __init__(self, facts: MinutesFacts, record: Shutdown, words: ReportWords) -> None:
        self._facts, self._record, self._w = facts, record, words

    def paper(self) -> Paper:
        facts, record, w = self._facts, self._record, self._w
        meeting, closing = facts.attendance.meeting, record.closing
        title = "" if meeting.is_closed else clean(meeting.title)
        paper = w.paper(
            PaperKind.MINUTES,
            f"shutdown-{meeting.registration or w.day(facts.started_utc).isoformat()}",
            w("report.shutdown.subject", title=title or w.words("meeting.closed")),
            record.opened_utc if closing is None else closing.at_utc,
            facts.end,
            self._blocks(),
            (Annex(w("report.annex.shutdown"), (self._steps(),)),),
            (Signature(w("report.minutes.sign.technician")),),
            (),
        )
        return replace(paper, is_private=meeting.is_closed)

    def _blocks(self) -> Iterator[Block]:
        facts, w, closing = self._facts, self._w, self._record.closing
        sheet = facts.attendance
        ended = w.moment(sheet.until_utc)
        yield Text(w("report.shutdown.after" if sheet.is_over else "report.shutdown.during", end=ended))
        yield Text(shutdown_told(facts, w))
        if self._record.carried:
            yield Text(
                w("report.shutdown.carried-over", sites=w.few_sites(self._record.carried, _LONGEST_NAMES))
            )
        if closing is not None and closing.problems:
            yield Text(w("report.shutdown.problems", text=clean(closing.problems, LONGEST)))
        yield self._sites()

    def _sites(self) -> Table:
        """Return one row a site: when each step was proven or signed."""
        table = TableOf(self._w, self._record.sites).site(lambda site_id: site_id, 4)
        for step in Step:
            table.text(f"step.{step}", partial(self._brief, step), 3)
        return table.table("report.table.shutdown-sites")

    def _brief(self, step: Step, site_id: str) -> str:
        end = self._record.end(site_id, step)
        state = self._w(f"report.step.{end.state}")
        return state if end.state is StepState.OPEN else f"{state} {self._w.formats.clock(end.at_utc)}"

    def _steps(self) -> Table:
        w, record = self._w, self._record
        ends = [(site_id, step, record.end(site_id, step)) for site_id in record.sites for step in Step]
        return (
            TableOf(w, ends)
            .site(lambda one: one[0], 3)
            .text("step", lambda one: step_name(w.words, one[1]), 3)
            .text("state", lambda one: w(f"report.step.{one[2].state}"), 2)
            .time("time", lambda one: one[2].at_utc or None)
            .text("evidence", lambda one: self._proof(one[2]), 4)
            .table("report.table.shutdown", "report.no-steps")
        )

    def _proof(self, end: StepEnd) -> str:
        return clean(": ".join(filter(None, (end.by, end.note)))) or doubt_text(self._w.words, end.code)
