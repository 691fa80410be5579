"""The menu of the phase as lines: gaps, then three columns of numbered verbs with the highlighted one lit."""

from rich.text import Text

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.ui.cursor import ARROWS, SIDES
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import crop, fit, safe

_GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class MenuLine:
    """One thing to do.

    key: what the menu gives for it
    hint: the key that does it without the menu; empty where none is told
    help: what it does, in a sentence
    is_idle: whether it would do nothing now; told by its ink, by brackets where the ink cannot tell it
    pressed: Textual's names of the keys that choose it here
    """

    key: str
    label: str
    hint: str
    help: str
    pressed: tuple[str, ...] = ()
    is_idle: bool = False
    is_acting: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """What the menu shows.

    standing: how the meeting stands, in a sentence
    columns: headings, and the lines below them
    """

    title: str
    standing: str
    gaps: tuple[MenuLine, ...]
    columns: tuple[tuple[str | MenuLine, ...], ...]


class MenuLines(Painter):
    """Keeps the highlighted line, and the digits typed so far."""

    def __init__(self, look: Appearance, menu: Menu) -> None:
        super().__init__(look)
        self._menu = menu
        self._parts = [
            list(menu.gaps),
            *([row for row in one if not isinstance(row, str)] for one in menu.columns),
        ]
        self._lines = [line for part in self._parts for line in part]
        self._begins = [sum(map(len, self._parts[:place])) for place in range(len(self._parts))]
        self._at, self._typed = 0, ""

    @property
    def highlighted(self) -> MenuLine | None:
        return self._lines[self._at] if self._lines else None

    def chosen(self, key: str) -> MenuLine | None:
        """Return the line that a key chooses; None where it chooses none."""
        if key == "enter":
            return self.highlighted
        return next((line for line in self._lines if key.lower() in line.pressed), None)

    def number_of(self, id_: str) -> str:
        """Return the number of the line that does the action of that id; empty where none does."""
        keys = [line.key.rpartition("/")[2] for line in self._lines]
        return str(keys.index(id_) + 1) if id_ in keys else ""

    def move(self, key: str) -> bool:
        """Move the highlight by an arrow or to a typed number; return whether the key means that."""
        if key.isdecimal():
            typed = next((text for text in (self._typed + key, key) if 0 < int(text) <= len(self._lines)), "")
            self._typed, self._at = typed, int(typed) - 1 if typed else self._at
            return True
        self._typed = ""
        if key in ARROWS:
            self._at = (self._at + ARROWS[key]) % max(1, len(self._lines))
        elif key in SIDES:
            self._go_aside(SIDES[key])
        return key in ARROWS or key in SIDES

    def _go_aside(self, step: int) -> None:
        """Go to the column beside, at the same height; the gaps stand above the first."""
        begins = self._begins
        part = max(place for place, begin in enumerate(begins) if begin <= self._at and self._parts[place])
        wanted = max(part, 1) + step if part or step < 0 else 1
        if 0 < wanted < len(self._parts) and self._parts[wanted]:
            height = self._at - begins[part] if part else 0
            self._at = begins[wanted] + min(height, len(self._parts[wanted]) - 1)

    def text(self, width: int) -> Text:
        """Return everything, `width` cells wide."""
        text = Text(no_wrap=True, overflow="crop")
        if self._menu.standing:
            text.append(crop(self._menu.standing, width) + "\n", self.inks.strong)
        for number, line in enumerate(self._menu.gaps):
            self._write(text, line, number, width)
            text.append("\n")
        count = max(1, len(self._menu.columns))
        cells = (width - _GAP * (count - 1)) // count
        numbers = self._begins[1:]
        for place in range(max((len(column) for column in self._menu.columns), default=0)):
            for at, column in enumerate(self._menu.columns):
                row = column[place] if place < len(column) else ""
                if isinstance(row, str):
                    text.append(fit(row, cells), self.inks.quiet)
                else:
                    self._write(text, row, numbers[at], cells)
                    numbers[at] += 1
                text.append(" " * _GAP if at + 1 < count else "\n")
        if self.highlighted is not None:
            idle = self.words("menu.idle") if self.highlighted.is_idle else ""
            text.append(crop(f"{self.glyphs.to} {idle}{self.highlighted.help}", width), self.inks.suspect)
        return text

    def line_of_highlight(self) -> int:
        """Return the line of the text in which the highlighted one stands."""
        above = 1 if self._menu.standing else 0
        if self._at < len(self._menu.gaps):
            return above + self._at
        for column, begin in zip(self._menu.columns, self._begins[1:], strict=True):
            places = [place for place, row in enumerate(column) if not isinstance(row, str)]
            if 0 <= self._at - begin < len(places):
                return above + len(self._menu.gaps) + places[self._at - begin]
        return 0

    def _write(self, text: Text, line: MenuLine, place: int, cells: int) -> None:
        is_lit = place == self._at
        head, tail = f"{place + 1:>2} ", f" {line.hint}" if line.hint else ""
        is_marked = line.is_idle and (is_lit or self.inks.quiet == self.inks.plain)
        label = safe(f"({line.label})" if is_marked else line.label)
        label = fit(label, cells - len(head) - len(tail))
        plain = self.inks.quiet if line.is_idle else self.inks.plain
        text.append(head, self.inks.cursor if is_lit else self.inks.accent)
        text.append(label, self.inks.cursor if is_lit else plain)
        text.append(tail, self.inks.cursor if is_lit else self.inks.accent)
