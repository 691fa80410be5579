"""What a person orders from a screen: whether it may be given, and its life in words."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from textual.screen import ModalScreen

from gbdt_console.core.commands import Command
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words
from gbdt_console.ui.view import ClientRights, View

Submit = Callable[[Command], AsyncIterator[Progress]]
Put = Callable[[ModalScreen[Any], Callable[[Any], None]], Awaitable[None]]
"""Puts a dialog on the screen; done when it is there. What it gives in the end is handed on, unless None."""


class CommandFeedback:
    """One for all screens of an App."""

    def __init__(self, words: Words, seat: ClientRights, submit: Submit, put: Put) -> None:
        self._words = words
        self._seat = seat
        self._submit = submit
        self.put = put

    def refusal(self, view: View | None) -> str:
        """The code of the reason why this console may not act; empty when it may."""
        if view is None:
            return "banner.waiting"
        return self._seat.refusal(view.snapshot.control)

    async def give(self, command: Command, what: str, say: Callable[[str], None]) -> Stage:
        """Hand it in and say how it fares: sent, accepted, and how it ended, in the device's words too."""
        stage = Stage.SENT
        say(f"{what}: {self._words('stage.sent')}")
        async for progress in self._submit(command):
            stage = progress.stage
            text = f"{what}: {self._words(f'stage.{stage}')}"
            why = reason_text(self._words, progress.code, progress.detail)
            say(f"{text}. {why}" if why else text)
        return stage
