"""Draws tables and charts of a paper on the pages of a PDF."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate

from gbdt_console.core.reports.paper import FIGURES, CellKind, Chart, ChartKind, ChartRow, Table
from gbdt_console.exporters.papers import decree
from gbdt_console.exporters.papers.pdf_flow import Flow
from gbdt_console.exporters.papers.pdf_fonts import LINE, Look
from gbdt_console.exporters.papers.pdf_page import MM, Line, broken
from gbdt_console.text.chart_scale import bar_share, stretches
from gbdt_console.text.reports.paper_text import PaperText, plain

_SIDE, _ABOVE = 5.4, 1.0
"""White beside and above the words of a cell, points."""
_BORDER_PT = 0.5
_BAR_ABOVE, _BAR_GAP = 3.0, 2.0
"""White above the words beside a bar, and above the bar."""
_PARTS = 1_000
"""Places of a chart's axis."""
_MOST_KNOWN = 4_096
"""Limits the texts whose lines are kept: the names of sites and the words of causes come again and again."""
_CUT = "…"
"""Stands for the lines of a head that is higher than half a page."""
_TEXT, _HEAD = Look(decree.TABLE_PT), Look(decree.TABLE_PT, is_bold=True)
_Cells = list[list[str]]
"""The lines of each cell of a row."""


class TableDrawing:
    """Draws one table; its head stands on every page, and only a row that is higher than a page breaks."""

    def __init__(self, flow: Flow, table: Table, text: PaperText) -> None:
        self._flow, self._table, self._text = flow, table, text
        weights = [max(1, column.weight) for column in table.columns]
        self._widths = [flow.width * weight / sum(weights) for weight in weights]
        self._line = decree.TABLE_PT * LINE
        self._top, self._borders = 0.0, list[Line]()
        self._broken = lru_cache(_MOST_KNOWN)(self._lines_of)
        heads = [plain(column.title) for column in table.columns]
        columns = zip(heads, self._widths, strict=True)
        whole = [self._broken(head, wide, _HEAD) for head, wide in columns]
        most = int((flow.most / 2 - 2 * _ABOVE) / self._line)  # the rows need the rest of each page
        self._head = [lines if len(lines) <= most else [*lines[: most - 1], _CUT] for lines in whole]

    def begin_height(self) -> float:
        """Return the height of the head and the first row, which stay together."""
        first = self._cells(self._table.lines[0]) if self._table.lines else []
        return self._height(self._head) + (self._height(first) if first else 0.0)

    def draw(self, on_row: Callable[[], None]) -> None:
        self._flow.settle()
        self._begin()
        for row in self._table.lines:
            cells = self._cells(row)
            if self._height(cells) > self._flow.room:
                self._new_page()
            while self._height(cells) > self._flow.room:  # higher than a page: so much of it as fits
                fits = max(1, int((self._flow.room - 2 * _ABOVE) / self._line))
                self._row([lines[:fits] for lines in cells], _TEXT)
                cells = [lines[fits:] for lines in cells]
                self._new_page()
            self._row(cells, _TEXT)
            on_row()
        self._end()

    def _new_page(self) -> None:
        self._end()
        self._flow.begin_page()
        self._begin()

    def _begin(self) -> None:
        self._top = self._flow.top
        self._row(self._head, _HEAD)

    def _end(self) -> None:
        """Draw the lines around the rows since the head."""
        left, right = self._flow.left, self._flow.left + sum(self._widths)
        edges = accumulate(self._widths, initial=left)
        self._borders += [(at, self._top, at, self._flow.top) for at in edges]
        self._borders.append((left, self._top, right, self._top))
        self._flow.pages.lines(self._borders, _BORDER_PT)
        self._borders.clear()

    def _lines_of(self, text: str, width: float, look: Look) -> list[str]:
        fonts = self._flow.pages.fonts
        return broken(text, width - 2 * _SIDE, lambda part: fonts.width(part, look))

    def _cells(self, row: Sequence[str | int | float | None]) -> _Cells:
        values = zip(row, self._table.columns, self._widths, strict=True)
        return [self._broken(self._text.cell(value, one.kind), wide, _TEXT) for value, one, wide in values]

    def _height(self, cells: _Cells) -> float:
        return max(map(len, cells)) * self._line + 2 * _ABOVE

    def _row(self, cells: _Cells, look: Look) -> None:
        flow, high = self._flow, self._height(cells)
        left, fonts = flow.left, flow.pages.fonts
        bottom = flow.top + high
        for lines, column, wide in zip(cells, self._table.columns, self._widths, strict=True):
            top = flow.top + _ABOVE
            for line in lines:
                at = left + _SIDE
                if look is _HEAD:
                    at = left + (wide - fonts.width(line, look)) / 2
                elif column.kind in FIGURES:
                    at = left + wide - _SIDE - fonts.width(line, look)
                flow.pages.write(line, at, top, look)
                top += self._line
            left += wide
        self._borders.append((flow.left, bottom, left, bottom))
        flow.top = bottom


class ChartDrawing:
    """Draws one chart; a short one stays on one page."""

    def __init__(self, flow: Flow, chart: Chart, text: PaperText) -> None:
        self._flow, self._chart, self._text = flow, chart, text
        self._label, self._value = decree.LABEL_MM * MM, decree.VALUE_MM * MM
        self._axis = flow.width - self._label - self._value
        self._line = decree.TABLE_PT * LINE
        self._is_timeline = chart.kind is ChartKind.TIMELINE

    def begin_height(self) -> float:
        """Return the height that stays together with the title."""
        rows = self._chart.rows
        heights = [self._height(row) for row in rows] + [self._line + 2 * _BAR_ABOVE] * self._is_timeline
        return sum(heights) if len(heights) <= decree.MOST_KEPT else heights[0]

    def draw(self) -> None:
        self._flow.settle()
        for row in self._chart.rows:
            self._flow.need(self._height(row))
            self._row(row)
        if self._is_timeline:
            self._flow.need(self._line + 2 * _BAR_ABOVE)
            self._time_axis()

    def _names(self, row: ChartRow) -> list[str]:
        fonts = self._flow.pages.fonts
        return broken(plain(row.label), self._label - 2 * _SIDE, lambda part: fonts.width(part, _TEXT))

    def _height(self, row: ChartRow) -> float:
        return len(self._names(row)) * self._line + 2 * _BAR_ABOVE

    def _row(self, row: ChartRow) -> None:
        flow, high = self._flow, self._height(row)
        for place, line in enumerate(self._names(row)):
            flow.pages.write(line, flow.left + _SIDE, flow.top + _BAR_ABOVE + place * self._line, _TEXT)
        if self._is_timeline:
            found = sorted(stretches(row, self._chart, _PARTS), key=lambda one: one[2].is_bad)
            for begin, end, span in found:
                self._bar(begin / _PARTS, end / _PARTS, high, decree.BAD if span.is_bad else decree.GOOD)
        else:
            self._bar(0.0, bar_share(row, self._chart), high, decree.GOOD)
            at = flow.left + self._label + self._axis + _SIDE
            flow.pages.write(self._text.bar(row, self._chart), at, flow.top + _BAR_ABOVE, _TEXT)
        flow.top += high

    def _bar(self, begin: float, end: float, high: float, fill: str) -> None:
        if end > begin:
            flow = self._flow
            left, wide = flow.left + self._label + begin * self._axis, (end - begin) * self._axis
            flow.pages.box(left, flow.top + _BAR_GAP, wide, high - 2 * _BAR_GAP, fill)

    def _time_axis(self) -> None:
        flow, chart = self._flow, self._chart
        begin, end = (self._text.cell(utc, CellKind.TIME) for utc in (chart.from_utc, chart.until_utc))
        top, left = flow.top + _BAR_ABOVE, flow.left + self._label
        if any(span.is_bad for row in chart.rows for span in row.spans):
            flow.pages.write(self._text.words("paper.fault"), flow.left + _SIDE, top, _TEXT)
        flow.pages.write(begin, left, top, _TEXT)
        flow.pages.write(end, left + self._axis - flow.pages.fonts.width(end, _TEXT), top, _TEXT)
        flow.top += self._line + 2 * _BAR_ABOVE
