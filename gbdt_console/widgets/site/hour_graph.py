"""Paints the last hour of a line: round trips as a filled graph, losses on its axis, and the times."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.site_history import SitePast
from gbdt_console.ui import hour_columns
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText

_SCALE = 9
"""Width of the scale on the left, cells."""
_QUARTER_S = 900
"""Seconds between two times below the graph."""
_PARTS = 8
"""Levels of one cell."""


class HourGraph(Painter):
    """Paints lines of one width; the graph itself has `height` lines."""

    def __init__(self, appearance: Appearance, width: int, height: int) -> None:
        super().__init__(appearance)
        self._width = width
        self._height = height

    def paint(self, past: SitePast) -> list[Strip]:
        """Return figures in words, the graph, its axis, and the times."""
        step_s = hour_columns.seconds_a_column(self._width - _SCALE - 1)
        columns = hour_columns.columns_of(past.seconds, past.from_utc_s, step_s)
        top = hour_columns.top_ms(columns)
        rows = [self._row(columns, top, row) for row in reversed(range(self._height))]
        return [self._figures(past), *rows, self._axis(columns), self._times(columns)]

    def _writer(self) -> LineWriter:
        return LineWriter(self._width, self.inks.quiet)

    def _figures(self, past: SitePast) -> Strip:
        words, inks, formats = self.look.words, self.look.inks, self.look.formats
        whole = hour_columns.fold(past.from_utc_s, past.seconds)
        writer = self._writer().skip_to(_SCALE)
        if whole.least_ms is not None and whole.mean_ms is not None and whole.most_ms is not None:
            least, mean, most = (
                formats.number(value, 1) for value in (whole.least_ms, whole.mean_ms, whole.most_ms)
            )
            writer.write(words("hour.rtt", least=least, mean=mean, most=most), inks.plain)
        if whole.loss is not None and whole.mean_ms is None:
            writer.write(
                words("hour.silent", lasted=formats.duration(hour_columns.lost_s(past.seconds))), inks.down
            )
        elif whole.loss is not None:
            ink = inks.poor if whole.loss else inks.plain
            writer.write("  " + words("hour.loss", loss=formats.percent(whole.loss, 2)), ink)
        unknown = hour_columns.unknown_s(past.seconds)
        if unknown:
            text = words("hour.unknown", lasted=formats.duration(unknown))
            writer.write("  " + text, inks.unknown)
        return writer.strip()

    def _row(self, columns: Sequence[hour_columns.HourColumn], top: int, row: int) -> Strip:
        """Return one line of the graph.

        It is filled up to the mean, with a thin line up to the greatest round trip.
        """
        writer = self._writer()
        label = f"{top} ms" if row == self._height - 1 else ""
        writer.column(label, _SCALE - 1, self.inks.quiet, right=True).write(" ", self.inks.quiet)
        return _written(writer, (self._cell(column, top, row) for column in columns))

    def _cell(self, column: hour_columns.HourColumn, top: int, row: int) -> StyledText:
        if column.least_ms is None or column.mean_ms is None or column.most_ms is None:
            return " ", self.inks.quiet
        parts = self._height * _PARTS
        floor = row * _PARTS
        mean = max(1, round(column.mean_ms / top * parts)) - floor
        if mean > 0:
            is_sure = column.least_ms / top * parts - floor >= min(mean, _PARTS)
            return self.glyphs.levels[min(mean, _PARTS) - 1], self.inks.quiet if is_sure else self.inks.edge
        most = column.most_ms / top * parts - floor
        if row == self._height - 1 and most > _PARTS:
            return self.glyphs.arrows[0], self.inks.poor
        return (self.glyphs.whisker if most >= _PARTS / 2 else " "), self.inks.edge

    def _axis(self, columns: Sequence[hour_columns.HourColumn]) -> Strip:
        """Return the zero line; it is broken where nothing is known, and marked where probes were lost."""
        writer = self._writer()
        writer.column(self.words("site.loss"), _SCALE - 1, self.inks.quiet, right=True).write(
            " ", self.inks.quiet
        )
        return _written(writer, map(self._loss, columns))

    def _loss(self, column: hour_columns.HourColumn) -> StyledText:
        if column.loss is None:
            return " ", self.inks.quiet
        if column.loss == 0:
            return self.glyphs.frame.across, self.inks.edge
        if column.mean_ms is None:
            return self.glyphs.lost, self.inks.down
        return self.glyphs.levels[int(column.loss * (_PARTS - 1))], self.inks.down

    def _times(self, columns: Sequence[hour_columns.HourColumn]) -> Strip:
        writer = self._writer()
        for place, at_utc_s in hour_columns.marks_of_time(columns, _QUARTER_S):
            text = self.formats.time(at_utc_s)
            at = _SCALE + place
            if at >= writer.at and at + cell_len(text) <= self._width:
                writer.skip_to(at).write(text, self.inks.quiet)
        return writer.strip()


def _written(writer: LineWriter, cells: Iterable[StyledText]) -> Strip:
    """Return the line with these cells; neighbours of one style are written at once."""
    for style, run in groupby(cells, key=itemgetter(1)):
        writer.write("".join(text for text, _ in run), style)
    return writer.strip()
