"""Offers what is known already below a field, by number; what is typed filters it, or stands for itself."""

from rich.text import Text
from textual.widgets import Static

from gbdt_console.core.clean_text import fold
from gbdt_console.core.known_names import Known
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import safe


class KnownValues(Static):
    """Lists the values that the typed text may mean; the arrows light one."""

    DEFAULT_CSS = "KnownValues { margin: 0 0 1 2; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, look: Appearance, known: Known, first: str, most: int) -> None:
        """Offer what is known.

        first: what stands in the field at first: all is offered beside it
        most: lines at once
        """
        super().__init__()
        self.first, self._most = first, most
        self._look, self._known = look, known
        self._keys: list[str] = []
        self._typed: str | None = None
        self._lit: int | None = None
        self.display = False

    @property
    def is_filtered(self) -> bool:
        """Whether something was typed to find a value: only then arrows mean values and no fields."""
        return bool(self._typed)

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
        first = max(0, (self._lit or 0) - self._most + 1)
        text, inks = Text(no_wrap=True), self._look.inks
        for place, key in enumerate(self._keys[first : first + self._most], start=first):
            text.append("\n" if place > first else "")
            text.append(f"{key:>2}  ", inks.accent)
            text.append(safe(self._known[key]), inks.cursor if place == self._lit else inks.plain)
        left = len(self._keys) - first - self._most
        if left > 0:
            text.append(f"\n{self._look.words('form.more', n=left)}", inks.quiet)
        self.update(text)
        self.display = bool(self._keys)
