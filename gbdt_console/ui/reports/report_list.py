"""Keeps the list of reports, the highlighted one, and what is shown of it."""

from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.archive import ReportRef, ReportTask
from gbdt_console.core.reports.paper import Paper
from gbdt_console.ui.cursor import Cursor


@dataclass(slots=True)
class ReportList:
    """Holds the state of one screen of reports.

    cursor: all reports by kind, with the highlighted one
    paper: the preview of `shown`; None while there is none
    shown: the report that preview and note are about
    note: what happened last, in words: the written file, or why nothing was written
    task: what is under way; None where nothing is
    """

    cursor: Cursor[ReportRef] = field(default_factory=lambda: Cursor[ReportRef](lambda ref: ref))
    is_read: bool = False
    paper: Paper | None = None
    shown: ReportRef | None = None
    note: str = ""
    is_bad: bool = False
    task: ReportTask | None = None

    def take(self, refs: tuple[ReportRef, ...]) -> None:
        self.is_read = True
        self.cursor.take(refs)

    def leap(self, step: int) -> None:
        """Highlight the first report of the kind `step` kinds below, at most of the last one."""
        if self.cursor.row is not None:
            first = {ref.kind: ref for ref in reversed(self.cursor.rows)}
            kinds = list(dict.fromkeys(ref.kind for ref in self.cursor.rows))
            at = kinds.index(self.cursor.row.kind) + step
            self.cursor.go_to(first[kinds[max(0, min(len(kinds) - 1, at))]])

    def tell(self, note: str, *, is_bad: bool = False) -> None:
        self.note, self.is_bad = note, is_bad

    def preview(self) -> Paper | None:
        """Return the preview of the highlighted report; None while there is none."""
        return self.paper if self.shown is not None and self.cursor.row == self.shown else None
