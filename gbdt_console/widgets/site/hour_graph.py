"""Draws the last hour of a line: round trips as a filled line, what was lost on its axis, and the time."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.site_history import SitePast
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.hour_columns import (
    HourColumn,
    columns_of,
    fold,
    marks_of_time,
    seconds_a_column,
    top_ms,
    unknown_s,
)

_SCALE = 9
_QUARTER_S = 900
_PARTS = 8


class HourGraph:
    """Paints lines of one width; the graph itself is `height` of them."""

    def __init__(self, look: Appearance, width: int, height: int) -> None:
        self._look = look
        self._width = width
        self._height = height

    def paint(self, past: SitePast) -> list[Strip]:
        """The figures in words, the graph, its axis with the losses, and the times."""
        step_s = seconds_a_column(self._width - _SCALE - 1)
        columns = columns_of(past.seconds, past.from_utc_s, step_s)
        top = top_ms(columns)
        rows = [self._row(columns, top, row) for row in reversed(range(self._height))]
        return [self._figures(past), *rows, self._axis(columns), self._times(columns)]

    def _pen(self) -> LineWriter:
        return LineWriter(self._width, self._look.inks.quiet)

    def _figures(self, past: SitePast) -> Strip:
        look, words = self._look, self._look.words
        whole = fold(past.from_utc_s, past.seconds)
        pen = self._pen().skip_to(_SCALE)
        if whole.least_ms is not None and whole.mean_ms is not None and whole.most_ms is not None:
            least, mean, most = (
                look.formats.number(value, 1) for value in (whole.least_ms, whole.mean_ms, whole.most_ms)
            )
            pen.write(words("hour.rtt", least=least, mean=mean, most=most), look.inks.plain)
        if whole.loss is not None:
            ink = look.inks.poor if whole.loss else look.inks.plain
            pen.write("  " + words("hour.loss", loss=look.formats.percent(whole.loss, 2)), ink)
        unknown = unknown_s(past.seconds)
        if unknown:
            text = words("hour.unknown", lasted=look.formats.duration(unknown))
            pen.write("  " + text, look.inks.unknown)
        return pen.strip()

    def _row(self, columns: Sequence[HourColumn], top: int, row: int) -> Strip:
        """One line of cells, each an eighth-part filled up to the mean, with a thin line on to the most."""
        look = self._look
        pen = self._pen()
        label = f"{top} ms" if row == self._height - 1 else ""
        pen.column(label, _SCALE - 1, look.inks.quiet, right=True).write(" ", look.inks.quiet)
        for column in columns:
            pen.write(*self._cell(column, top, row))
        return pen.strip()

    def _cell(self, column: HourColumn, top: int, row: int) -> tuple[str, Style]:
        look = self._look
        if column.least_ms is None or column.mean_ms is None or column.most_ms is None:
            return " ", look.inks.quiet
        parts = self._height * _PARTS
        floor = row * _PARTS
        mean = max(1, round(column.mean_ms / top * parts)) - floor
        if mean > 0:
            is_sure = column.least_ms / top * parts - floor >= min(mean, _PARTS)
            return look.glyphs.levels[min(mean, _PARTS) - 1], look.inks.quiet if is_sure else look.inks.edge
        most = column.most_ms / top * parts - floor
        if row == self._height - 1 and most > _PARTS:
            return look.glyphs.arrows[0], look.inks.poor
        return (look.glyphs.whisker if most >= _PARTS / 2 else " "), look.inks.edge

    def _axis(self, columns: Sequence[HourColumn]) -> Strip:
        """The zero line: broken where nothing is known, marked where something was lost."""
        look = self._look
        pen = self._pen()
        pen.column(look.words("site.loss"), _SCALE - 1, look.inks.quiet, right=True).write(
            " ", look.inks.quiet
        )
        for column in columns:
            pen.write(*self._loss(column))
        return pen.strip()

    def _loss(self, column: HourColumn) -> tuple[str, Style]:
        look = self._look
        if column.loss is None:
            return " ", look.inks.quiet
        if column.loss == 0:
            return look.glyphs.frame.across, look.inks.edge
        if column.mean_ms is None:
            return look.glyphs.lost, look.inks.down
        return look.glyphs.levels[int(column.loss * (_PARTS - 1))], look.inks.down

    def _times(self, columns: Sequence[HourColumn]) -> Strip:
        look = self._look
        pen = self._pen()
        for place, at_utc_s in marks_of_time(columns, _QUARTER_S):
            text = look.formats.time(at_utc_s)
            at = _SCALE + place
            if at >= pen.at and at + cell_len(text) <= self._width:
                pen.skip_to(at).write(text, look.inks.quiet)
        return pen.strip()
