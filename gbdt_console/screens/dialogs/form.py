"""Asks for a few values; Enter accepts them, Esc cancels."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import safe
from gbdt_console.widgets.text_field import TextField

_ROOMY = 5
"""Limits the fields that have an empty line between them: so many fit into 24 lines."""


@dataclass(frozen=True, slots=True)
class Field:
    """Describes one field of a form.

    value: what stands in it at first
    is_secret: whether what is typed stays unseen
    """

    label: str
    value: str = ""
    is_secret: bool = False


Check = Callable[[Sequence[str]], str]
"""Returns the words of what is wrong with the values; empty when they are accepted."""


def checked(words: Words, read: Callable[[Sequence[str]], object]) -> Check:
    """Return the check of what reads the values, and raises ValueError with the code of what is wrong."""

    def wrong(values: Sequence[str]) -> str:
        try:
            read(values)
        except ValueError as error:
            return words(str(error))
        return ""

    return wrong


class FormScreen(Dialog[tuple[str, ...] | None], Painter):
    """Gives the values in order, or None; while a value is wrong it says so and stays open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", id="form.close", show=False),
        Binding("tab,down", "app.focus_next", id="form.next", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", id="form.previous", show=False, priority=True),
    ]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    FormScreen > Vertical { overflow-y: auto; }
    FormScreen Input { margin-bottom: 1; background: $surface; }
    FormScreen.-long Input { margin: 0 0 0 2; }
    FormScreen #said { dock: bottom; }
    """

    def __init__(self, appearance: Appearance, title: str, fields: Sequence[Field], check: Check) -> None:
        super().__init__()
        Painter.__init__(self, appearance)
        self._title = title
        self._fields = fields
        self._check = check
        self.set_class(len(fields) > _ROOMY, "-long")

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(safe(self._title) + "\n", style="bold"))
            for field in self._fields:
                yield Static(Text(safe(field.label)))
                yield TextField(
                    field.value,
                    password=field.is_secret,
                    compact=True,
                    select_on_focus=True,
                    max_length=200,
                )
            yield Static(Text(self.look.words("form.keys")), id="said")

    def on_mount(self) -> None:
        self.set_focus(self.query(Input).first(), scroll_visible=False)

    def on_input_submitted(self) -> None:
        values = tuple(field.value.strip() for field in self.query(Input))
        wrong = self._check(values)
        if wrong:
            self.is_deciding = False
            self.query_one("#said", Static).update(Text(wrong, style=self.look.inks.suspect))
        else:
            self.dismiss(values)

    def action_close(self) -> None:
        self.dismiss(None)
