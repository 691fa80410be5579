"""Base of what keys do about one feature on one screen, and how an action gets what it needs."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import wraps
from typing import Any, ClassVar, TypeVar

from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.ui.actions import Action, KeyTarget
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.view import View

Holder = TypeVar("Holder")
Found = TypeVar("Found")
_Act = Callable[[Holder, Found], Awaitable[None] | None]


def needs(
    find: Callable[[Any], Found | None],
) -> Callable[[_Act[Holder, Found]], Callable[[Holder], Coroutine[Any, Any, None]]]:
    """Make an action of a method that takes what `find` finds; where it finds None it has said why."""

    def decorate(act: _Act[Holder, Found]) -> Callable[[Holder], Coroutine[Any, Any, None]]:
        @wraps(act)
        async def action(holder: Holder) -> None:
            found = find(holder)
            done = None if found is None else act(holder, found)
            if done is not None:
                await done

        return action

    return decorate


class ScreenActions:
    """Does what the keys of one feature mean; `feature_table` lists the features that every screen has.

    name: what rows of actions call it by, as 'floor' in 'floor.prepare'
    """

    name: ClassVar[str] = ""

    def __init__(self, commands: ScreenCommands) -> None:
        self._commands = commands
        self._dialogs = commands.dialogs
        self._words = commands.words
        self.look = commands.services.appearance
        self._targets = commands.services.targets

    def see(self, view: View) -> None:
        """Take the View of a newer Snapshot."""

    def idle(self) -> frozenset[str]:
        """Return the ids of the actions that would do nothing now."""
        return frozenset()

    def key_targets(self) -> Mapping[str, KeyTarget]:
        """Return by an action's id what it means, where that is not what the bottom line's field names."""
        return {}

    def hides(self, row: Action) -> bool:
        """Return whether that row has nothing to act on, so that its key is free for another."""
        return False

    def answers(self, row: Action) -> bool:
        """Return whether the key of that row answered something that stood open here, and means no more."""
        return False

    def ready(self) -> View | None:
        """Return the View where this console may act, else say why not."""
        return None if self._commands.is_refused() else self._commands.view

    def conference(self) -> ShownConference | None:
        """Return the conference where this console may act, else say why not."""
        return None if self._commands.is_refused() else self._commands.conference

    def in_meeting(self) -> ShownConference | None:
        """Return the conference of a meeting where this console may act, else say why not."""
        return self._commands.in_meeting()
