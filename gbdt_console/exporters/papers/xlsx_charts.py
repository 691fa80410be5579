"""Draws a paper's charts as charts of Excel, each on a sheet of its own over the numbers that it draws."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.chart_bar import ChartBar
from xlsxwriter.worksheet import Worksheet

from gbdt_console.core.reports.paper import CellKind, Chart, ChartKind, ChartRow
from gbdt_console.exporters.papers.xlsx_looks import DAY_S, Looks
from gbdt_console.text.reports.paper_text import PaperText, percent, plain

_WIDTH, _ROW, _MARGINS = 960, 20, 110
"""Width of a drawing, height of each of its rows, and of title and axis, pixels."""
_TOP = 2
"""First row of the sheet below the title."""
_LABELS, _TIMES, _LENGTHS = 40, 22, 12
"""Widths of the columns of names, times and lengths, characters."""
_TICKS_S = (60, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400)
"""Distances of the marks on a time line's axis, seconds; the least one with few enough marks is taken."""
_MOST_TICKS = 12
_MOST_PIECES = 80
"""Limits the pieces of a time line's row: each takes three series, and Excel draws 255."""
_GREY, _BLACK = {"color": "#bfbfbf"}, {"color": "#000000"}
_NONE = {"none": True}
_FILLS: tuple[Mapping[str, object], ...] = (_NONE, _GREY, _BLACK)
"""Fills of the three series of a piece: nothing, a good stretch, a bad one."""
_BARS_AXIS = {"min": 0, "visible": False, "major_gridlines": {"visible": False}}
"""The axis of bars, which tell their values themselves."""
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001
"""First days of Excel's two calendars, by whether the workbook counts from 1904."""


class ChartSheet:
    """Writes one chart: title, drawing, and below it one row of numbers for each of its rows."""

    def __init__(self, book: Workbook, sheet: Worksheet, text: PaperText, looks: Looks) -> None:
        self._book, self._sheet, self._text, self._looks = book, sheet, text, looks

    def write(self, chart: Chart) -> None:
        sheet, height = self._sheet, _MARGINS + _ROW * len(chart.rows)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, _LABELS)
        self._looks.write_text(sheet, 0, 0, plain(chart.title))
        first = _TOP + ceil(height / _ROW) + 2
        for place, row in enumerate(chart.rows, first):
            self._looks.write_text(sheet, place, 0, plain(row.label))
        is_timeline = chart.kind is ChartKind.TIMELINE
        drawing = self._book.add_chart({"type": "bar", "subtype": "stacked" if is_timeline else "clustered"})
        assert isinstance(drawing, ChartBar)
        series = self._pieces(chart, first) if is_timeline else self._bars(chart, first)
        last = first + len(chart.rows) - 1
        for column, options in enumerate(series, 1):
            drawing.add_series(
                {
                    "categories": [sheet.name, first, 0, last, 0],
                    "values": [sheet.name, first, column, last, column],
                    "gap": 30,
                    **options,
                }
            )
        drawing.set_title({"name": [sheet.name, 0, 0], "name_font": {"size": 12}})
        drawing.set_legend({"none": True})
        drawing.set_x_axis(self._time_axis(chart) if is_timeline else _BARS_AXIS)
        drawing.set_y_axis({"reverse": True, "interval_unit": 1})
        drawing.set_size({"width": _WIDTH, "height": height})
        sheet.insert_chart(_TOP, 0, drawing)

    def _bars(self, chart: Chart, first: int) -> list[Mapping[str, object]]:
        """Write one number a row; an unknown one leaves its cell empty."""
        written = self._looks.figures.get(chart.unit, self._looks.number)
        self._heads(first, "name", "value")
        for place, row in enumerate(chart.rows, first):
            if row.value is not None:
                self._sheet.write_number(place, 1, _number(row.value, chart.unit), written)
        self._sheet.set_column(1, 1, _LENGTHS)
        return [{"fill": _GREY, "data_labels": {"value": True}}]

    def _heads(self, first: int, *names: str) -> None:
        for place, name in enumerate(names):
            head = self._text.words(f"paper.chart.{name}")
            self._sheet.write_string(first - 1, place, head, self._looks.title)

    def _pieces(self, chart: Chart, first: int) -> list[Mapping[str, object]]:
        """Write the length of each piece of a row; the first begins at the time of day of the axis."""
        days, written = self._looks.figures[CellKind.TIME], self._looks.figures[CellKind.SECONDS]
        longest = 1
        for place, row in enumerate(chart.rows, first):
            self._sheet.write_number(place, 1, self._day(chart.from_utc), days)
            pieces = list(_pieces(row, chart))[:_MOST_PIECES]
            longest = max(longest, len(pieces))
            for number, (kind, lasted_s) in enumerate(pieces):
                self._sheet.write_number(place, 2 + 3 * number + kind, lasted_s / DAY_S, written)
        self._heads(first, "name", "begin", *("nothing", "good", "bad") * longest)
        self._sheet.set_column(1, 1, _TIMES)
        self._sheet.set_column(2, 1 + 3 * longest, _LENGTHS)
        if any(span.is_bad for row in chart.rows for span in row.spans):
            self._looks.write_text(self._sheet, 1, 0, self._text.words("paper.fault"))
        fills: list[Mapping[str, object]] = [_NONE, *_FILLS * longest]
        return [{"fill": fill} for fill in fills]

    def _time_axis(self, chart: Chart) -> dict[str, object]:
        ends = max(chart.until_utc, chart.from_utc + _TICKS_S[0])
        tick_s = next((s for s in _TICKS_S if (ends - chart.from_utc) / s <= _MOST_TICKS), _TICKS_S[-1])
        return {
            "min": self._day(chart.from_utc),
            "max": self._day(ends),
            "major_unit": tick_s / DAY_S,
            "num_format": "hh:mm",
            "major_gridlines": {"visible": True},
        }

    def _day(self, utc_s: float) -> float:
        """Return a time as Excel counts it, days."""
        local = self._text.at(utc_s).replace(tzinfo=None)
        return (local - _EPOCHS[bool(self._book.date_1904)]).total_seconds() / DAY_S


def _number(value: float, unit: CellKind) -> float:
    match unit:
        case CellKind.SECONDS:
            return int(value) / DAY_S
        case CellKind.PERCENT:
            return percent(value) / 100
        case _:
            return value


def _pieces(row: ChartRow, chart: Chart) -> Iterator[tuple[int, float]]:
    """Yield the row's pieces without a gap: the place of the fill, and the length in seconds."""
    edges = {chart.from_utc, chart.until_utc}
    edges.update(
        min(chart.until_utc, max(chart.from_utc, at)) for s in row.spans for at in (s.from_utc, s.until_utc)
    )
    last: tuple[int, float] | None = None
    for begins, ends in pairwise(sorted(edges)):
        there = [span.is_bad for span in row.spans if span.from_utc <= begins and span.until_utc >= ends]
        kind = 2 if any(there) else 1 if there else 0
        if last is not None and last[0] == kind:
            last = kind, last[1] + ends - begins
            continue
        if last is not None:
            yield last
        last = kind, ends - begins
    if last is not None:
        yield last
