"""Asks for a camera preset by one key, which goes no further."""

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import safe


class PresetScreen(Dialog[int | None]):
    """Gives the preset of the pressed key, or None.

    Enter means the floor's preset, where one is set; a digit means itself.

    The dialog takes every key, so that a late digit never becomes a site's number.
    """

    AUTO_FOCUS = None
    DEFAULT_CSS = """
    PresetScreen { align: center middle; background: transparent; }
    PresetScreen > Vertical { width: 72; max-width: 96%; height: auto; padding: 1 2; border: heavy $accent;
        background: $surface; }
    PresetScreen Static { height: auto; }
    """

    def __init__(self, appearance: Appearance, site: str, floor_preset: int | None) -> None:
        super().__init__()
        self._appearance = appearance
        self._site = site
        self._floor_preset = floor_preset

    def compose(self) -> ComposeResult:
        words = self._appearance.words
        text = Text(safe(words("room.preset.question", site=self._site)) + "\n\n", style="bold")
        if self._floor_preset is None:
            text.append(words("room.preset.keys"), style=self._appearance.inks.plain)
        else:
            keys = words("room.preset.keys-floor", preset=self._floor_preset)
            text.append(keys, style=self._appearance.inks.plain)
        with Vertical():
            yield Static(text)

    def on_key(self, event: events.Key) -> None:
        event.stop()  # else it would go on to the screen that is there once this one is gone
        if event.key.isdigit():
            self.dismiss(int(event.key))
        else:
            self.dismiss(self._floor_preset if event.key == "enter" else None)
