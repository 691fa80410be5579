"""Shows the keys of a screen and the marks of the wall."""

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.ui.actions import Action
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import fit

_KEY_WIDTH = 20
_FUNCTION_KEY = re.compile(r"f\d+")
_OPENS = ("app.show_wall", "app.open_screen")
"""The functions that lead to a screen; an acting key works only where its target is in sight."""


class HelpScreen(ModalScreen[None]):
    """Closes with Esc, or to the screen of a function key; the key that opened it opens the guide."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,Q", "app.pop_screen", id="help.close", show=False),
        Binding("question_mark,f1", "app.show_guide", id="help.guide", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: transparent; }
    HelpScreen > VerticalScroll { width: 78; max-width: 96%; height: auto; max-height: 94%; padding: 0 2;
        border: heavy $accent; background: $surface; scrollbar-size-vertical: 1; }
    HelpScreen Static { height: auto; }
    """

    def __init__(self, appearance: Appearance, actions: Sequence[Action]) -> None:
        super().__init__()
        self._appearance = appearance
        self._actions = actions
        for action in actions:
            for key in filter(_FUNCTION_KEY.fullmatch, action.keys):
                if action.method.startswith(_OPENS):
                    self._bindings.bind(key, f"app.leave_help({action.method!r})", show=False)

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._text())

    def _text(self) -> Text:
        appearance, text = self._appearance, Text()
        # Above the keys: the text is longer than most terminals, and its end is out of sight.
        heading = appearance.words("help.keys") + appearance.glyphs.separator + appearance.words("help.close")
        text.append(heading + "\n", style="bold")
        for action in self._actions:
            key = action.key_name(appearance.words) or appearance.words("help.palette_only")
            text.append(fit(key, _KEY_WIDTH), style=appearance.inks.accent)
            text.append(appearance.words(f"{action.code}.help") + "\n")
        text.append("\n" + appearance.words("help.marks") + "\n", style="bold")
        for state in PointState:
            text.append(
                fit(
                    f"{appearance.glyphs.states[state]} {appearance.words(f'screen.letter.{state.value}')}",
                    _KEY_WIDTH,
                )
            )
            text.append(appearance.words(f"screen.state.{state.value}.help") + "\n")
        glyphs = appearance.glyphs
        kinds = ((glyphs.device, "device"), (glyphs.meeting, "meeting"), (glyphs.work, "work"))
        for shape, code in kinds:
            text.append(fit(f"{shape} {appearance.words(f'screen.letter.{code}')}", _KEY_WIDTH))
            text.append(appearance.words(f"screen.state.{code}.help") + "\n")
        text.append_text(self._marks_of_alarms())
        return text

    def _marks_of_alarms(self) -> Text:
        appearance, text = self._appearance, Text()
        text.append("\n" + appearance.words("help.alarm_marks") + "\n", style="bold")
        for state, shape in appearance.glyphs.of_alarms.items():
            text.append(fit(shape, _KEY_WIDTH) + appearance.words(f"alarm.state.{state}") + "\n")
        for severity in reversed(Severity):
            text.append(fit(appearance.words(f"severity.letter.{severity}"), _KEY_WIDTH))
            text.append(appearance.words(f"severity.{severity}") + "\n")
        text.rstrip()
        return text
