"""Writes a paper as lines of plain text, with charts of block characters, for a terminal."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from gbdt_console.core.reports.paper import (
    FIGURES,
    Block,
    CellKind,
    Chart,
    ChartKind,
    ChartRow,
    Heading,
    Paper,
    Table,
)
from gbdt_console.text.chart_scale import bar_share, stretches
from gbdt_console.text.reports.paper_text import PaperText, plain

NARROWEST = 40
"""Least width of a page, cells; a narrower one is written as wide as this."""
_GAP = 2
"""Cells between two columns."""
_LEAST_TEXT = 12
"""A text column is never narrower; a table that needs more than the page has one line a value."""
_FULL, _EIGHTHS = "█", " ▏▎▍▌▋▊▉"
_GOOD, _BAD, _NONE = "─", "█", " "
_MOST_LABEL = 24


def paper_lines(paper: Paper, width: int) -> list[str]:
    """Return the lines; none is wider than `width` cells, NARROWEST at least."""
    text, width = PaperText(paper), max(NARROWEST, width)
    lines = [line for line in (*text.bodies, text.place_and_day) if line]
    lines = [part for line in lines for part in _wrapped(line, width)]
    lines += ["", *_centred(text.kind, width), *_centred(text.subject, width), ""]
    lines += _blocks(paper.blocks, text, width)
    for number, annex in enumerate(paper.annexes, 1):
        which, title, _ = text.annex(number, annex)
        lines += ["", "═" * width, *_centred(which, width), *_centred(title, width), ""]
        lines += _blocks(annex.blocks, text, width)
    lines += _wrapped(text.journal_line, width) if text.journal_line else []
    return lines


def _blocks(blocks: Sequence[Block], text: PaperText, width: int) -> Iterator[str]:
    for block in blocks:
        match block:
            case Table():
                yield from _titled(block.title, width)
                yield from (
                    _table(block, text, width)
                    if block.rows
                    else _wrapped(plain(block.empty) or text.words("paper.no-rows"), width)
                )
            case Chart():
                yield from _titled(block.title, width)
                yield from _chart(block, text, width)
            case Heading():
                yield from _titled(block.text, width)
                continue
            case _:
                yield from _wrapped(plain(block.text), width)
        yield ""


def _titled(title: str, width: int) -> Iterator[str]:
    lines = _wrapped(plain(title), width)
    yield from lines
    yield "─" * max(map(_cells, lines))


def _table(table: Table, text: PaperText, width: int) -> Iterator[str]:
    """Yield a head, a rule and the rows; a table too wide for columns has one line a value."""
    titles = [plain(column.title) for column in table.columns]
    kinds = [column.kind for column in table.columns]
    rows = [[text.cell(*one) for one in zip(row, kinds, strict=True)] for row in table.lines]
    widths = _column_widths(titles, rows, kinds, width)
    if widths is None:
        yield from _records(titles, rows, width)
        return
    is_right = [kind in FIGURES for kind in kinds]
    yield from _row(titles, widths, is_right)
    yield "─" * (sum(widths) + _GAP * (len(widths) - 1))
    for row in rows:
        yield from _row(row, widths, is_right)


def _column_widths(
    titles: Sequence[str], rows: Sequence[Sequence[str]], kinds: Sequence[CellKind], width: int
) -> list[int] | None:
    """Return each column's width. None where the columns do not fit.

    First the titles of figures give way, which may take several lines; then text columns, the widest first.
    """
    columns = list(zip(titles, *rows, strict=True))
    widths = [max(1, *map(_cells, column)) for column in columns]
    room = width - _GAP * (len(widths) - 1)
    if sum(widths) > room:
        for place, (title, *values) in enumerate(columns):
            if kinds[place] in FIGURES:
                widths[place] = max(map(_cells, (*title.split(), *values)), default=1)
    while sum(widths) > room:
        texts = [place for place, kind in enumerate(kinds) if kind is CellKind.TEXT]
        widest = max(texts, key=lambda place: widths[place], default=None)
        if widest is None or widths[widest] <= _LEAST_TEXT:
            return None
        others = max((widths[place] for place in texts if place != widest), default=0)
        over = sum(widths) - room
        widths[widest] = max(_LEAST_TEXT, widths[widest] - over, min(others, widths[widest] - 1))
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], is_right: Sequence[bool]) -> Iterator[str]:
    columns = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for parts in zip_longest(*columns, fillvalue=""):
        placed = zip(parts, widths, is_right, strict=True)
        yield (" " * _GAP).join(_padded(part, width, right) for part, width, right in placed).rstrip()


def _records(titles: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    for number, row in enumerate(rows):
        if number:
            yield ""
        for title, value in zip(titles, row, strict=True):
            yield from _wrapped(f"{title}: {value}", width)


def _chart(chart: Chart, text: PaperText, width: int) -> Iterator[str]:
    is_timeline = chart.kind is ChartKind.TIMELINE
    values = ["" if is_timeline else text.bar(row, chart) for row in chart.rows]
    label = min(_MOST_LABEL, width // 3, max((_cells(plain(row.label)) for row in chart.rows), default=0))
    value = max(map(_cells, values), default=0)
    axis = width - label - value - 2
    for row, written in zip(chart.rows, values, strict=True):
        drawn = _stretched(row, chart, axis) if is_timeline else _bar(bar_share(row, chart), axis)
        yield f"{_padded(_cropped(plain(row.label), label), label)} {drawn} {written:>{value}}".rstrip()
    if is_timeline:
        begin, end = (f"{text.at(utc):%H:%M:%S}" for utc in (chart.from_utc, chart.until_utc))
        yield f"{'':{label}} {begin}{end:>{max(1, axis - len(begin))}}"


def _bar(share: float, axis: int) -> str:
    eighths = round(share * axis * 8)
    whole, rest = divmod(max(eighths, 1 if share else 0), 8)
    return f"{_FULL * whole}{_EIGHTHS[rest].strip()}".ljust(axis)


def _stretched(row: ChartRow, chart: Chart, axis: int) -> str:
    parts = [_NONE] * axis
    for begin, end, span in sorted(stretches(row, chart, axis), key=lambda one: one[2].is_bad):
        parts[begin:end] = (_BAD if span.is_bad else _GOOD) * (end - begin)
    return "".join(parts)


def _centred(line: str, width: int) -> Iterator[str]:
    for part in _wrapped(line, width):
        yield " " * ((width - _cells(part)) // 2) + part


def _wrapped(line: str, width: int) -> list[str]:
    """Break a line between words; a word wider than the line is broken inside."""
    lines, current = [], ""
    for word in line.split(" "):
        if current and _cells(current) + 1 + _cells(word) <= width:
            current = f"{current} {word}"
            continue
        lines += [current] if current else []
        current = word
        while _cells(current) > width:
            head = _cropped_cells(current, width)
            lines.append(head)
            current = current[len(head) :]
    return [*lines, current] if current or not lines else lines


def _cropped(line: str, width: int) -> str:
    return line if _cells(line) <= width else f"{_cropped_cells(line, width - 1)}…"


def _cropped_cells(line: str, width: int) -> str:
    """Return the longest beginning that fits; one character at least."""
    taken = 0
    for end, char in enumerate(line):
        taken += _cells(char)
        if taken > width:
            return line[: max(1, end)]
    return line


def _padded(line: str, width: int, is_right: bool = False) -> str:
    room = " " * (width - _cells(line))
    return room + line if is_right else line + room


def _cells(line: str) -> int:
    """Return the width in a terminal: marks on a letter take no cell, East Asian letters take two."""
    if line.isascii():
        return len(line)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in line
    )
