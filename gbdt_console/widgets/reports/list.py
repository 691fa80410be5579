"""Shows the list of reports and the preview of the highlighted one."""

from textual.strip import Strip

from gbdt_console.core.reports.archive import ReportKind, ReportRef
from gbdt_console.core.reports.paper import Paper
from gbdt_console.text.reports.paper_lines import paper_lines
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, rows_and_headings, titled
from gbdt_console.ui.reports.report_list import ReportList
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.sheet import Sheet

_TIME = 17
"""Cells of '05/01/2026 08:00'."""
_LEAST_SHEET = 6
"""Lines below the list for what is under way and what happened."""


class ReportListView(ListAndSheet):
    """Draws the reports under a heading for each kind."""

    def __init__(self, look: Appearance) -> None:
        super().__init__(look)
        self._needed = 0
        self._has_preview = False
        self._painted: tuple[Paper | None, int, list[Strip]] = (None, 0, [])

    def list_lines(self, height: int) -> int:
        """Leave the preview all lines that a short list does not need; without one the list has the room."""
        most = super().list_lines(height) if self._has_preview else height - _LEAST_SHEET
        return min(most, self._needed)

    def show(self, reports: ReportList) -> None:
        """Draw the state of the screen."""
        refs = reports.cursor.rows
        self._has_preview = reports.preview() is not None
        self._needed = 1 + len(refs) + len({ref.kind for ref in refs})
        self.show_parts(
            lambda width: self._reports(reports, width),
            lambda width: [
                *ReportSheet(self._look, width).paint(reports),
                *self._preview(reports.preview(), width),
            ],
        )

    def _preview(self, paper: Paper | None, width: int) -> list[Strip]:
        """Return the lines of the paper; a year has thousands, so they are painted once."""
        before, painted_width, lines = self._painted
        if paper is not before or width != painted_width:
            plain = self._look.inks.plain
            lines = [
                LineWriter(width, plain).skip_to(1).write(line, plain).strip()
                for line in (() if paper is None else paper_lines(paper, width - 2))
            ]
            self._painted = paper, width, lines
        return lines

    def _reports(self, reports: ReportList, width: int) -> tuple[Strip, list[Strip], int]:
        cursor = reports.cursor
        lines, at = rows_and_headings(
            self._look,
            width,
            cursor,
            lambda ref: f"reports.kind.{ref.kind}",
            lambda ref, is_cursor: self._line(ref, width, is_cursor=is_cursor),
        )
        code = "reading" if not reports.is_read else "count" if cursor.rows else "none"
        text = self._look.words(f"reports.title.{code}", n=len(cursor.rows))
        ink = self._look.inks.strong if cursor.rows else self._look.inks.quiet
        return titled(self._look, width, (text, ink)), lines, at

    def _line(self, ref: ReportRef, width: int, *, is_cursor: bool) -> Strip:
        """Paint time or month, and what the report is about."""
        look, inks = self._look, self._look.inks
        pen = LineWriter(width, inks.quiet)
        pen.write(look.glyphs.cursor if is_cursor else " ", inks.accent).write(" ", inks.quiet)
        pen.column(_when(ref, self._look.formats.day_and_time(ref.at_utc)), _TIME, inks.plain)
        pen.write(" ", inks.quiet)
        code = f"reports.about.{ref.kind}"
        name = look.words(code, title=ref.title or look.words("reports.untitled"), n=ref.number)
        return pen.write(name, inks.cursor if is_cursor else inks.strong).strip()


class ReportSheet(Sheet):
    """Paints what is under way, or what happened last."""

    def paint(self, reports: ReportList) -> list[Strip]:
        look, lines = self._look, list[Strip]()
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


def _when(ref: ReportRef, time: str) -> str:
    """Write a meeting's time, and the month or year of the other reports."""
    if ref.kind is ReportKind.MINUTES:
        return time
    year, _, month = ref.key.partition("-")
    return f"{month}/{year}" if month else year
