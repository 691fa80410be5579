"""Asks a question with numbered choices; Esc chooses none."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.ui.cursor import ARROWS
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import fit, safe

Option = tuple[str, str, str]
"""Key, label and the value given; without a key it has a digit on its page."""
Question = tuple[str, Sequence[Option]]
"""What is asked, and the choices."""
_PAGE = 9
"""Choices by a digit that are shown at once."""
_TURN = "0"
"""The key that shows the next of them, where there are more."""
_OPENING = ("f2", "f3", "f4", "f5", "f6", "f7", "f8", "j")
"""Keys of screens: they leave a menu that has no such choice, and open their screen."""
_MOST_LINES = 12
"""Limits the choices in one column: question, keys and frame take the other lines of a terminal of 24."""
_COLUMN = 32
"""Cells of key and label in the left column of a dialog 76 cells wide."""


class ChoiceScreen(Dialog[str | None], Painter):
    """Gives the value behind the pressed key, or that which the arrows lit behind Enter, or None.

    Nothing is lit before an arrow: the rhythm of the keys chooses nothing. The key of a screen opens it.
    """

    AUTO_FOCUS = None

    def __init__(
        self, appearance: Appearance, question: str, choices: Sequence[Option], *, takes_ahead: bool = True
    ) -> None:
        """Make a menu.

        question: its lines are parted by a line feed
        choices: key, label and the value given
        takes_ahead: whether a key that was typed ahead chooses too
        """
        super().__init__()
        self._takes_ahead = takes_ahead
        Painter.__init__(self, appearance)
        self._question = question
        self._choices = [choice for choice in choices if choice[0]]
        self._numbered = [choice for choice in choices if not choice[0]]
        self._first = 0
        self._lit: int | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._text())

    def _text(self) -> Text:
        question = "\n".join(map(safe, self._question.split("\n")))
        text = Text(f"{question}\n\n", style="bold")
        lit = None if self._lit is None else self._shown()[self._lit]
        for left, right in self._lines():
            self._write(text, left, _COLUMN if right else 0, is_lit=left == lit)
            if right:
                self._write(text, right, 0, is_lit=right == lit)
            text.append("\n")
        text.append("\n" + self.words("choice.keys"))
        return text

    def _shown(self) -> list[Option]:
        """Return the choices that stand there now, each with its key."""
        first, count = self._first, len(self._numbered)
        page = self._numbered[first : first + _PAGE]
        shown = [(str(n), label, given) for n, (_, label, given) in enumerate(page, start=1)]
        if count > _PAGE:
            facts = {"first": first + 1, "last": first + len(page), "count": count}
            shown.append((_TURN, self.words("choice.turn", **facts), ""))
        return [*shown, *self._choices]

    def _lines(self) -> Sequence[tuple[Option, Option | None]]:
        """Return one choice a line, or two where one column would not fit 24 lines."""
        choices = self._shown()
        if len(choices) <= _MOST_LINES:
            return [(choice, None) for choice in choices]
        half = (len(choices) + 1) // 2
        rest = (*choices[half:], None)
        return list(zip(choices[:half], rest, strict=False))

    def _write(self, text: Text, choice: Option, cells: int, *, is_lit: bool) -> None:
        """Write key and label, padded to at least `cells`."""
        key, label, _ = choice
        name = self.words.named(f"key.{key}", key)
        text.append(f"  {name}  ", style=self.inks.accent)
        label = safe(label)
        ink = self.inks.cursor if is_lit else self.inks.plain
        text.append(fit(label, cells - len(name)) if cells else label, style=ink)

    def is_deaf(self, key: str) -> bool:
        return not self._takes_ahead

    def take_key(self, key: str) -> bool:
        shown = self._shown()
        if key == "enter" and self._lit is not None:
            key = shown[self._lit][0]
        given = next((given for name, _, given in shown if name == key), None)
        if key == _TURN and len(self._numbered) > _PAGE:
            self._first = self._first + _PAGE if self._first + _PAGE < len(self._numbered) else 0
            self._lit = None
            self.query_one(Static).update(self._text())
        elif key in ARROWS and shown:
            at = (-1 if ARROWS[key] > 0 else 0) if self._lit is None else self._lit
            self._lit = (at + ARROWS[key]) % len(shown)
            self.query_one(Static).update(self._text())
        elif given is not None:
            self.dismiss(given)
        elif key == "escape":
            self.leave()
        elif key in _OPENING:
            self.dismiss(None)
            return False
        return True
