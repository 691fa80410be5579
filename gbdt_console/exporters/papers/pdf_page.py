"""Draws on the pages of a PDF; places are points from the left and from the top of the page."""

from collections.abc import Callable, Sequence
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from gbdt_console.exporters.papers.pdf_fonts import ASCENT, Fonts, Look

MM = 72 / 25.4
"""Points in a millimetre."""
rl_config.useA85 = 0
"""A page stays binary: as letters, for machines that know nothing else, it is larger and takes longer."""
Line = tuple[float, float, float, float]
"""From left and top to left and top."""


class Pages:
    def __init__(self, fonts: Fonts, title: str, author: str, language: str) -> None:
        self.fonts = fonts
        self._made = BytesIO()
        first = fonts.name
        self._canvas = Canvas(
            self._made,
            pageCompression=1,
            lang=language,
            pdfVersion=(1, 7),
            initialFontName=first,  # type: ignore[arg-type]  # its stubs want a number here
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("gbdt-console")
        self._height = 0.0
        self._texts: PDFTextObject | None = None
        self._font: tuple[str, float] | None = None
        self.number = 0

    def begin(self, width: float, height: float) -> None:
        """End the page, and begin one of this size."""
        self._end_texts()
        if self.number:
            self._canvas.showPage()
        self._canvas.setPageSize((width, height))
        self._height = height
        self.number += 1

    def write(self, text: str, left: float, top: float, look: Look, *, word_gap: float = 0.0) -> None:
        """Write a line whose letters begin at that top.

        word_gap: points by which each space is wider
        """
        base = self._height - top - ASCENT * look.size
        out = self._texts = self._texts or self._canvas.beginText()
        out.setTextOrigin(left, base)
        if word_gap:
            out.setWordSpace(word_gap)
        for font, part in self.fonts.parts(text, look):
            if self._font != (font, look.size):
                self._font = font, look.size
                out.setFont(font, look.size)
            out.textOut(part)
        if word_gap:
            out.setWordSpace(0)

    def lines(self, lines: Sequence[Line], width: float) -> None:
        self._end_texts()
        self._canvas.setLineWidth(width)
        self._canvas.lines([(x, self._height - y, to_x, self._height - to_y) for x, y, to_x, to_y in lines])

    def box(self, left: float, top: float, width: float, height: float, fill: str) -> None:
        """Fill a box; the colour is RRGGBB."""
        self._end_texts()
        self._canvas.setFillColor(f"#{fill}")
        self._canvas.rect(left, self._height - top - height, width, height, stroke=0, fill=1)
        self._canvas.setFillColor("#000000")

    def done(self) -> bytes:
        self._end_texts()
        self._canvas.save()
        return self._made.getvalue()

    def _end_texts(self) -> None:
        """Put the lines that were written onto the page: one object for many is a third of the work."""
        if self._texts is not None:
            self._canvas.drawText(self._texts)
        self._texts = self._font = None


def broken(text: str, width: float, measure: Callable[[str], float], first: float | None = None) -> list[str]:
    """Break a text into lines at spaces; a word that is wider than a line is broken anywhere.

    width: of a line, points
    first: width of the first line; None for that of the others
    """
    room = width if first is None else first
    if measure(text) <= room:
        return [text]
    lines, line, line_wide, space = list[str](), "", 0.0, measure(" ")
    for word in text.split():
        wide = measure(word)
        if line and line_wide + space + wide <= room:
            line, line_wide = f"{line} {word}", line_wide + space + wide
            continue
        if line:
            lines.append(line)
            room = width
        rest = word
        while wide > room and len(rest) > 1:
            fits = _letters(rest, room, measure)
            lines.append(rest[:fits])
            rest, room = rest[fits:], width
            wide = measure(rest)
        line, line_wide = rest, wide
    return [*lines, line]


def _letters(word: str, room: float, measure: Callable[[str], float]) -> int:
    """Return how many letters of a word fit, one at least."""
    wide = 0.0
    for place, letter in enumerate(word):
        wide += measure(letter)
        if wide > room:
            return max(1, place)
    return len(word)
