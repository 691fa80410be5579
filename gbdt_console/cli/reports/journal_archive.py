"""Makes the reports of screen F8 from the journal, beside a running engine or over its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from gbdt_console.cli.client.recorded import JournalUnread, take_entries, take_listed
from gbdt_console.cli.context import Context
from gbdt_console.cli.reports.making import Report, ReportMaker
from gbdt_console.cli.reports.reading import Fold, Reading, Source
from gbdt_console.collector import beside_the_screen
from gbdt_console.core.reports.archive import (
    FOLDER,
    PaperFormat,
    ReportFailed,
    ReportKind,
    ReportRef,
    ReportTask,
)
from gbdt_console.core.reports.contents import LISTED, ContentsFold
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef
from gbdt_console.core.reports.paper import Paper
from gbdt_console.core.sites import Network
from gbdt_console.core.whole_file import write_numbered
from gbdt_console.exporters.papers.formats import TEMPLATES, file_of, worded


class JournalArchive:
    """Makes reports on the caller's thread; the journal is read anew for each."""

    def __init__(self, context: Context, language: str, network: Network | None = None) -> None:
        """Make reports of `network`, of sites.yaml without one; `language` is that of the screen."""
        self._context, self._language, self._network = context, language, network
        self._state: Path = context.state.path
        self._templates = None if context.config is None else context.config.parent / TEMPLATES

    @cached_property
    def _source(self) -> Source:
        return Source.of(self._context, self._language, self._network)

    def contents(self, task: ReportTask) -> tuple[ReportRef, ...]:
        """Return all reports that can be made, by kind, the newest first. Raises ReportFailed."""
        words = self._source.words
        fold = ContentsFold(words.place.timezone, words.place.carrier_of)
        with beside_the_screen(), _failures():
            task.step(0, 0)
            take_listed(self._state, LISTED, fold.take, fold.note)
            task.step(1, 1)
        refs = fold.refs()
        return tuple(replace(ref, title=words.carrier(ref.carrier)) if ref.carrier else ref for ref in refs)

    def paper(self, ref: ReportRef, task: ReportTask) -> Paper:
        """Make a report. Raises ReportFailed."""
        with beside_the_screen():
            return worded(self._made(ref, task).paper(), self._templates)

    def export(self, paper: Paper, format_: PaperFormat, task: ReportTask) -> Path:
        """Write a report to a new file: one that was written before may have been filled in since.

        Raises ReportFailed; a task that was cancelled before leaves no file.
        """
        with beside_the_screen():
            content = file_of(paper, format_, self._templates, task)
        task.keep()
        try:
            folder, suffix = self._state / FOLDER, format_.suffix
            return write_numbered(folder, paper.name, suffix, content, is_private=paper.is_private)
        except OSError as error:
            raise ReportFailed("report.file", reason=error) from error

    def _made(self, ref: ReportRef, task: ReportTask) -> Report:
        source = self._source
        maker = ReportMaker(source, lambda fold: self._read(fold, task), source.words.place.head.offices_only)
        match ref.kind:
            case ReportKind.MINUTES:
                return maker.minutes(MeetingRef(meeting_id=ref.key))
            case ReportKind.SHUTDOWN:
                return maker.shutdown(MeetingRef(meeting_id=ref.key))
            case ReportKind.OUTAGES:
                return maker.outages(ref.key, ref.carrier)
            case ReportKind.AVAILABILITY:
                return maker.availability(ref.key)
            case ReportKind.YEAR:
                if self._source.network is None:
                    raise ReportFailed("report.no-config")
                return maker.year(int(ref.key), self._source.network)

    def _read(self, fold: Fold, task: ReportTask) -> JournalEnd:
        """Give every entry to the fold; return the last one."""
        reading = Reading(fold, task.step)
        task.step(0, 0)
        with _failures():
            end = reading.end(take_entries(self._state, reading.take, reading.expect))
        task.step(end.seq, end.seq)
        return end


@contextmanager
def _failures() -> Iterator[None]:
    """Tell a journal that cannot be read as a failed report."""
    try:
        yield
    except JournalUnread as unread:
        raise ReportFailed(unread.code, **unread.params) from unread
