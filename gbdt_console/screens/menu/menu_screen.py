"""Shows the menu of the phase (F1); behind it the keys of a screen and all marks, then the guide."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.menu.menu_maker import MenuMaker
from gbdt_console.ui.actions import Action, first_day
from gbdt_console.ui.drawing.appearance import Painter
from gbdt_console.ui.drawing.line_writer import safe
from gbdt_console.widgets.menu_lines import MenuLine, MenuLines

_KEY_WIDTH = 13
"""Cells of a key's name; a row with more keys has two lines."""
_WIDEST, _FRAME = 118, 4
"""Cells of the whole menu, and of its border and padding."""
_TURNS = ("f1", "question_mark")


class MenuScreen(Dialog[str | None], Painter):
    """Gives '<screen>/<action>' of what is chosen in the menu, or by the key of a screen, or None.

    Nothing is chosen by a key typed ahead: its name was not on the screen yet.
    """

    names_keys = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,Q", "close", id="help.close", show=False)]
    DEFAULT_CSS = f"""
    MenuScreen > VerticalScroll {{
        width: 100%; max-width: {_WIDEST}; padding: 0 1; border-title-style: bold;
    }}
    """

    def __init__(
        self,
        live: LiveScreen,
        actions: Sequence[Action],
        rows: Mapping[str, Sequence[Action]],
        snapshot: Snapshot | None,
    ) -> None:
        """Make it for the screen shown.

        actions: what that screen offers now; rows: what each screen does, by its name
        """
        super().__init__()
        Painter.__init__(self, live.appearance)
        menu = MenuMaker(self.look, rows).make(live, actions, snapshot)
        self._actions, self._lines = actions, MenuLines(self.look, menu)
        self._title, self._is_menu = menu.title, True
        self._drawn_width = 0

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static()

    def on_mount(self) -> None:
        super().on_mount()
        self._show()

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._show_resized)

    def is_deaf(self, key: str) -> bool:
        chosen = self._chosen(key)
        return chosen is not None and chosen.is_acting

    def number_of(self, id_: str) -> str:
        """Return the number of the line that does the action of that id; empty where none does."""
        return self._lines.number_of(id_)

    def action_close(self) -> None:
        self.dismiss(None)

    def take_key(self, key: str) -> bool:
        if key in _TURNS:
            self._turn()
        elif chosen := self._chosen(key):
            self.dismiss(chosen.key)
        elif self._is_menu and self._lines.move(key):
            self._show()
        else:
            return False
        return True

    def _chosen(self, key: str) -> MenuLine | None:
        """Return what a key chooses; behind the menu only the screens' keys choose."""
        chosen = self._lines.chosen(key)
        is_seen = self._is_menu or (key != "enter" and chosen is not None and not chosen.is_acting)
        return chosen if is_seen else None

    def _turn(self) -> None:
        """Show the keys behind the menu, and the guide behind the keys."""
        if not self._is_menu:
            self.dismiss("/guide")
        self._is_menu = False
        self._show()

    def _show_resized(self) -> None:
        if self._width() != self._drawn_width:
            self._show()

    def _width(self) -> int:
        """Return the cells of a line; before the first layout those that it will most likely have."""
        unplaced = min(self.app.size.width, _WIDEST) - _FRAME
        return max(1, self.query_one(VerticalScroll).scrollable_content_region.width or unplaced)

    def _show(self) -> None:
        box, text = self.query_one(VerticalScroll), self.query_one(Static)
        box.border_title = Content(safe(self._title) if self._is_menu else self.words("help.keys"))
        box.border_subtitle = Content(self.words("menu.keys" if self._is_menu else "help.close"))
        self._drawn_width = self._width()
        if not self._is_menu:
            text.update(Group(*self._parts()))
            box.scroll_home(animate=False)
            return
        text.update(self._lines.text(self._drawn_width))
        box.scroll_to_region(Region(0, self._lines.line_of_highlight(), 1, 1), animate=False)

    def _parts(self) -> Iterator[RenderableType]:
        words = self.look.words
        ink = self.look.inks.accent
        first = first_day(self._actions)
        for title, actions in (
            ("keys.first", first),
            ("keys.others", [action for action in self._actions if action not in first]),
        ):
            yield Text(words(title), "bold")
            yield _rows(
                (
                    Text(action.key_name(words) or words("help.palette_only"), ink),
                    words(f"{action.code}.help"),
                )
                for action in actions
            )
        yield Text("\n" + words("help.marks"), "bold")
        yield _rows(self._marks())
        yield Text("\n" + words("help.call_marks"), "bold")
        yield _rows(self._marks_of_calls())
        yield Text("\n" + words("help.round_marks"), "bold")
        yield _rows(
            (Text(shape), words(f"checklist.standing.{one}")) for one, shape in self.glyphs.of_round.items()
        )
        yield Text("\n" + words("help.alarm_marks"), "bold")
        yield _rows(self._marks_of_alarms())

    def _marks(self) -> Iterator[tuple[Text, str]]:
        words, glyphs = self.look.words, self.look.glyphs
        shapes = [(glyphs.states[state], state.value) for state in PointState]
        shapes += [(glyphs.device, "device"), (glyphs.meeting, "meeting"), (glyphs.work, "work")]
        for shape, code in shapes:
            yield Text(f"{shape} {words(f'screen.letter.{code}')}"), words(f"screen.state.{code}.help")

    def _marks_of_calls(self) -> Iterator[tuple[Text, str]]:
        """Yield the marks before a site's name in a meeting, then those of the phases."""
        for mark, shape in self.glyphs.calls.items():
            yield Text(shape), self.words(f"call.mark.{mark}")
        yield Text(f"{self.words('phase.calendar')}{self.glyphs.seen}"), self.words("phase.state.done")
        yield Text(f"!{self.words('phase.sheet.short')}"), self.words("phase.state.owed")

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
