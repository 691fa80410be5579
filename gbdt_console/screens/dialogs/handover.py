"""Shows what a shift hands over, and asks who takes it; Esc changes nothing."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from gbdt_console.core.people import OperatorName
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.text.handover.handover_text import HandoverWords
from gbdt_console.ui.cursor import ARROWS
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import safe

SIGN = "sign"
"""Given where the operator who is on duty here signs."""
_MOST = 9
"""Operators that have a key."""
_SCROLLS = ARROWS | {"pageup": -10, "pagedown": 10}


class HandoverScreen(Dialog[str | None], Painter):
    """Gives the id of the operator who takes the shift over, or SIGN.

    Enter signs, so that it takes none typed ahead; a digit only asks for the PIN.
    """

    AUTO_FOCUS = None
    DEFAULT_CSS = """
    HandoverScreen > Vertical { width: 116; max-width: 98%; padding: 0 1; }
    HandoverScreen VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    HandoverScreen #keys { height: auto; dock: bottom; }
    """

    def __init__(self, appearance: Appearance, snapshot: Snapshot, *, may_sign: bool) -> None:
        """`may_sign` says whether this console may take a shift over."""
        super().__init__()
        Painter.__init__(self, appearance)
        self._snapshot = snapshot
        self._may_sign = may_sign
        self._operators: Sequence[OperatorName] = snapshot.operators[:_MOST] if may_sign else ()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._keys(), id="keys")
            with VerticalScroll(can_focus=False):
                yield Static(self._page())

    def is_deaf(self, key: str) -> bool:
        return key == "enter"

    def take_key(self, key: str) -> bool:
        if key == "escape":
            self.dismiss(None)
        elif key in _SCROLLS:
            self.query_one(VerticalScroll).scroll_relative(y=_SCROLLS[key], animate=False)
        elif key == "enter" and self._may_sign:
            self.dismiss(SIGN)
        elif key.isdigit() and 0 < int(key) <= len(self._operators):
            self.dismiss(self._operators[int(key) - 1].id)
        return True

    def _page(self) -> Text:
        look, snapshot = self.look, self._snapshot
        words, inks = look.words, look.inks
        text = HandoverWords(words, look.formats, snapshot)
        page = Text(f"{words('handover.title', time=look.formats.time(snapshot.at_utc))}\n", style="bold")
        page.append(safe(text.last()) + "\n", style=inks.quiet)
        for heading, lines in text.parts():
            page.append(f"\n{heading}\n", style=inks.strong)
            for line, is_late in lines:
                page.append(f" {safe(line)}\n", style=inks.poor if is_late else inks.plain)
        return page

    def _keys(self) -> Text:
        words, inks = self.look.words, self.look.inks
        text = Text()
        for n, operator in enumerate(self._operators, start=1):
            text.append(f" {n}  ", style=inks.accent)
            text.append(f"{safe(operator.name)}\n", style=inks.plain)
        if self._operators:
            text.append(f" {words('handover.keys-switch')}  ", style=inks.quiet)
        text.append(
            " " + words("handover.keys-sign" if self._may_sign else "handover.keys"), style=inks.quiet
        )
        return text
