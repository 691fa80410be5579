"""Draws the charts of a paper as SVG."""

from collections.abc import Iterator
from html import escape

from gbdt_console.core.reports.paper import CellKind, Chart, ChartKind, ChartRow
from gbdt_console.text.chart_scale import bar_share, stretches
from gbdt_console.text.reports.paper_text import PaperText, plain

_WIDTH, _ROW = 660, 18
_LABEL, _VALUE = 190, 90
"""Width of names and values, in the drawing's units: the page's text is 660 wide."""
_AXIS = _WIDTH - _LABEL - _VALUE
_LONGEST_LABEL = 28
"""Characters that fit beside the axis; the whole name is shown under the pointer."""
_LETTERS = 'font-family="Times New Roman, serif" font-size="13"'
_GOOD, _BAD = "#bfbfbf", "#000"


def svg_chart(chart: Chart, text: PaperText) -> str:
    """Return the drawing as one element; all texts are escaped."""
    is_timeline = chart.kind is ChartKind.TIMELINE
    height = _ROW * (len(chart.rows) + is_timeline)
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" {_LETTERS}>',
        f"<title>{escape(plain(chart.title))}</title>",
    ]
    for place, row in enumerate(chart.rows):
        parts += _stretches(row, chart, place * _ROW) if is_timeline else _bar(row, chart, text, place * _ROW)
        parts.append(_text(0, place * _ROW, plain(row.label)))
    if is_timeline:
        parts += _time_axis(chart, text, len(chart.rows) * _ROW)
    return "".join((*parts, "</svg>"))


def _bar(row: ChartRow, chart: Chart, text: PaperText, top: int) -> Iterator[str]:
    yield _box(0, bar_share(row, chart) * _AXIS, top, _GOOD)
    yield _text(_WIDTH, top, text.bar(row, chart), anchor="end")


def _stretches(row: ChartRow, chart: Chart, top: int) -> Iterator[str]:
    """Yield the good stretches below the bad ones; each tells its name under the pointer."""
    found = sorted(stretches(row, chart, _AXIS), key=lambda one: one[2].is_bad)
    for begin, end, span in found:
        yield _box(begin, end - begin, top, _BAD if span.is_bad else _GOOD, plain(span.text))


def _time_axis(chart: Chart, text: PaperText, top: int) -> Iterator[str]:
    yield _text(_LABEL, top, text.cell(chart.from_utc, CellKind.TIME))
    yield _text(_LABEL + _AXIS, top, text.cell(chart.until_utc, CellKind.TIME), anchor="end")
    if any(span.is_bad for row in chart.rows for span in row.spans):
        yield _text(0, top, text.words("paper.fault"))


def _box(left: float, width: float, top: int, fill: str, name: str = "") -> str:
    title = f"<title>{escape(name)}</title>" if name else ""
    box = f'x="{_LABEL + left:.1f}" y="{top + 3}" width="{width:.1f}" height="{_ROW - 4}" fill="{fill}"'
    return f"<rect {box}>{title}</rect>"


def _text(left: float, top: int, words: str, *, anchor: str = "start") -> str:
    shown = words if len(words) <= _LONGEST_LABEL else f"{words[: _LONGEST_LABEL - 1]}…"
    place = f'x="{left:.1f}" y="{top + 14}" text-anchor="{anchor}"'
    return f"<text {place}><title>{escape(words)}</title>{escape(shown)}</text>"
