"""Makes the reports of screen F8 from the journal, beside a running engine or over its own."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from itertools import count
from pathlib import Path

from gbdt_console.cli.client.recorded import JournalUnread, take_entries
from gbdt_console.cli.context import Context
from gbdt_console.cli.reports.reading import STEP, Fold, Source
from gbdt_console.collector import beside_the_screen
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import Entry
from gbdt_console.core.reports.archive import PaperFormat, ReportFailed, ReportKind, ReportRef, ReportTask
from gbdt_console.core.reports.contents import ContentsFold
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.month_fold import MonthFold
from gbdt_console.core.reports.paper import Paper
from gbdt_console.core.reports.year_fold import YearFold
from gbdt_console.core.reports.year_sums import year_facts
from gbdt_console.core.whole_file import write_new
from gbdt_console.exporters.papers.formats import TEMPLATES, file_of, worded
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.month import availability_paper, carrier_paper
from gbdt_console.text.reports.year import year_paper

FOLDER = "reports"
"""Folder of the written files, in the state directory."""


class JournalArchive:
    """Makes reports on the caller's thread; the journal is read anew for each."""

    def __init__(self, context: Context, language: str) -> None:
        """`language` is that of the screen."""
        self._context, self._language = context, language
        self._state: Path = context.state.path
        self._templates = None if context.config is None else context.config.parent / TEMPLATES
        self._makers: dict[ReportKind, Callable[[ReportRef, ReportTask], Paper]] = {
            ReportKind.MINUTES: self._minutes,
            ReportKind.OUTAGES: self._month,
            ReportKind.AVAILABILITY: self._month,
            ReportKind.YEAR: self._year,
        }

    @cached_property
    def _source(self) -> Source:
        """Names of the configuration, which is read with the first report."""
        return Source.of(self._context, self._language)

    def contents(self, task: ReportTask) -> tuple[ReportRef, ...]:
        """Return all reports that can be made, by kind, the newest first. Raises ReportFailed."""
        words = self._source.words
        fold = ContentsFold(words.place.timezone, words.place.carrier_of)
        with beside_the_screen():
            self._read(fold, task)
        found = [ref for ref in fold.refs() if ref.kind in self._makers]
        return tuple(replace(ref, title=words.carrier(ref.carrier)) if ref.carrier else ref for ref in found)

    def paper(self, ref: ReportRef, task: ReportTask) -> Paper:
        """Make a report. Raises ReportFailed."""
        with beside_the_screen():
            return worded(self._makers[ref.kind](ref, task), self._templates)

    def export(self, paper: Paper, format_: PaperFormat, task: ReportTask) -> Path:
        """Write a report to a new file: one that was written before may have been filled in since.

        Raises ReportFailed; a task that was cancelled before leaves no file.
        """
        with beside_the_screen():
            content = file_of(paper, format_, self._templates, task)
        task.keep()
        folder = self._state / FOLDER
        try:
            folder.mkdir(exist_ok=True)
            for number in count(1):
                name = paper.name if number == 1 else f"{paper.name}-{number}"
                path = folder / f"{name}.{format_.suffix}"
                try:
                    write_new(path, content)
                except FileExistsError:
                    continue
                return path
        except OSError as error:
            raise ReportFailed("report.file", reason=error) from error
        raise AssertionError

    def _minutes(self, ref: ReportRef, task: ReportTask) -> Paper:
        fold = MinutesFold(MeetingRef(meeting_id=ref.key))
        end = self._read(fold, task)
        facts = fold.facts(self._source.words.place.site_ids, end, SystemClock().utc())
        if facts is None:
            raise ReportFailed("meetings.not-held")
        return minutes_paper(facts, self._source.words)

    def _month(self, ref: ReportRef, task: ReportTask) -> Paper:
        """Make the outages and lines of a carrier in a month, or the availability of all lines."""
        fold = MonthFold(ref.key, self._source.words.place.timezone)
        end = self._read(fold, task)
        facts = fold.facts(self._source.lines, end, SystemClock().utc(), ref.carrier)
        return (carrier_paper if ref.carrier else availability_paper)(facts, self._source.words)

    def _year(self, ref: ReportRef, task: ReportTask) -> Paper:
        network, words = self._source.network, self._source.words
        if network is None:
            raise ReportFailed("report.no-config")
        fold = YearFold(int(ref.key), words.place.timezone)
        end = self._read(fold, task)
        return year_paper(year_facts(fold, network, end, SystemClock().utc()), words)

    def _read(self, fold: Fold, task: ReportTask) -> JournalEnd:
        """Give every entry to the fold; return the last one."""
        total, last_utc = 0, 0.0

        def note_total(found: int) -> None:
            nonlocal total
            total = found

        def take(entry: Entry) -> None:
            nonlocal last_utc
            last_utc = entry.at_utc
            if entry.seq % STEP == 1:
                task.step(entry.seq, total)
            fold.take(entry)

        try:
            head = take_entries(self._state, take, note_total)
        except JournalUnread as unread:
            raise ReportFailed(unread.code, **unread.params) from unread
        return JournalEnd(head.seq, head.hash if head.seq else "", last_utc)
