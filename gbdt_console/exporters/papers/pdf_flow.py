"""Sets paragraphs below one another on the pages of a PDF, and begins a new page where one is full."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.exporters.papers import decree
from gbdt_console.exporters.papers.pdf_fonts import LINE, Look
from gbdt_console.exporters.papers.pdf_page import MM, Pages, broken

LEADING = 1.15
"""Height of a line of running text, by that of its letters' own line."""
_RULE_PT = 0.75
_RULE_BEFORE, _RULE_AFTER = 4.0, 8.0
_FEWEST = 2
"""Lines of a paragraph that stay together at the end and at the begin of a page."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Holds one paragraph; lengths are points.

    align: 'left', 'center', 'right' or 'justify'
    first: indent of its first line beside the others
    rule: length of a rule below it; 0 for none
    """

    text: str
    look: Look
    align: str = "left"
    indent: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    rule: float = 0.0


class SetLine(NamedTuple):
    """Holds one line of a paragraph: where it begins in its column, and by how much its spaces are wider."""

    text: str
    left: float
    word_gap: float


class Flow:
    """Keeps the place where the next paragraph goes."""

    def __init__(self, pages: Pages, foot: str) -> None:
        """Begin the first page, which has no number; `foot` stands at the foot of every page."""
        self.pages, self._foot, self._is_wide = pages, foot, False
        self._after = 0.0
        self.begin_page(is_wide=False)

    def begin_page(self, *, is_wide: bool | None = None) -> None:
        """Begin a new page; None for one like the last."""
        self._is_wide = self._is_wide if is_wide is None else is_wide
        short, long = decree.SHORT_MM * MM, decree.LONG_MM * MM
        width, height = (long, short) if self._is_wide else (short, long)
        top = decree.LEFT_MM if self._is_wide else decree.TOP_MM
        left = decree.BOTTOM_MM if self._is_wide else decree.LEFT_MM
        right = decree.BOTTOM_MM if self._is_wide else decree.RIGHT_MM
        self.left, self.top, self._after = left * MM, top * MM, 0.0
        self.width = width - self.left - right * MM
        self.begin, self.bottom = self.top, height - decree.BOTTOM_MM * MM
        self.pages.begin(width, height)
        edge = decree.EDGE_MM * MM
        if self.pages.number > 1:
            self._centred(str(self.pages.number), edge, Look(decree.PAGE_NUMBER_PT))
        if self._foot:
            look = Look(decree.FOOT_PT)
            lines = broken(self._foot, self.width, lambda text: self.pages.fonts.width(text, look))
            high = look.size * LINE
            for place, line in enumerate(lines):
                self._centred(line, height - edge - high * (len(lines) - place), look)

    def _centred(self, text: str, top: float, look: Look) -> None:
        left = self.left + (self.width - self.pages.fonts.width(text, look)) / 2
        self.pages.write(text, left, top, look)

    @property
    def room(self) -> float:
        """Height that is left on the page."""
        return self.bottom - self.top - self._after

    @property
    def most(self) -> float:
        """Height of an empty page."""
        return self.bottom - self.begin

    def need(self, height: float) -> None:
        """Begin a new page where that height is not left, and a whole page would have it."""
        if height > self.room and self.top > self.begin and height <= self.most:
            self.begin_page()

    def gap(self, height: float) -> None:
        self.top += self._after + height
        self._after = 0.0

    def settle(self) -> float:
        """Leave the white behind the last paragraph; return the place below it."""
        self.gap(0.0)
        return self.top

    def line_height(self, look: Look) -> float:
        return look.size * LINE * LEADING

    def height(self, paragraphs: Sequence[Paragraph], width: float) -> float:
        """Return the height of paragraphs below one another, with the white behind the last."""
        after, high = 0.0, 0.0
        for one in paragraphs:
            high += max(after, one.before) + len(self.set(one, width)) * self.line_height(one.look)
            high += _RULE_BEFORE + _RULE_AFTER if one.rule else 0.0
            after = one.after
        return high + after

    def set(self, one: Paragraph, width: float) -> list[SetLine]:
        """Break a paragraph into lines; an empty one is a line, too."""
        room = width - one.indent
        fonts = self.pages.fonts
        lines = broken(one.text, room, lambda text: fonts.width(text, one.look), room - one.first)
        return list(self._aligned(one, lines, room))

    def _aligned(self, one: Paragraph, lines: list[str], room: float) -> Iterator[SetLine]:
        for place, line in enumerate(lines):
            first = 0.0 if place else one.first
            left, word_gap = one.indent + first, 0.0
            white = room - first - self.pages.fonts.width(line, one.look)
            if one.align == "center":
                left += white / 2
            elif one.align == "right":
                left += white
            elif one.align == "justify" and place < len(lines) - 1 and (spaces := line.count(" ")):
                word_gap = white / spaces
            yield SetLine(line, left, word_gap)

    def add(self, one: Paragraph, width: float | None = None) -> None:
        """Set a paragraph; it breaks where the page ends.

        width: of its column, which begins on the left; None for the page's
        """
        lines, high = self.set(one, width or self.width), self.line_height(one.look)
        if self.top > self.begin:
            self.gap(max(0.0, one.before - self._after))
        fewest = len(lines) if len(lines) <= _FEWEST + 1 else _FEWEST
        self.need(fewest * high)
        for place, line in enumerate(lines):
            left = len(lines) - place
            if high > self.room + 0.01 or (left == _FEWEST and left * high > self.room and place >= _FEWEST):
                self.begin_page()
            self._write(line, self.left, one.look)
        self._rule(one, self.left, width or self.width)
        self._after = one.after

    def _write(self, line: SetLine, left: float, look: Look) -> None:
        """Write a line at the foot of its height, and go on below it."""
        self.top += self.line_height(look)
        top = self.top - look.size * LINE
        self.pages.write(line.text, left + line.left, top, look, word_gap=line.word_gap)

    def _rule(self, one: Paragraph, left: float, width: float) -> None:
        if one.rule:
            self.top += _RULE_BEFORE
            begin = left + (width - one.rule) / 2
            self.pages.lines([(begin, self.top, begin + one.rule, self.top)], _RULE_PT)
            self.top += _RULE_AFTER

    def columns(self, columns: Sequence[tuple[float, Sequence[Paragraph]]]) -> None:
        """Set paragraphs in columns side by side, which never break: each its width and its paragraphs."""
        self.need(max(self.height(paragraphs, width) for width, paragraphs in columns))
        top, left, lowest = self.settle(), self.left, self.top
        for width, paragraphs in columns:
            self.top, after = top, 0.0
            for one in paragraphs:
                self.top += max(after, one.before)
                for line in self.set(one, width):
                    self._write(line, left, one.look)
                self._rule(one, left, width)
                after = one.after
            lowest = max(lowest, self.top + after)
            left += width
        self.top = lowest
