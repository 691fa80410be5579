"""Writes lines of an exact number of cells; crops and pads by the cells that characters take."""

import re
from collections.abc import Callable, Sequence
from textwrap import wrap
from unicodedata import normalize

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.clean_text import clean
from gbdt_console.ui.cursor import Cursor, Row
from gbdt_console.ui.drawing.appearance import Appearance

ELLIPSIS = "…"

_SEPARATORS = "·,"
"""Signs between two facts; none stands before an ellipsis."""
_WORDS_LEAST = 12
"""Least cells that whole words must fill, so that a crop ends behind a word: less would tell too little."""

_IN_NUMBER = re.compile(r"(?<=[0-9)]) (?=[0-9])")
"""The blanks of a number as people write it: '0214 000 0110', '(0214) 000 0110'."""
_HARD_BLANK = "\N{NO-BREAK SPACE}"
_LEAST_LINE = 20
"""Least cells of a wrapped line: less would be a word a line."""

StyledText = tuple[str, Style]
"""A text and the style it is written in."""


def safe(text: str) -> str:
    """Return `text` without control characters.

    Texts are cleaned where they come in; this is the last check before the terminal.
    """
    return text if text.isprintable() else clean(text, len(text))


def wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` cells, at least one; a phone number stays whole."""
    whole = _IN_NUMBER.sub(_HARD_BLANK, text)
    parts = wrap(whole, max(_LEAST_LINE, width), break_on_hyphens=False)
    return [part.replace(_HARD_BLANK, " ") for part in parts] or [""]


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` in NFC as exactly `width` cells.

    It is cropped with an ellipsis, or padded with blanks.
    """
    text = crop(text, width)
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def crop(text: str, width: int) -> str:
    """Return `text` in NFC, cropped to `width` cells, behind a whole word where enough of them fit."""
    if text.isascii() and text.isprintable() and len(text) <= width:
        return text  # as found below, for the most frequent case
    text = normalize("NFC", safe(text))
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    head = chop_cells(text, width - 1)[0] if width > 1 else ""
    if cell_len(head) >= width:
        return ELLIPSIS
    words = head if text[len(head)] == " " else head.rpartition(" ")[0]
    words = words.rstrip(f" {_SEPARATORS}")
    return (words if cell_len(words) >= _WORDS_LEAST else head.rstrip()) + ELLIPSIS


def with_keys(heads: Sequence[str], tails: Sequence[str], room: int) -> str:
    """Return the first head with the first tail that fit in `room` cells; the last tail always stands whole.

    heads: what is wrong, longest first, the first of several with the whole tail only; the last is cropped
        where even it has no room
    tails: what to press or whom to phone, longest first; none: the heads alone
    """
    ends = tails or [""]
    texts = (head + end for head in heads[1:] or heads for end in ends)
    fitting = (text for text in (heads[0] + ends[0], *texts) if cell_len(text) <= room)
    return next(fitting, crop(heads[-1], max(1, room - cell_len(ends[-1]))) + ends[-1])


class LineWriter:
    """Writes from left to right up to `width` and crops the rest; `at` is the next column."""

    def __init__(self, width: int, ground: Style) -> None:
        """Start an empty line; blanks between texts have the style `ground`."""
        self.width = width
        self.at = 0
        self._ground = ground
        self._segments: list[Segment] = []

    @property
    def left(self) -> int:
        """Cells that can still be written."""
        return self.width - self.at

    def write(self, text: str, style: Style) -> "LineWriter":
        text = crop(text, self.left)
        if text:
            self._segments.append(Segment(text, style))
            self.at += cell_len(text)
        return self

    def join(self, line: Strip) -> "LineWriter":
        """Write a line that another writer finished; a whole one is taken over as it is."""
        if line.cell_length <= self.left and all(segment.style for segment in line):
            self._segments += line
            self.at += line.cell_length
            return self
        for segment in line:
            self.write(segment.text, segment.style or self._ground)
        return self

    def column(self, text: str, width: int, style: Style, *, right: bool = False) -> "LineWriter":
        """Write `text` as `width` cells, or fewer at the line's end."""
        return self.write(fit(text, min(width, self.left), right=right), style)

    def skip_to(self, at: int, fill: str = " ", style: Style | None = None) -> "LineWriter":
        """Fill up to column `at`; do nothing if it was passed."""
        cells = min(at, self.width) - self.at
        if cells > 0:
            self._segments.append(Segment(fill * cells, style or self._ground))
            self.at += cells
        return self

    def written(self) -> Strip:
        """Return what was written, without blanks up to the width."""
        return Strip(list(self._segments), self.at)

    def strip(self) -> Strip:
        """Return the finished line, exactly `width` cells."""
        self.skip_to(self.width)
        return Strip(self._segments, self.width)


def titled(look: Appearance, width: int, *texts: StyledText) -> Strip:
    """Return a title line: texts in an edge of the whole width."""
    edge = look.glyphs.frame.across
    pen = LineWriter(width, look.inks.edge).write(edge * 2, look.inks.edge)
    for place, (text, ink) in enumerate(texts):
        pen.write(f"{text} " if place else f" {text} ", ink)
    return pen.skip_to(width, edge, look.inks.edge).strip()


def rows_and_headings(
    look: Appearance,
    width: int,
    cursor: Cursor[Row],
    code_of: Callable[[Row], str],
    paint: Callable[[Row, bool], Strip],
) -> tuple[list[Strip], int, list[int]]:
    """Return the lines of a list with a heading above each part, the highlighted one's place, the headings'.

    code_of: returns the code of the heading above a row's part; empty for none
    paint: paints a row; its second argument says whether it is highlighted
    """
    lines: list[Strip] = []
    at, part, quiet, headings = 0, "", look.inks.quiet, list[int]()
    for row in cursor.rows:
        is_cursor = row is cursor.row
        if (code := code_of(row)) != part:
            part = code
            headings.append(len(lines))
            lines.append(LineWriter(width, quiet).write(f"  {look.words(code)}", quiet).strip())
        at = len(lines) if is_cursor else at
        lines.append(paint(row, is_cursor))
    return lines, at, headings


def row_steps(first: int, lines: int, at: int, headings: Sequence[int] = ()) -> dict[int, int]:
    """Return how many rows below the highlighted one each line of a list stands; a heading is none.

    first: line of the screen on which the list's first one stands, negative where that is above
    lines, at, headings: their number, and as `rows_and_headings` returns them
    """
    places = [place for place in range(lines) if place not in headings]
    return {first + place: row - places.index(at) for row, place in enumerate(places)} if places else {}


def changed_span(before: Strip, after: Strip) -> tuple[int, int] | None:
    """Return first and end column where two lines differ.

    The lines have equal width; whole segments are compared.
    """
    old, new = list(before), list(after)
    if old == new:
        return None
    start, end = 0, after.cell_length
    limit = min(len(old), len(new))
    head = 0
    while head < limit and old[head] == new[head]:
        start += new[head].cell_length
        head += 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        end -= new[-1 - tail].cell_length
        tail += 1
    return start, end
