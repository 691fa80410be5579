"""The strip over any screen on which the autopilot shows the key that it presses, and why."""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.widgets.lines import Lines

_MARGIN = 3
"""Cells on both sides of the key."""


class TourStrip(Lines):
    """Covers the lines above the key hints, without changing the screen's layout.

    The key is drawn large, so that bystanders can read it.
    """

    DEFAULT_CSS = "TourStrip { layer: tour; dock: bottom; height: 5; margin: 0 0 1 0; }"

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="tour")
        self._key = self._sentence = ""

    @property
    def shown(self) -> tuple[str, str]:
        """The key and the sentence that are shown."""
        return self._key, self._sentence

    def show_key(self, key: str, sentence: str) -> None:
        """Show a key, if there is one, and a sentence."""
        self._key, self._sentence = key, sentence
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width, inks, words = self.size.width, self._appearance.inks, self._appearance.words
        if not width:
            return
        cells = cell_len(self._key) + 4 if self._key else 0
        keycap = ("┏" + "━" * cells + "┓", "┃" + f"{self._key:^{cells}}" + "┃", "┗" + "━" * cells + "┛")
        texts = (("", inks.plain), (self._sentence, inks.strong), (words("tour.title"), inks.quiet))
        lines = [LineWriter(width, inks.accent).write("━" * width, inks.accent).strip()]
        for cap, (text, ink) in zip(keycap, texts, strict=True):
            writer = LineWriter(width, inks.plain)
            writer.skip_to(_MARGIN)
            if self._key:
                writer.write(cap, inks.cursor)
                writer.skip_to(writer.at + _MARGIN)
            lines.append(writer.write(text, ink).strip())
        self.show([*lines, Strip.blank(width, inks.plain)])
