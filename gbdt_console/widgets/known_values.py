"""Offers what is known already below a field, by number; what is typed filters it, or stands for itself."""

from collections.abc import Iterable, Mapping

from rich.text import Text
from textual.widgets import Static

from gbdt_console.core.clean_text import fold
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import safe

_MOST_LINES = 5
"""Limits the lines below a field: more would hide the fields behind it on a terminal of 24 lines."""

Known = Mapping[str, str]
"""What a field may hold, by the number that stands before it."""


def numbered(values: Iterable[str]) -> Known:
    """Number values, each once, in their order; empty ones are none."""
    return {str(n): value for n, value in enumerate(dict.fromkeys(filter(None, values)), start=1)}


class KnownValues(Static):
    """Lists the values that the typed text may mean; the arrows light one."""

    DEFAULT_CSS = "KnownValues { margin: 0 0 1 2; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, look: Appearance, known: Known, first: str) -> None:
        """`first` is what stands in the field at first: all is offered beside it."""
        super().__init__()
        self.first = first
        self._look, self._known = look, known
        self._keys: list[str] = []
        self._typed: str | None = None
        self._lit: int | None = None
        self.display = False

    def meant(self, typed: str) -> str:
        """Return the value that is lit, else the one of the typed number, else the typed text."""
        if self._lit is not None:
            return self._known[self._keys[self._lit]]
        return typed if typed == self.first else self._known.get(typed, typed)

    def show(self, typed: str) -> bool:
        """List what fits the typed text; return whether that changed what stands there."""
        if self.display and typed == self._typed:
            return False
        key, self._typed, self._lit = fold(typed), typed, None
        self._keys = [n for n, value in self._known.items() if n.startswith(key) or key in fold(value)]
        self._draw()
        return True

    def move(self, step: int) -> bool:
        """Light the line `step` below; return whether there is one."""
        at = -1 if self._lit is None else self._lit
        if not 0 <= at + step < len(self._keys):
            return False
        self._lit = at + step
        self._draw()
        return True

    def _draw(self) -> None:
        first = max(0, (self._lit or 0) - _MOST_LINES + 1)
        text, inks = Text(no_wrap=True), self._look.inks
        for place, key in enumerate(self._keys[first : first + _MOST_LINES], start=first):
            text.append("\n" if place > first else "")
            text.append(f"{key:>2}  ", inks.accent)
            text.append(safe(self._known[key]), inks.cursor if place == self._lit else inks.plain)
        left = len(self._keys) - first - _MOST_LINES
        if left > 0:
            text.append(f"\n{self._look.words('form.more', n=left)}", inks.quiet)
        self.update(text)
        self.display = bool(self._keys)
