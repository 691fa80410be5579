"""Shows each line's month by its contract, and the highlighted line with its terms and missed targets."""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.outages.contract_month import LineMonth
from gbdt_console.text.outages.contract_text import ContractWords
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.view import View
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.outages.list import end_title
from gbdt_console.widgets.sheet import Sheet

_PERCENT = 9
_LEFT = 12
_BARS = 31
_LEAST_NAME = 16


class MonthListView(ListAndSheet):
    """Draws the lines, worst first."""

    def show(self, view: View, cursor: Cursor[LineMonth]) -> None:
        """Draw a View."""
        self.show_parts(
            lambda width: self._months(view, cursor, width), lambda width: self._whole(view, cursor, width)
        )

    def _months(self, view: View, cursor: Cursor[LineMonth], width: int) -> tuple[Strip, list[Strip], int]:
        lines = [self._line(view, month, width, is_cursor=month is cursor.row) for month in cursor.rows]
        return self._title(cursor, width), lines, cursor.at

    def _title(self, cursor: Cursor[LineMonth], width: int) -> Strip:
        """Paint the month and how many lines missed a target."""
        look = self._look
        edge, missed = look.glyphs.frame.across, sum(bool(month.breaches) for month in cursor.rows)
        text = look.words("months.none")
        if cursor.rows:
            month = cursor.rows[0].month
            text = look.words("months.title", month=f"{month[5:]}/{month[:4]}", n=missed)
        pen = LineWriter(width, look.inks.edge).write(edge * 2, look.inks.edge)
        pen.write(f" {text} ", look.inks.strong if missed else look.inks.quiet)
        return end_title(pen, f"{look.glyphs.arrows[2]} {look.words('months.to-records')}", look).strip()

    def _line(self, view: View, month: LineMonth, width: int, *, is_cursor: bool) -> Strip:
        """Paint site, availability, what is left of the allowed downtime, and the blips of each day."""
        look, inks = self._look, self._look.inks
        text = ContractWords(look.words, look.formats)
        left = look.words("months.left", left=text.left(month)) if month.left_s is not None else ""
        ink = inks.down if month.breaches else inks.plain
        trend = blip_bars(look, month)[-max(0, width - _LEAST_NAME - _PERCENT - cell_len(left) - 6) :]
        name_cells = max(_LEAST_NAME, width - _PERCENT - _LEFT - cell_len(left) - _BARS - 6)
        pen = LineWriter(width, inks.quiet)
        pen.write(look.glyphs.cursor if is_cursor else " ", inks.accent)
        name_ink = inks.cursor if is_cursor else ink
        pen.column(crop(view.called(month.site_id), name_cells - 1), name_cells, name_ink)
        pen.column(text.availability(month), _PERCENT, ink, right=True).write("  ", inks.quiet)
        pen.write(left, ink)
        return pen.skip_to(max(pen.at, width - len(trend) - 1)).write(trend, inks.poor).strip()

    def _whole(self, view: View, cursor: Cursor[LineMonth], width: int) -> list[Strip]:
        return [] if cursor.row is None else _MonthSheet(self._look, width).paint(cursor.row, view)


class _MonthSheet(Sheet):
    """Paints one line's month in lines of one width."""

    def paint(self, month: LineMonth, view: View) -> list[Strip]:
        """Return all lines: missed targets first, then figures, terms and the trend of blips."""
        look = self._look
        text = ContractWords(look.words, look.formats)
        pen = LineWriter(self._width, look.inks.plain).write(" ", look.inks.plain)
        lines = [pen.write(view.called(month.site_id), look.inks.strong).strip()]
        for breach in month.breaches:
            line = text.breach(breach, view.now_utc)
            lines += self._paragraph("", line, look.inks.down, is_labelled=False)
        lines += self._paragraph("", text.summary(month), is_labelled=False)
        lines += self._paragraph("months.terms", text.terms(month))
        bars = LineWriter(self._width, look.inks.plain).skip_to(2)
        label = look.words("months.blips")
        bars.write(f"{label} ", look.inks.quiet).write(blip_bars(look, month), look.inks.poor)
        return [*lines, bars.strip()]


def blip_bars(look: Appearance, month: LineMonth) -> str:
    """Draw one bar a day: its height is the number of blips, a dot is none, a blank day was not counted."""
    levels, most = look.glyphs.levels, max((blips or 0 for blips in month.blips), default=0)
    bars = ""
    for blips in month.blips:
        if blips is None:
            bars += look.glyphs.unmeasured
        elif blips == 0:
            bars += look.glyphs.nothing
        else:
            bars += levels[max(0, -(-blips * len(levels) // max(most, len(levels))) - 1)]
    return bars
