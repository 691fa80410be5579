"""Gives an action what it needs; where that is not there, the action does nothing."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, TypeVar

Holder = TypeVar("Holder")
Found = TypeVar("Found")
_Act = Callable[[Holder, Found], Awaitable[None] | None]


def needs(
    find: Callable[[Holder], Found | None],
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
