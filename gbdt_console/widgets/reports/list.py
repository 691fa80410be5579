"""Shows the list of reports and the preview of the highlighted one."""

from textual.strip import Strip

from gbdt_console.core.reports.archive import ReportKind, ReportRef
from gbdt_console.core.reports.paper import Paper
from gbdt_console.text.reports.paper_lines import paper_lines
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, titled
from gbdt_console.ui.reports.report_list import ReportList
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.sheet import Sheet

_TIME = 17
"""Cells of '05/01/2026 08:00'."""
_LEAST_SHEET = 6
"""Lines below the list for what is under way and what happened."""


class ReportListView(ListAndSheet[ReportRef]):
    """Draws the reports under a heading for each kind."""

    WIDE = 100

    def __init__(self, look: Appearance, reports: ReportList) -> None:
        super().__init__(look)
        self._reports = reports
        self._painted: tuple[Paper | None, int, list[Strip]] = (None, 0, [])

    def list_lines(self, height: int) -> int:
        """Leave the preview all lines that a short list does not need; without one the list has the room."""
        refs = self.cursor.rows
        has_preview = self._reports.preview() is not None
        most = super().list_lines(height) if has_preview else height - _LEAST_SHEET
        return min(most, 1 + len(refs) + len({ref.kind for ref in refs}))

    def whole(self, width: int) -> list[Strip]:
        """Return what is under way or happened last, and the preview."""
        told = ReportSheet(self.look, width).paint(self._reports)
        return [*told, *self._preview(self._reports.preview(), width)]

    def _preview(self, paper: Paper | None, width: int) -> list[Strip]:
        """Return the lines of the paper; a year has thousands, so they are painted once."""
        before, painted_width, lines = self._painted
        if paper is not before or width != painted_width:
            plain = self.inks.plain
            lines = [
                LineWriter(width, plain).skip_to(1).write(line, plain).strip()
                for line in (() if paper is None else paper_lines(paper, width - 2))
            ]
            self._painted = paper, width, lines
        return lines

    def title(self, width: int) -> Strip:
        n = len(self.cursor.rows)
        code = "reading" if not self._reports.is_read else "count" if n else "none"
        ink = self.inks.strong if n else self.inks.quiet
        return titled(self.look, width, (self.words(f"reports.title.{code}", n=n), ink))

    def part(self, row: ReportRef) -> str:
        return f"reports.kind.{row.kind}"

    def write(self, pen: LineWriter, row: ReportRef, *, is_cursor: bool) -> LineWriter:
        """Write time or month, and what the report is about."""
        inks, words = self.inks, self.words
        pen.write(" ", inks.quiet)
        pen.column(when_of(row, self.formats.day_and_time(row.at_utc)), _TIME, inks.plain)
        pen.write(" ", inks.quiet)
        name = words(f"reports.about.{row.kind}", title=row.title or words("reports.untitled"), n=row.number)
        return pen.write(name, inks.cursor if is_cursor else inks.strong)


class ReportSheet(Sheet):
    def paint(self, reports: ReportList) -> list[Strip]:
        look, lines = self.look, list[Strip]()
        if reports.task is not None:
            share = reports.task.share
            percent = f" {look.formats.percent(share, 0)}" if share else ""
            text = look.words("reports.working", percent=percent)
            lines += self._paragraph("", text, look.inks.accent, is_labelled=False)
        elif reports.note and reports.cursor.row == reports.shown:
            ink = look.inks.down if reports.is_bad else look.inks.accent
            lines += self._paragraph("", reports.note, ink, is_labelled=False)
        elif reports.cursor.row is not None:
            code = "reports.how" if reports.preview() is None else "reports.read"
            lines += self._paragraph("", look.words(code), look.inks.quiet, is_labelled=False)
        return lines


def when_of(ref: ReportRef, time: str) -> str:
    """Write a meeting's time, and the month or year of the other reports."""
    if ref.kind in (ReportKind.MINUTES, ReportKind.SHUTDOWN):
        return time
    year, _, month = ref.key.partition("-")
    return f"{month}/{year}" if month else year
