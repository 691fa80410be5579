"""What a closed screen leaves behind: a shift opens and closes thousands."""

import asyncio
import gc
from contextlib import suppress
from math import inf

from textual.strip import Strip

from gbdt_console.screens.live import LiveScreen
from tests.support.screens.console import Console, console

_ROUNDS = 12
_KEYS = ("question_mark", "escape", "1", "enter", "escape", "b", "escape")
_STRIPS_OF_ONE_ROUND = 400
"""As many as two or three screens of 120x40 have."""
_TIMERS_END_WITHIN_S = 20.0
"""A timer that a screen started holds it until it is due."""


def alive(kind: type) -> int:
    return sum(isinstance(found, kind) for found in gc.get_objects())


async def open_and_close(seen: Console, rounds: int, most: float = inf) -> int:
    """How many strips are left when the closed screens are gone, and at most so many, if it comes to that."""
    for _ in range(rounds):
        await seen.press(*_KEYS)
    gc.collect()
    with suppress(TimeoutError):
        async with asyncio.timeout(_TIMERS_END_WITHIN_S):
            while alive(LiveScreen) > 2 or alive(Strip) >= most:
                await seen.pilot.pause(0.1)
                gc.collect()
    return alive(Strip)


async def test_closed_screens_are_let_go_with_all_they_painted() -> None:
    async with console() as seen:
        early = await open_and_close(seen, 2)
        late = await open_and_close(seen, _ROUNDS, early + _STRIPS_OF_ONE_ROUND)
        assert alive(LiveScreen) <= 2
        assert late - early < _STRIPS_OF_ONE_ROUND
