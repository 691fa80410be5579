"""A archive of reports that answers at once, or waits until the test lets it."""

import threading
from dataclasses import replace
from pathlib import Path

from gbdt_console.core.reports.archive import PaperFormat, ReportFailed, ReportKind, ReportRef, ReportTask
from gbdt_console.core.reports.paper import Paper
from tests.support.papers import samples

REFS = (
    ReportRef(ReportKind.MINUTES, "m7", samples.OPENED, "", "Giao ban A&B <c>", 7),
    ReportRef(ReportKind.MINUTES, "m6", samples.OPENED - 86_400.0, "", "", 6),
    ReportRef(ReportKind.OUTAGES, "2026-01", samples.OPENED, "vnpt", "VNPT", 3),
    ReportRef(ReportKind.AVAILABILITY, "2026-01", samples.OPENED),
    ReportRef(ReportKind.YEAR, "2026", samples.OPENED),
)

_MOST_WAITS = 2_000
"""A thread that nobody ends fails the test after 20 s; else the test would never end."""


class FakeArchive:
    """Keeps what was asked of it.

    refs: the reports on it
    exported: papers that were written, with their formats
    failure: what the next export raises
    cancelled: tasks that ended early
    is_in_step: the thread is inside of one long step and asks nobody whether it is cancelled
    """

    def __init__(self, refs: tuple[ReportRef, ...] = REFS) -> None:
        self.refs = refs
        self.exported: list[tuple[Paper, PaperFormat]] = []
        self.made: list[ReportRef] = []
        self.failure: ReportFailed | None = None
        self.cancelled = 0
        self.is_in_step = False
        self.is_open = threading.Event()
        self.is_open.set()

    def contents(self, task: ReportTask) -> tuple[ReportRef, ...]:
        self._wait(task)
        return self.refs

    def paper(self, ref: ReportRef, task: ReportTask) -> Paper:
        self._wait(task)
        self.made.append(ref)
        return replace(samples.minutes(), subject=f"Về {ref.title or ref.key}")

    def export(self, paper: Paper, format_: PaperFormat, task: ReportTask) -> Path:
        self._wait(task)
        if self.failure is not None:
            raise self.failure
        try:
            task.keep()
        except ReportFailed:
            self.cancelled += 1
            raise
        self.exported.append((paper, format_))
        return Path(f"/var/lib/gbdt/reports/{paper.name}.{format_.suffix}")

    def _wait(self, task: ReportTask) -> None:
        """Report 40 % until the test opens the archive or the task is cancelled."""
        task.step(4, 10)
        for _ in range(_MOST_WAITS):
            if self.is_open.wait(0.01):
                return
            if self.is_in_step:
                continue
            try:
                task.step(4, 10)
            except ReportFailed:
                self.cancelled += 1
                raise
        raise AssertionError("neither opened nor cancelled")
