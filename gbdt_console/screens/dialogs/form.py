"""Asks for a few values; Enter accepts them, Esc cancels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from gbdt_console.core.known_names import Known
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import safe
from gbdt_console.widgets.known_values import KnownValues
from gbdt_console.widgets.text_field import TextField

_ROOMY = 5
"""Limits the fields that have an empty line between them: so many fit into 24 lines."""
_LINES, _LINES_OF_LONG = 5, 3
"""Limits the known values below a field: more would hide the fields behind it on a terminal of 24 lines."""

_KEYS = {
    (False, False): "form.keys-one", (False, True): "form.keys",
    (True, False): "form.keys-known-one", (True, True): "form.keys-known",
}  # fmt: skip
"""Codes of the words about the keys: whether something is known already, whether there is a next field."""


@dataclass(frozen=True, slots=True)
class Field:
    """Describes one field of a form.

    value: what stands in it at first
    is_secret: whether what is typed stays unseen
    known: what is known already, to be chosen by number or arrows
    """

    label: str
    value: str = ""
    is_secret: bool = False
    known: Known = field(default_factory=dict)


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
        Binding("tab", "app.focus_next", id="form.next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", id="form.previous", show=False, priority=True),
        Binding("down", "step(1)", id="form.down", show=False, priority=True),
        Binding("up", "step(-1)", id="form.up", show=False, priority=True),
    ]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    FormScreen > Vertical { overflow-y: auto; }
    FormScreen Input { margin-bottom: 1; background: $surface; }
    FormScreen.-long Input, FormScreen.-long KnownValues { margin: 0 0 0 2; }
    FormScreen #said { dock: bottom; }
    """

    def __init__(
        self, appearance: Appearance, title: str, fields: Sequence[Field], check: Check, keys: str = ""
    ) -> None:
        """`keys`: code of the words about its keys, where the usual ones do not fit."""
        super().__init__()
        Painter.__init__(self, appearance)
        self._title = title
        self._fields = fields
        self._check = check
        self._keys = keys
        self._known: Mapping[Input, KnownValues] = {}
        self.set_class(len(fields) > _ROOMY, "-long")

    def compose(self) -> ComposeResult:
        known: dict[Input, KnownValues] = {}
        most = _LINES if len(self._fields) <= _ROOMY else _LINES_OF_LONG
        with Vertical():
            yield Static(Text(safe(self._title) + "\n", style="bold"))
            for one in self._fields:
                yield Static(Text(safe(one.label)))
                typed = TextField(
                    one.value, password=one.is_secret, compact=True, select_on_focus=True, max_length=200
                )
                yield typed
                if one.known:
                    known[typed] = KnownValues(self.look, one.known, one.value, most)
                    yield known[typed]
            code = self._keys or _KEYS[bool(known), len(self._fields) > 1]
            yield Static(Text(self.look.words(code)), id="said")
        self._known = known

    def on_mount(self) -> None:
        self.set_focus(self.query(Input).first(), scroll_visible=False)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, Input):
            self._offer(event.widget)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Write what was chosen into the field that is left."""
        if isinstance(event.widget, Input) and (known := self._known.get(event.widget)) is not None:
            event.widget.value = known.meant(event.widget.value.strip())
            known.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input is self.focused:
            self._offer(event.input)

    def on_input_submitted(self) -> None:
        values = tuple(self._meant(one) for one in self.query(Input))
        wrong = self._check(values)
        if wrong:
            self.is_deciding = False
            self.query_one("#said", Static).update(Text(wrong, style=self.look.inks.suspect))
        else:
            self.dismiss(values)

    def action_step(self, step: int) -> None:
        """Light the value above or below of those that fit what was typed, else go to the field there."""
        known = self._offer(self.focused) if isinstance(self.focused, Input) else None
        if known is not None and known.is_filtered and known.move(step):
            known.scroll_visible(animate=False)
        elif step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def _meant(self, one: Input) -> str:
        typed, known = one.value.strip(), self._known.get(one)
        return typed if known is None else known.meant(typed)

    def _offer(self, one: Input) -> KnownValues | None:
        """List what is known for a field, as far as it fits what was typed anew; return the list."""
        known = self._known.get(one)
        if known is not None and known.show("" if one.value == known.first else one.value.strip()):
            self.call_after_refresh(known.scroll_visible, animate=False)
        return known

    def action_close(self) -> None:
        self.leave()
