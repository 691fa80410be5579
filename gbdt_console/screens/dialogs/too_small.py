"""Covers the screen while the terminal is too small to be trusted."""

from collections.abc import Iterator

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from gbdt_console.text.standing import standings
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import safe
from gbdt_console.ui.view import View
from gbdt_console.widgets.site_text import SiteText

LEAST_WIDTH, LEAST_HEIGHT = 80, 24
"""Cells that every screen is laid out for at least: the size of a classic terminal."""
_OTHER_LINES = 7
"""Lines beside those of the sites: how the meeting stands, what the size must be, and the space between."""


def is_too_small(width: int, height: int) -> bool:
    """Return whether the console's screens cannot be trusted to show what matters."""
    return width < LEAST_WIDTH or height < LEAST_HEIGHT


class TooSmallScreen(ModalScreen[None]):
    """Covers the screen below: a wall cut off at its edge would look whole.

    It says in a sentence how the meeting stands, and which sites are in trouble: a telephone is no wider.
    """

    DEFAULT_CSS = """
    TooSmallScreen { align: center middle; background: $background; }
    TooSmallScreen Static { width: auto; max-width: 100%; height: auto; }
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.look, self._text = appearance, SiteText(appearance)

    def compose(self) -> ComposeResult:
        yield Static()

    def on_mount(self) -> None:
        self.show(None)

    def show(self, view: View | None) -> None:
        """Show what that View says; of an old one, or without any, the size alone."""
        lines = [] if view is None or view.is_frozen else [*self._standing(view), ""]
        small = self.look.words("screen.too_small", width=LEAST_WIDTH, height=LEAST_HEIGHT)
        self.query_one(Static).update(Text("\n".join([*lines, small]), justify="center"))

    def _standing(self, view: View) -> Iterator[str]:
        words, room = self.look.words, max(1, self.app.size.height - _OTHER_LINES)
        yield from standings(words, view.snapshot)
        troubled = view.in_trouble
        for site in troubled[: room if len(troubled) <= room else room - 1]:
            yield safe(f"{site.number} {site.name}: {self._text.state(view.site(site))}")
        if len(troubled) > room:
            yield words("checklist.more-sites", n=len(troubled) - room + 1)
