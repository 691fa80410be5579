"""Define the archive of reports: what can be reported, and how a report is made and written."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Protocol

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.paper import Paper
from gbdt_console.core.units import Utc

FOLDER = "reports"
"""Folder of the files that consoles write, in the state directory."""


class ReportKind(StrEnum):
    MINUTES = "minutes"
    """Technical minutes of one meeting."""
    SHUTDOWN = "shutdown"
    """Shutdown after one meeting."""
    OUTAGES = "outages"
    """Outages of one carrier in one month."""
    AVAILABILITY = "availability"
    """Contract availability of all lines in one month."""
    YEAR = "year"
    """Review of one year."""


@dataclass(frozen=True, slots=True)
class ReportRef:
    """Names one report.

    key: what it is about: a meeting's id, '2026-01', '2026'
    at_utc: begin of the meeting, month or year
    carrier: id of the carrier; empty where it is about all
    title: title of the meeting; empty where it is closed or has none
    number: number of the registered meeting, or of the month's outages; 0 for none
    """

    kind: ReportKind
    key: str
    at_utc: Utc
    carrier: str = ""
    title: str = ""
    number: int = 0


class PaperFormat(StrEnum):
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"
    CSV = "csv"
    """One file a table, in a .zip."""

    @property
    def suffix(self) -> str:
        """The end of the file's name, without a dot."""
        return "csv.zip" if self is PaperFormat.CSV else self.value


class ReportFailed(Exception):
    """A report was not made or not written."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class ReportTask:
    """Tells the thread that shows a report and the thread that makes it about each other.

    share: how much is done, 0..1; 0 while that is not known
    """

    def __init__(self, on_share: Callable[[float], None] = lambda share: None) -> None:
        """`on_share` is told each new share, on the thread that makes the report."""
        self.share, self._on_share = 0.0, on_share
        self._is_cancelled = self._is_kept = False
        self._lock = Lock()

    def cancel(self) -> bool:
        """End the task at its next step; tell whether it ends: False once its file is kept."""
        with self._lock:
            self._is_cancelled = not self._is_kept
            return self._is_cancelled

    def keep(self) -> None:
        """Note that the file is written now. Raises ReportFailed once the task is cancelled."""
        with self._lock:
            if self._is_cancelled:
                raise ReportFailed("paper.cancelled")
            self._is_kept = True

    def is_cancelled(self) -> bool:
        return self._is_cancelled

    def step(self, done: int, total: int) -> None:
        """Note how far the task is. Raises ReportFailed once it is cancelled."""
        if self._is_cancelled:
            raise ReportFailed("paper.cancelled")
        self.share = min(1.0, done / total) if total else 0.0
        self._on_share(self.share)


class ReportArchive(Protocol):
    """Makes reports; every method takes its time, and may raise ReportFailed."""

    def contents(self, task: ReportTask) -> tuple[ReportRef, ...]:
        """Return all reports that can be made, by kind, the newest first."""
        ...

    def paper(self, ref: ReportRef, task: ReportTask) -> Paper: ...

    def export(self, paper: Paper, format_: PaperFormat, task: ReportTask) -> Path:
        """Write a report to a new file, and return its path."""
        ...
