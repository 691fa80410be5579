"""The strip over any screen on which the autopilot shows the key that it presses, and why."""

from collections.abc import Collection

from rich.cells import cell_len
from textual.geometry import Region, Size
from textual.strip import Strip

from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.widgets.lines import Lines

_LINES = 5
_BELOW_ATTENTION, _ABOVE_HINTS = 3, 1
"""Lines that stay free at the screen's edges: header and attention, and the hints."""
_MARGIN = 3
"""Cells on both sides of the key."""


class TourStrip(Lines):
    """Covers lines above the key hints, or below the attention line, without changing the screen's layout.

    The key is drawn large, so that bystanders can read it.
    """

    DEFAULT_CSS = f"""
    TourStrip {{ layer: tour; dock: bottom; height: {_LINES}; margin: 0 0 {_ABOVE_HINTS} 0; }}
    TourStrip.-high {{ dock: top; margin: {_BELOW_ATTENTION} 0 0 0; }}
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="tour")
        self._key = self._sentence = ""
        self._is_touring = True

    @property
    def shown(self) -> tuple[str, str]:
        return self._key, self._sentence

    def show_key(self, key: str, sentence: str, *, is_touring: bool) -> None:
        """Show them; while the tour lasts also that any key ends it."""
        self._key, self._sentence, self._is_touring = key, sentence, is_touring
        self._draw()

    def leave_free(self, about: Collection[Region], screen: Size) -> None:
        """Stand where the fewest of those cells are covered, below where both places do alike.

        about: the cells that the sentence is about
        """
        high = Region(0, _BELOW_ATTENTION, screen.width, _LINES)
        low = Region(0, screen.height - _ABOVE_HINTS - _LINES, screen.width, _LINES)
        covered = [sum(place.intersection(region).area for region in about) for place in (low, high)]
        self.set_class(covered[1] < covered[0], "-high")

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width, inks, words = self.size.width, self.look.inks, self.look.words
        if not width:
            return
        cells = cell_len(self._key) + 4 if self._key else 0
        keycap = ("┏" + "━" * cells + "┓", "┃" + f"{self._key:^{cells}}" + "┃", "┗" + "━" * cells + "┛")
        title = words("tour.title") if self._is_touring else ""
        texts = (("", inks.plain), (self._sentence, inks.strong), (title, inks.quiet))
        lines = [LineWriter(width, inks.accent).write("━" * width, inks.accent).strip()]
        for cap, (text, ink) in zip(keycap, texts, strict=True):
            writer = LineWriter(width, inks.plain)
            writer.skip_to(_MARGIN)
            if self._key:
                writer.write(cap, inks.cursor)
                writer.skip_to(writer.at + _MARGIN)
            lines.append(writer.write(text, ink).strip())
        self.show([*lines, Strip.blank(width, inks.plain)])
