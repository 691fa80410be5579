"""Tells the task of a paper how far its file is, by the rows of its tables."""

from gbdt_console.core.reports.archive import ReportTask
from gbdt_console.core.reports.paper import Paper, Table

_STEP = 50
"""Rows of tables between two notes of how far the paper is."""


class RowSteps:
    def __init__(self, paper: Paper, task: ReportTask | None) -> None:
        blocks = (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))
        self._rows = sum(len(one.lines) for one in blocks if isinstance(one, Table))
        self._task, self._done = task or ReportTask(), 0

    def on_row(self) -> None:
        """Count one row. Raises ReportFailed once the task is cancelled."""
        self._done += 1
        if not self._done % _STEP:
            self._task.step(self._done, self._rows)

    def end(self) -> None:
        """Note that all rows are written. Raises ReportFailed once the task is cancelled."""
        self._task.step(1, 1)
