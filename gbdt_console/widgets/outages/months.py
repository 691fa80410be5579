"""Shows each line's month by its contract, and the highlighted line with its terms and missed targets."""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.outages.contract_month import LineMonth
from gbdt_console.text.outages.contract_text import ContractWords
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


class MonthListView(ListAndSheet[LineMonth]):
    """Draws the lines, worst first."""

    def title(self, width: int) -> Strip:
        """Paint the month and how many lines missed a target."""
        edge, missed = self.glyphs.frame.across, sum(bool(month.breaches) for month in self.cursor.rows)
        text = self.words("months.none")
        if self.cursor.rows:
            month = self.cursor.rows[0].month
            text = self.words("months.title", month=f"{month[5:]}/{month[:4]}", n=missed)
        pen = LineWriter(width, self.inks.edge).write(edge * 2, self.inks.edge)
        pen.write(f" {text} ", self.inks.strong if missed else self.inks.quiet)
        return end_title(pen, f"{self.glyphs.arrows[2]} {self.words('months.to-records')}", self.look).strip()

    def write(self, pen: LineWriter, row: LineMonth, *, is_cursor: bool) -> LineWriter:
        """Write site, availability, what is left of the allowed downtime, and the blips of each day."""
        text = ContractWords(self.words, self.formats)
        has_left = row.left_s is not None and row.counted_s
        left = self.words("months.left", left=text.left(row)) if has_left else ""
        is_quiet = row.today is None or row.today.is_quiet
        left += "" if is_quiet else f" · {self.words('months.today')}"
        ink = self.inks.down if row.breaches else self.inks.plain if is_quiet else self.inks.poor
        trend = blip_bars(self.look, row)[-max(0, pen.width - _LEAST_NAME - _PERCENT - cell_len(left) - 6) :]
        name_cells = max(_LEAST_NAME, pen.width - _PERCENT - _LEFT - cell_len(left) - _BARS - 6)
        name_ink = self.inks.cursor if is_cursor else ink
        called = self.view.indent(row.site_id) + self.view.called(row.site_id)
        pen.column(crop(called, name_cells - 1), name_cells, name_ink)
        pen.column(text.availability(row), _PERCENT, ink, right=True).write("  ", self.inks.quiet)
        pen.write(left, ink)
        return pen.skip_to(max(pen.at, pen.width - len(trend) - 1)).write(trend, self.inks.poor)

    def sheet(self, row: LineMonth, width: int) -> list[Strip]:
        return _MonthSheet(self.look, width).paint(row, self.view)


class _MonthSheet(Sheet):
    def paint(self, month: LineMonth, view: View) -> list[Strip]:
        """Return all lines: missed targets first, then figures, terms and the trend of blips."""
        text = ContractWords(self.words, self.formats)
        pen = LineWriter(self._width, self.inks.plain).write(" ", self.inks.plain)
        lines = [pen.write(view.called(month.site_id), self.inks.strong).strip()]
        for breach in month.breaches:
            line = text.breach(breach, view.now_utc)
            lines += self._paragraph("", line, self.inks.down, is_labelled=False)
        today = text.today(month, view.now_utc)
        lines += self._paragraph("", today, is_labelled=False) if today else []
        lines += self._paragraph("", text.summary(month), is_labelled=False)
        if terms := text.terms(month):
            lines += self._paragraph("months.terms", terms)
        bars = LineWriter(self._width, self.inks.plain).skip_to(2)
        label = self.words("months.blips")
        bars.write(f"{label} ", self.inks.quiet).write(blip_bars(self.look, month), self.inks.poor)
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
