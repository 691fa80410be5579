"""Keeps the list of reports, the highlighted one, and what is shown of it."""

from dataclasses import dataclass

from gbdt_console.core.reports.archive import ReportRef, ReportTask
from gbdt_console.core.reports.paper import Paper


@dataclass(slots=True)
class ReportList:
    """Holds the state of one screen of reports.

    refs: all reports by kind; None until they are known
    row: the highlighted one; None in an empty list
    paper: the preview of `shown`; None while there is none
    shown: the report that preview and note are about
    note: what happened last, in words: the written file, or why nothing was written
    is_bad: the note tells a failure
    task: what is under way; None where nothing is
    """

    refs: tuple[ReportRef, ...] | None = None
    row: ReportRef | None = None
    paper: Paper | None = None
    shown: ReportRef | None = None
    note: str = ""
    is_bad: bool = False
    task: ReportTask | None = None

    def take(self, refs: tuple[ReportRef, ...]) -> None:
        """Take the list; the first report is highlighted."""
        self.refs, self.row = refs, next(iter(refs), None)

    def move(self, step: int) -> None:
        """Highlight the row `step` places below, at most the last one."""
        if self.refs and self.row is not None:
            at = self.refs.index(self.row) + step
            self.row = self.refs[max(0, min(len(self.refs) - 1, at))]

    def leap(self, step: int) -> None:
        """Highlight the first report of the kind `step` kinds below, at most of the last one."""
        if self.refs and self.row is not None:
            first = {ref.kind: ref for ref in reversed(self.refs)}
            kinds = list(dict.fromkeys(ref.kind for ref in self.refs))
            at = kinds.index(self.row.kind) + step
            self.row = first[kinds[max(0, min(len(kinds) - 1, at))]]

    def tell(self, note: str, *, is_bad: bool = False) -> None:
        """Show what happened."""
        self.note, self.is_bad = note, is_bad

    def preview(self) -> Paper | None:
        """Return the preview of the highlighted report; None while there is none."""
        return self.paper if self.row is not None and self.row == self.shown else None
