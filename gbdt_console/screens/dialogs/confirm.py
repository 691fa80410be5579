"""Asks before something that interrupts people: names the consequence, starts on Cancel."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import safe

_BEFORE, _AFTER = ("left", "up", "shift+tab"), ("right", "down", "tab")


class ConfirmScreen(Dialog[bool]):
    """Gives True to go on; it takes no key typed ahead."""

    AUTO_FOCUS = "#stay"
    DEFAULT_CSS = """
    ConfirmScreen > Vertical { width: 64; max-width: 95%; }
    ConfirmScreen Static { margin-bottom: 1; }
    ConfirmScreen Horizontal { height: auto; align-horizontal: center; }
    ConfirmScreen Button { margin: 0 1; min-width: 12; }
    ConfirmScreen Button, ConfirmScreen Button:focus { background: $surface; background-tint: transparent; }
    """

    def __init__(self, question: str, consequence: str, *, stay: str, go: str) -> None:
        """`stay` and `go` are the words on the buttons."""
        super().__init__()
        self._texts = question, consequence
        self._buttons = stay, go

    def compose(self) -> ComposeResult:
        question, consequence = ("\n".join(map(safe, text.splitlines())) for text in self._texts)
        stay, go = self._buttons
        with Vertical():
            yield Static(Text(question, style="bold"))
            yield Static(Text(consequence))
            with Horizontal():
                yield Button(Text(f"  {stay}  "), id="stay", compact=True)
                yield Button(Text(f"  {go}  "), id="go", compact=True)

    def is_deaf(self, key: str) -> bool:
        return True

    def take_key(self, key: str) -> bool:
        if key in _BEFORE:
            self.focus_previous()
        elif key in _AFTER:
            self.focus_next()
        elif key in ("escape", "enter"):
            is_go = key == "enter" and self.focused is not None and self.focused.id == "go"
            self.dismiss(is_go)
        return True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "go")


class QuitScreen(ConfirmScreen):
    """Asks before leaving, and names what goes on; gives True to leave."""

    def __init__(self, appearance: Appearance, consequence: str) -> None:
        """`consequence` is the code of what leaving means."""
        words = appearance.words
        stay, go = words("quit.stay"), words("quit.leave")
        super().__init__(words("quit.question"), words(consequence), stay=stay, go=go)
