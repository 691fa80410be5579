"""Shows how the meeting stands, the keys of a screen and the marks of the wall."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.text.standing import standing_text
from gbdt_console.ui.actions import Action
from gbdt_console.ui.drawing.appearance import Appearance, Painter

_KEY_WIDTH = 13
"""Cells of a key's name; a row with more keys has two lines."""
_FUNCTION_KEY = re.compile(r"f\d+")
_OPENS = ("app.show_wall", "app.open_screen")
"""The functions that lead to a screen; an acting key works only where its target is in sight."""


class HelpScreen(Dialog[None], Painter):
    """Closes with Esc, or to the screen of a function key; the key that opened it opens the guide."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,Q", "app.pop_screen", id="help.close", show=False),
        Binding("question_mark,f1", "app.show_guide", id="help.guide", show=False),
    ]
    DEFAULT_CSS = "HelpScreen > VerticalScroll { width: 78; padding: 0 2; }"

    def __init__(self, appearance: Appearance, actions: Sequence[Action], snapshot: Snapshot | None) -> None:
        super().__init__()
        Painter.__init__(self, appearance)
        self._actions, self._snapshot = actions, snapshot
        for action in actions:
            for key in filter(_FUNCTION_KEY.fullmatch, action.keys):
                if action.method.startswith(_OPENS):
                    self._bindings.bind(key, f"app.leave_help({action.method!r})", show=False)

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(Group(*self._parts()))

    def _parts(self) -> Iterator[RenderableType]:
        words = self.look.words
        if self._snapshot is not None:
            yield Text(f"{standing_text(words, self._snapshot)}\n", "bold")
        # Above the keys: the text is longer than most terminals, and its end is out of sight.
        yield Text(self.look.glyphs.separator.join((words("help.keys"), words("help.close"))), "bold")
        ink = self.look.inks.accent
        yield _rows(
            (Text(action.key_name(words) or words("help.palette_only"), ink), words(f"{action.code}.help"))
            for action in self._actions
        )
        yield Text("\n" + words("help.marks"), "bold")
        yield _rows(self._marks())
        yield Text("\n" + words("help.alarm_marks"), "bold")
        yield _rows(self._marks_of_alarms())

    def _marks(self) -> Iterator[tuple[Text, str]]:
        words, glyphs = self.look.words, self.look.glyphs
        shapes = [(glyphs.states[state], state.value) for state in PointState]
        shapes += [(glyphs.device, "device"), (glyphs.meeting, "meeting"), (glyphs.work, "work")]
        for shape, code in shapes:
            yield Text(f"{shape} {words(f'screen.letter.{code}')}"), words(f"screen.state.{code}.help")

    def _marks_of_alarms(self) -> Iterator[tuple[Text, str]]:
        for state, shape in self.glyphs.of_alarms.items():
            yield Text(shape), self.words(f"alarm.state.{state}")
        for severity in reversed(Severity):
            yield Text(self.words(f"severity.letter.{severity}")), self.words(f"severity.{severity}")


def _rows(rows: Iterable[tuple[Text, str]]) -> Table:
    """Return a key or mark and its meaning a row; what does not fit stands below the meaning."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=_KEY_WIDTH)
    table.add_column()
    for mark, meaning in rows:
        table.add_row(mark, Text(meaning))
    return table
