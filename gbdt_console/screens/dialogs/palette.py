"""Shows the palette (Ctrl+P): actions and sites by name, found without accents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from gbdt_console.core.cleaning import fold
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import safe
from gbdt_console.widgets.text_field import TextField


@dataclass(frozen=True, slots=True)
class Choice:
    """Describes one entry.

    key: what the palette gives when it is chosen
    label: its name
    hint: what stands behind the label
    """

    key: str
    label: str
    hint: str = ""


def found(choices: Sequence[Choice], wanted: str) -> list[Choice]:
    """Return the choices that hold every word of `wanted`.

    Those that begin with it come first, then those that hold its words side by side.
    """
    words = fold(wanted).split()
    kept = [
        choice for choice in choices if all(word in fold(f"{choice.label} {choice.hint}") for word in words)
    ]
    wanted = " ".join(words)
    return sorted(kept, key=lambda choice: _rank(fold(choice.label), wanted))


def _rank(label: str, wanted: str) -> int:
    """Return the place of a label among those found: less comes first."""
    return 0 if label.startswith(wanted) else 1 if wanted in label else 2


class PaletteScreen(Dialog[str | None]):
    """Gives the key of the chosen entry, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", id="palette.close", show=False),
        Binding("down", "step(1)", id="palette.down", show=False, priority=True),
        Binding("up", "step(-1)", id="palette.up", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    PaletteScreen { align: center top; background: transparent; }
    PaletteScreen > Vertical { width: 70; max-width: 96%; height: auto; margin-top: 2; border: heavy $accent;
        background: $surface; }
    PaletteScreen Input { margin: 0 1; background: $surface; }
    PaletteScreen OptionList { border: none; height: auto; max-height: 14; background: $surface; padding: 0 1;
        scrollbar-size-vertical: 1; }
    PaletteScreen OptionList > .option-list--option-highlighted { background: $accent; color: $background;
        text-style: bold; }
    PaletteScreen:ansi OptionList > .option-list--option-highlighted { background: ansi_white;
        color: ansi_black; text-style: underline; }
    """
    _SHOWN_MOST = 60
    """Entries listed at most: nobody scrolls further, and each costs time on every letter typed."""

    def __init__(self, appearance: Appearance, choices: Sequence[Choice], placeholder: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._choices = choices
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        with Vertical():
            yield TextField(placeholder=self._placeholder, select_on_focus=False, compact=True)
            yield OptionList(markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Input))
        self.query_one(OptionList).can_focus = False
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def on_input_submitted(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_step(self, step: int) -> None:
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_close(self) -> None:
        self.dismiss(None)

    def _fill(self, wanted: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        kept = found(self._choices, wanted)[: self._SHOWN_MOST]
        if not kept:
            options.add_option(Option(Text(self._appearance.words("palette.nothing")), disabled=True))
            return
        options.add_options([Option(self._entry(choice), id=choice.key) for choice in kept])
        options.highlighted = 0

    def _entry(self, choice: Choice) -> Text:
        entry = Text(safe(choice.label))
        if choice.hint:
            entry.append(f"  {safe(choice.hint)}", style="italic")
        return entry
