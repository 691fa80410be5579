"""Write the lines of a page of the guided start: headings, paragraphs, choices and lists."""

from collections.abc import Sequence
from textwrap import TextWrapper

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.setup.points import Point, RowFault
from gbdt_console.text.setup.setup_text import fault_text
from gbdt_console.ui.drawing.line_writer import LineWriter, titled
from gbdt_console.widgets.sheet import Sheet

_NUMBER, _NAME, _RANGE = 5, 30, 19
_MARK = 2
_LABEL = 26
"""Cells of the left column of what was answered."""
_KEY = 32
"""Cells of an example of what can be typed, before what it does."""

Hint = tuple[str, str]
"""A key, and the code of what it does."""


class PageLines(Sheet):
    def heading(self, text: str) -> list[Strip]:
        return [*self.paragraph(text, self.inks.strong), self.blank()]

    def paragraph(self, text: str, ink: Style | None = None) -> list[Strip]:
        return [
            LineWriter(self._width, self.inks.plain).skip_to(2).write(part, ink or self.inks.plain).strip()
            for part in _wrap(text, self._width - 4)
        ]

    def quiet(self, text: str) -> list[Strip]:
        """Write a sentence that may be passed over."""
        return self.paragraph(text, self.inks.quiet)

    def pair(self, label: str, text: str) -> list[Strip]:
        """Write a label, and its value wrapped beside it."""
        inks, lines = self.look.inks, []
        for place, part in enumerate(_wrap(text, self._width - _LABEL - 6)):
            pen = LineWriter(self._width, inks.plain).skip_to(2)
            pen.column(label if place == 0 else "", _LABEL, inks.quiet).write("  ", inks.plain)
            lines.append(pen.write(part, inks.plain).strip())
        return lines

    def beside(self, text: str, *, is_warning: bool = False) -> Strip:
        """Write a remark under the value of a pair."""
        pen = LineWriter(self._width, self.inks.plain).skip_to(2 + _LABEL + 2)
        return pen.write(text, self.inks.suspect if is_warning else self.inks.quiet).strip()

    def way(self, typed: str, does: str, column: int = _KEY) -> list[Strip]:
        """Write something that can be typed, and what it does, wrapped beside it."""
        lines = []
        for place, part in enumerate(_wrap(does, self._width - column - 4)):
            pen = LineWriter(self._width, self.inks.plain).skip_to(2)
            pen.column(typed if place == 0 else "", column, self.inks.strong)
            lines.append(pen.write(part, self.inks.quiet).strip())
        return lines

    def choices(self, texts: Sequence[str], chosen: int) -> list[Strip]:
        """Write numbered choices; the cursor stands at one of them."""
        look, lines = self.look, []
        for place, text in enumerate(texts):
            is_chosen = place == chosen
            pen = LineWriter(self._width, look.inks.plain).skip_to(2)
            pen.write(f"{look.glyphs.cursor} " if is_chosen else "  ", look.inks.accent)
            pen.write(f"{place + 1}  ", look.inks.accent)
            lines.append(pen.write(f" {text} ", look.inks.cursor if is_chosen else look.inks.plain).strip())
        return lines

    def part(self, text: str, *, is_wrong: bool = False) -> Strip:
        return titled(self.look, self._width, (text, self.inks.suspect if is_wrong else self.inks.strong))

    def points(self, points: Sequence[Point], wrong: frozenset[str] = frozenset()) -> list[Strip]:
        """Write how many points there are, and each by its number; a mark stands where one is wrong."""
        words = self.words
        count = words("setup.points-count", n=len(points)) if points else words("setup.points-none-yet")
        listed = sorted(points, key=lambda point: point.number)
        return [self.part(count), *(self._point(p, is_wrong=p.place in wrong) for p in listed)]

    def fault(self, fault: RowFault) -> list[Strip]:
        """Write a row that is wrong: its file and line, and the cure, wrapped."""
        inks, mark = self.look.inks, self.look.glyphs.lost
        left = _MARK + (cell_len(fault.place) + 2 if fault.place else 0)
        lines = []
        for place, part in enumerate(_wrap(fault_text(self.words, fault), self._width - left)):
            pen = LineWriter(self._width, inks.plain)
            if place == 0:
                pen.write(f"{mark} ", inks.suspect)
                pen.write(f"{fault.place}  " if fault.place else "", inks.strong)
            lines.append(pen.skip_to(left).write(part, inks.suspect).strip())
        return lines

    def bar(self, share: float, text: str) -> list[Strip]:
        """Write how much of something is done, and a sentence."""
        inks, spans = self.look.inks, self.look.glyphs.spans
        cells = max(10, self._width - 4)
        done = int(cells * min(1.0, max(0.0, share)))
        pen = LineWriter(self._width, inks.plain).skip_to(2)
        pen.write(spans.lasting * done, inks.accent).write(spans.ahead * (cells - done), inks.edge)
        return [pen.strip(), self.blank(), *self.paragraph(text)]

    def head(self, step: str) -> Strip:
        inks, title = self.look.inks, self.words("setup.title")
        pen = LineWriter(self._width, inks.plain).write(f" gbdt-console  {title} ", inks.strong)
        return pen.skip_to(self._width - cell_len(step) - 1).write(step, inks.quiet).strip()

    def hints(self, hints: Sequence[Hint]) -> Strip:
        pen = LineWriter(self._width, self.inks.plain)
        for key, code in hints:
            pen.write(f"  {self.words.named(f'key.{key}', key)}", self.inks.accent)
            pen.write(f" {self.words(code)}", self.inks.quiet)
        return pen.strip()

    def _point(self, point: Point, *, is_wrong: bool) -> Strip:
        """Write one point: a mark where it is wrong, number, name, addresses, and phone or driver."""
        address = point.address_range.removesuffix("/32")
        pen = LineWriter(self._width, self.inks.plain)
        pen.write(self.glyphs.lost if is_wrong else " ", self.inks.suspect)
        pen.column(str(point.number), _NUMBER - 1, self.inks.strong, right=True).skip_to(_NUMBER + _MARK)
        pen.column(point.name, _NAME, self.inks.plain).column(f" {address}", _RANGE, self.inks.plain)
        return pen.write(f" {point.phone or point.driver}", self.inks.quiet).strip()


def _wrap(text: str, width: int) -> list[str]:
    """Part a text into lines at its blanks; a path is parted only where it is too long."""
    return TextWrapper(max(20, width), break_on_hyphens=False).wrap(text)
