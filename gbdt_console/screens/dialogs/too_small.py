"""Says that the terminal is too small, over whatever is open, until it is large enough."""

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from gbdt_console.ui.drawing.appearance import Appearance

LEAST_WIDTH, LEAST_HEIGHT = 80, 24


def is_too_small(width: int, height: int) -> bool:
    """Whether the console's screens cannot be trusted to show what matters."""
    return width < LEAST_WIDTH or height < LEAST_HEIGHT


class TooSmallScreen(ModalScreen[None]):
    """Covers the screen below: a wall cut off at its edge would look whole."""

    DEFAULT_CSS = """
    TooSmallScreen { align: center middle; background: $background; }
    TooSmallScreen Static { width: auto; height: auto; }
    """

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._look = look

    def compose(self) -> ComposeResult:
        text = self._look.words("screen.too_small", width=LEAST_WIDTH, height=LEAST_HEIGHT)
        yield Static(Text(text, justify="center"))
