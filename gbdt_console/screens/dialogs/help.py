"""The keys of the screen one is on and the marks of the wall, from the action table."""

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


class HelpScreen(ModalScreen[None]):
    """Closes with Esc or the key that opened it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,Q", "app.pop_screen", id="help.close", show=False)
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: transparent; }
    HelpScreen > VerticalScroll { width: 78; max-width: 96%; height: auto; max-height: 94%; padding: 0 2;
        border: heavy $accent; background: $surface; scrollbar-size-vertical: 1; }
    HelpScreen Static { height: auto; }
    """

    def __init__(self, look: Appearance, actions: Sequence[Action]) -> None:
        super().__init__()
        self._look = look
        self._actions = actions

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._text())

    def _text(self) -> Text:
        look, text = self._look, Text()
        text.append(look.words("help.keys") + "\n", style="bold")
        for action in self._actions:
            key = action.key_name(look.words) or look.words("help.palette_only")
            text.append(fit(key, _KEY_WIDTH), style=look.inks.accent)
            text.append(look.words(f"{action.code}.help") + "\n")
        text.append("\n" + look.words("help.marks") + "\n", style="bold")
        for state in PointState:
            text.append(
                fit(f"{look.glyphs.states[state]} {look.words(f'screen.letter.{state.value}')}", _KEY_WIDTH)
            )
            text.append(look.words(f"screen.state.{state.value}.help") + "\n")
        for shape, code in ((look.glyphs.device, "device"), (look.glyphs.work, "work")):
            text.append(fit(f"{shape} {look.words(f'screen.letter.{code}')}", _KEY_WIDTH))
            text.append(look.words(f"screen.state.{code}.help") + "\n")
        text.append_text(self._marks_of_alarms())
        text.append(look.words("help.close"), style="bold")
        return text

    def _marks_of_alarms(self) -> Text:
        look, text = self._look, Text()
        text.append("\n" + look.words("help.alarm_marks") + "\n", style="bold")
        for state, shape in look.glyphs.of_alarms.items():
            text.append(fit(shape, _KEY_WIDTH) + look.words(f"alarm.state.{state}") + "\n")
        for severity in reversed(Severity):
            text.append(fit(look.words(f"severity.letter.{severity}"), _KEY_WIDTH))
            text.append(look.words(f"severity.{severity}") + "\n")
        return text.append("\n")
