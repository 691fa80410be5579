"""Asks before something that interrupts people: names the consequence, starts on Cancel."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from gbdt_console.core.clock import Clock
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import safe

DEAF_S = 0.3
"""Seconds in which no key confirms: keys typed ahead arrive within that time over a slow line."""


class ConfirmScreen(Dialog[bool]):
    """Gives True to go on.

    Keys that arrive within DEAF_S were meant for the screen before.
    """

    AUTO_FOCUS = "#stay"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stay", id="confirm.stay", show=False),
        Binding("left,up", "app.focus_previous", id="confirm.previous", show=False),
        Binding("right,down", "app.focus_next", id="confirm.next", show=False),
    ]
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; background: transparent; }
    ConfirmScreen > Vertical { width: 64; max-width: 95%; height: auto; border: heavy $accent; padding: 1 2;
        background: $surface; }
    ConfirmScreen Static { height: auto; margin-bottom: 1; }
    ConfirmScreen Horizontal { height: auto; align-horizontal: center; }
    ConfirmScreen Button { margin: 0 1; min-width: 12; }
    ConfirmScreen Button, ConfirmScreen Button:focus { background: $surface; background-tint: transparent; }
    """

    def __init__(self, clock: Clock, question: str, consequence: str, *, stay: str, go: str) -> None:
        """`stay` and `go` are the words on the buttons."""
        super().__init__()
        self._clock = clock
        self._texts = question, consequence
        self._buttons = stay, go
        self._opened_s = clock.monotonic()

    def compose(self) -> ComposeResult:
        question, consequence = map(safe, self._texts)
        stay, go = self._buttons
        with Vertical():
            yield Static(Text(question, style="bold"))
            yield Static(Text(consequence))
            with Horizontal():
                yield Button(Text(f"  {stay}  "), id="stay", compact=True)
                yield Button(Text(f"  {go}  "), id="go", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "stay":
            self.dismiss(False)
        elif self._clock.monotonic() - self._opened_s >= DEAF_S:
            self.dismiss(True)

    def action_stay(self) -> None:
        self.dismiss(False)


class QuitScreen(ConfirmScreen):
    """Asks before leaving, and names what goes on; gives True to leave."""

    def __init__(self, appearance: Appearance, clock: Clock, consequence: str) -> None:
        """`consequence` is the code of what leaving means."""
        words = appearance.words
        stay, go = words("quit.stay"), words("quit.leave")
        super().__init__(clock, words("quit.question"), words(consequence), stay=stay, go=go)
