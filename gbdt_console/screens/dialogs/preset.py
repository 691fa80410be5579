"""Asks for a camera preset by one key, which goes no further."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from gbdt_console.core.rooms.room import RoomView
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import safe

_HIGHEST_DIGIT = 9
"""Limits the presets that one key names."""


class PresetScreen(Dialog[int | None], Painter):
    """Gives the preset of the pressed key, or None.

    Enter means the floor's preset, where one is set; a digit means itself.

    The dialog takes every key, so that a late digit never becomes a site's number.
    """

    AUTO_FOCUS = None
    DEFAULT_CSS = "PresetScreen > Vertical { width: 72; }"

    def __init__(self, appearance: Appearance, site: str, room: RoomView) -> None:
        super().__init__()
        Painter.__init__(self, appearance)
        self._site = site
        self._room = room

    def compose(self) -> ComposeResult:
        words, inks, room = self.look.words, self.look.inks, self._room
        text = Text(safe(words("room.preset.question", site=self._site)) + "\n\n", style="bold")
        for number, name in room.preset_names:
            if number <= _HIGHEST_DIGIT:
                text.append(f"{number}  {safe(name)}\n", style=inks.strong)
        if room.floor_preset is None:
            keys = words("room.preset.keys")
        else:
            keys = words("room.preset.keys-floor", preset=room.preset_called(room.floor_preset))
        text.append(
            ("\n" if room.preset_names else "") + "\n".join(map(safe, keys.splitlines())), style=inks.plain
        )
        with Vertical():
            yield Static(text)

    def take_key(self, key: str) -> bool:
        if key.isdigit():
            self.dismiss(int(key))
        else:
            self.dismiss(self._room.floor_preset if key == "enter" else None)
        return True
