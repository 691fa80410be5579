"""Puts the questions of one screen's actions."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ParamSpec

from textual.screen import ModalScreen

from gbdt_console.core.known_names import numbered
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.dialogs.choice import ChoiceScreen, Option
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.form import Check, Field, FormScreen

P = ParamSpec("P")


class Dialogs:
    """Asks by a menu, a form or another dialog; an answer comes only where a person gives one."""

    def __init__(self, services: ScreenServices) -> None:
        self._console = services.console
        self.look = services.appearance

    async def put(self, dialog: ModalScreen[Any], done: Callable[[Any], None]) -> None:
        await self._console.put_dialog(dialog, done)

    def title(self, verb: str, *objects: str) -> str:
        """Return 'Phân công cán bộ kỹ thuật · Cuộc họp 8': a question repeats what was asked for, of what.

        verb: the words of the act; objects: what it is about, the narrowest first
        """
        return self.look.glyphs.separator.join((verb[:1].upper() + verb[1:], *filter(None, objects)))

    def soon(self, call: Callable[P, object], *args: P.args, **named: P.kwargs) -> None:
        """Call after the key under way: a dialog closes before the next one opens."""
        self._console.call_next(call, *args, **named)

    async def choose(
        self,
        question: str,
        choices: Sequence[Option],
        done: Callable[[str], None],
        *,
        takes_ahead: bool = True,
    ) -> None:
        """Ask by a menu; `takes_ahead` says whether a key that was typed ahead chooses too."""
        await self.put(ChoiceScreen(self.look, question, choices, takes_ahead=takes_ahead), done)

    async def fill_in(
        self,
        title: str,
        fields: Sequence[Field],
        done: Callable[[tuple[str, ...]], None],
        wrong: Check = lambda values: "",
        keys: str = "",
    ) -> None:
        """Ask by a form; `keys` is the code of the words about its keys, where the usual ones do not fit."""
        await self.put(FormScreen(self.look, title, fields, wrong, keys), done)

    async def confirm(self, question: str, consequence: str, go: str, done: Callable[[bool], None]) -> None:
        """Ask before something that interrupts people; `go` are the words on the button that goes on."""
        stay = self.look.words("confirm.stay")
        await self.put(ConfirmScreen(question, consequence, stay=stay, go=go), done)

    async def ask_text(
        self,
        title: str,
        label: str,
        done: Callable[[str], None],
        *,
        value: str = "",
        missing: str = "",
        known: Iterable[str] = (),
        keys: str = "",
    ) -> None:
        """Ask for one text.

        label: code of the words above it
        missing: code of why it may not be empty; empty where it may
        known: what may be meant, to choose from
        keys: as in `fill_in`
        """
        words = self.look.words
        await self.fill_in(
            title,
            (Field(words(label), value, known=numbered(known)),),
            lambda values: done(values[0]),
            lambda values: words(missing) if missing and not values[0] else "",
            keys,
        )
