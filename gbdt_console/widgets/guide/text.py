"""Writes a page of the guide as lines of one width."""

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.text.guide import Block, BlockKind, GuidePage
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText

_SPAN = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|([^`*]+|[`*])")
_LEFT = 2
"""Cells left of the text, for the mark of what was found."""
_KEY_CELLS = 12
"""The longest key with a number before it, 'Shift+Tab': no line ends within it."""
_GAP = 2
"""Cells between two columns of a table."""
_UNBROKEN = "\u00a0"
"""Stands for a blank at which no line ends."""

_Word = list[StyledText]
"""A word, in pieces where only a part of it is a key."""


class GuideText(Painter):
    """Paints the blocks of a page in the inks of the house.

    places: the first line of each block
    """

    def __init__(self, look: Appearance, page: GuidePage, width: int, marked: int | None = None) -> None:
        """`marked` is the place of a block that a search found."""
        super().__init__(look)
        self._width = width
        self.lines: list[Strip] = []
        self.places: list[int] = []
        for place, block in enumerate(page.blocks):
            if block.is_apart and place:
                self.lines.append(LineWriter(width, look.inks.plain).strip())
            self.places.append(len(self.lines))
            mark = look.glyphs.cursor if place == marked else ""
            self.lines += self._block(block, mark)

    def _block(self, block: Block, mark: str) -> Iterator[Strip]:
        match block.kind:
            case BlockKind.TABLE:
                yield from self._table(block, mark)
            case BlockKind.CODE:
                for command in block.text.split("\n"):
                    words = self._words(command, self.inks.accent)
                    yield from self._paragraph(words, block.depth + 2, mark, end=" \\")
            case BlockKind.FIGURE:
                text = self.words("guide.figure", text=block.text)
                yield from self._paragraph(self._words(text, self.inks.quiet), block.depth, mark)
            case kind:
                ink = self.inks.strong if kind is BlockKind.HEADING else self.inks.plain
                depth = block.depth + (len(block.marker) + 1 if block.marker else 0)
                words = self._words(block.text, ink)
                # '-' is a key as well, so that a list has the sign that parts facts elsewhere.
                marker = self.glyphs.separator.strip() if block.marker == "-" else block.marker
                yield from self._paragraph(words, depth, mark, marker=marker)

    def _paragraph(
        self, words: Sequence[_Word], depth: int, mark: str, *, marker: str = "", end: str = ""
    ) -> Iterator[Strip]:
        """Write words; `end` stands behind a line of a command that goes on below."""
        left = _LEFT + depth
        lines = _wrapped(words, self._width - left - len(end))
        for place, line in enumerate(lines):
            pen = LineWriter(self._width, self.inks.plain).write("" if place else mark, self.inks.accent)
            if marker and not place:
                pen.skip_to(left - len(marker) - 1).write(marker, self.inks.strong)
            _write(pen.skip_to(left), line)
            yield pen.write("" if place == len(lines) - 1 else end, self.inks.quiet).strip()

    def _table(self, block: Block, mark: str) -> Iterator[Strip]:
        """Write rows of columns; a long cell has several lines."""
        left = _LEFT + block.depth
        cells = [
            [self._words(cell, self.inks.plain if number else self.inks.quiet) for cell in row]
            for number, row in enumerate(block.rows)
        ]
        widths = _widths(cells, self._width - left)
        for number, row in enumerate(cells):
            columns = [_wrapped(words, width) for words, width in zip(row, widths, strict=True)]
            for line in range(max(map(len, columns))):
                pen, at = LineWriter(self._width, self.inks.plain), left
                pen.write("" if number or line else mark, self.inks.accent)
                for column, width in zip(columns, widths, strict=True):
                    _write(pen.skip_to(at), column[line] if line < len(column) else ())
                    at += width + _GAP
                yield pen.strip()
            if not number:
                pen = LineWriter(self._width, self.inks.plain).skip_to(left)
                yield pen.skip_to(at - _GAP, self.glyphs.frame.across, self.inks.edge).strip()

    def _words(self, text: str, ink: Style) -> list[_Word]:
        """Return the words of a text; what stands in ` ` is a key, in ** ** stressed."""
        words: list[_Word] = [[]]
        for key, stressed, plain in _SPAN.findall(text):
            style = self.inks.accent if key else self.inks.strong if stressed else ink
            shown = key or stressed or plain
            if key and cell_len(key) <= _KEY_CELLS:
                shown = shown.replace(" ", _UNBROKEN)
            for place, part in enumerate(shown.split(" ")):
                if place:
                    words.append([])
                if part:
                    words[-1].append((part.replace(_UNBROKEN, " "), style))
        return [word for word in words if word]


def _cells(word: _Word) -> int:
    return sum(cell_len(text) for text, _ in word)


def _wrapped(words: Sequence[_Word], width: int) -> list[list[_Word]]:
    """Return the words in lines of at most `width` cells; at least one line."""
    lines: list[list[_Word]] = [[]]
    used = 0
    for word in words:
        cells = _cells(word)
        if lines[-1] and used + 1 + cells > width:
            lines.append([])
            used = 0
        used += cells + (1 if lines[-1] else 0)
        lines[-1].append(word)
    return lines


def _widths(rows: Sequence[Sequence[Sequence[_Word]]], room: int) -> list[int]:
    """Return the cells of each column: as its longest cell, the widest less where they do not fit."""
    columns = zip(*rows, strict=True)
    widths = [max(sum(map(_cells, words)) + len(words) - 1 for words in column) for column in columns]
    while sum(widths) + _GAP * (len(widths) - 1) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _write(pen: LineWriter, line: Sequence[_Word]) -> None:
    """Write words; a blank between two of one style has that style."""
    last: Style | None = None
    for place, word in enumerate(line):
        first = word[0][1]
        if place:
            pen.write(" ", first) if first == last else pen.skip_to(pen.at + 1)
        for text, style in word:
            pen.write(text, style)
            last = style
