"""Shows the palette (Ctrl+P): actions and sites by name, found without accents."""

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from gbdt_console.core.clean_text import fold
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import safe
from gbdt_console.widgets.text_field import TextField

_BEGIN = r"(?<!\w)"


@dataclass(frozen=True, slots=True)
class Choice:
    """Describes one entry.

    key: what the palette gives when it is chosen
    hint: what stands behind the label
    """

    key: str
    label: str
    hint: str = ""


class Match(IntEnum):
    """Orders what is found by how well it fits; APART is only a guess."""

    BEGINS = 0
    TOGETHER = 1
    APART = 2


def found(choices: Sequence[Choice], wanted: str) -> list[tuple[Match, Choice]]:
    """Return the choices in which the words of `wanted` begin words, in that order, the best first."""
    words = [_BEGIN + re.escape(word) for word in fold(wanted).split()]
    apart, together = re.compile(".*?".join(words), re.DOTALL), re.compile(r"\W+".join(words))
    begins = re.compile(r"\W*" + together.pattern)

    def match(choice: Choice) -> Match | None:
        text = fold(f"{choice.label} {choice.hint}")
        if begins.match(text):
            return Match.BEGINS
        if together.search(text):
            return Match.TOGETHER
        return Match.APART if apart.search(text) else None

    matched = [(match(choice), choice) for choice in choices]
    kept = [(how, choice) for how, choice in matched if how is not None]
    return sorted(kept, key=lambda pair: pair[0])


class PaletteScreen(Dialog[str | None], Painter):
    """Gives the key of the chosen entry, or None.

    An entry that only may be meant is listed, but Enter takes it only where a person went to it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", id="palette.close", show=False),
        Binding("down", "step(1)", id="palette.down", show=False, priority=True),
        Binding("up", "step(-1)", id="palette.up", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    PaletteScreen { align: center top; }
    PaletteScreen > Vertical { width: 70; padding: 0; }
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
        Painter.__init__(self, appearance)
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
        self.is_deciding = options.highlighted is not None
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
            options.add_option(Option(Text(self.words("palette.nothing")), disabled=True))
            return
        options.add_options([Option(self._entry(choice), id=choice.key) for _, choice in kept])
        options.highlighted = None if kept[0][0] is Match.APART else 0

    def _entry(self, choice: Choice) -> Text:
        entry = Text(safe(choice.label))
        if choice.hint:
            entry.append(f"  {safe(choice.hint)}", style="italic")
        return entry
