"""Asks before leaving, says what goes on, and starts on staying."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from gbdt_console.core.clock import Clock
from gbdt_console.ui.look import Look

DEAF_S = 0.3


class QuitScreen(ModalScreen[bool]):
    """Gives True to leave. Keys that arrive within DEAF_S were meant for the screen before."""

    AUTO_FOCUS = "#stay"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stay", id="quit.stay", show=False),
        Binding("left,up", "app.focus_previous", id="quit.previous", show=False),
        Binding("right,down", "app.focus_next", id="quit.next", show=False),
    ]
    DEFAULT_CSS = """
    QuitScreen { align: center middle; background: transparent; }
    QuitScreen > Vertical { width: 64; max-width: 95%; height: auto; border: heavy $accent; padding: 1 2;
        background: $surface; }
    QuitScreen Static { height: auto; margin-bottom: 1; }
    QuitScreen Horizontal { height: auto; align-horizontal: center; }
    QuitScreen Button { margin: 0 1; min-width: 12; }
    QuitScreen Button, QuitScreen Button:focus { background: $surface; background-tint: transparent; }
    """

    def __init__(self, look: Look, clock: Clock, *, engine_stays: bool) -> None:
        super().__init__()
        self._words = look.words
        self._clock = clock
        self._engine_stays = engine_stays
        self._opened_s = clock.monotonic()

    def compose(self) -> ComposeResult:
        words = self._words
        with Vertical():
            yield Static(Text(words("quit.question"), style="bold"))
            yield Static(Text(words("quit.engine_stays" if self._engine_stays else "quit.engine_stops")))
            with Horizontal():
                yield Button(Text(f"  {words('quit.stay')}  "), id="stay", compact=True)
                yield Button(Text(f"  {words('quit.leave')}  "), id="leave", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "stay":
            self.dismiss(False)
        elif self._clock.monotonic() - self._opened_s >= DEAF_S:
            self.dismiss(True)

    def action_stay(self) -> None:
        self.dismiss(False)
