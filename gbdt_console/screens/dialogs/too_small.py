"""Covers the screen while the terminal is too small to be trusted."""

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from gbdt_console.ui.drawing.appearance import Appearance

LEAST_WIDTH, LEAST_HEIGHT = 80, 24
"""Cells that every screen is laid out for at least: the size of a classic terminal."""


def is_too_small(width: int, height: int) -> bool:
    """Return whether the console's screens cannot be trusted to show what matters."""
    return width < LEAST_WIDTH or height < LEAST_HEIGHT


class TooSmallScreen(ModalScreen[None]):
    """Covers the screen below; a wall cut off at its edge would look whole."""

    DEFAULT_CSS = """
    TooSmallScreen { align: center middle; background: $background; }
    TooSmallScreen Static { width: auto; height: auto; }
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.look = appearance

    def compose(self) -> ComposeResult:
        text = self.look.words("screen.too_small", width=LEAST_WIDTH, height=LEAST_HEIGHT)
        yield Static(Text(text, justify="center"))
