"""Ends waits that nearly always end by themselves: one timer of the loop for all that are equally long.

A timer for each request stays in the loop's heap after it was cancelled, among a thousand others.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from weakref import WeakKeyDictionary


class Wait:
    """One wait under way; who has what it waited for calls `cancel`."""

    __slots__ = ("due_s", "late")

    def __init__(self, due_s: float, late: Callable[[], None]) -> None:
        self.due_s = due_s
        self.late: Callable[[], None] | None = late

    def cancel(self) -> None:
        self.late = None


class Deadlines:
    """The waits of one length on one loop."""

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._waits: deque[Wait] = deque()
        self._is_armed = False

    def start(self, loop: asyncio.AbstractEventLoop, late: Callable[[], None]) -> Wait:
        """Call `late` after the time, unless the wait is cancelled before."""
        wait = Wait(loop.time() + self._after_s, late)
        self._waits.append(wait)
        if not self._is_armed:
            self._is_armed = True
            loop.call_at(wait.due_s, self._look, loop)
        return wait

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        waits, now_s = self._waits, loop.time()
        self._is_armed = False
        while waits and (waits[0].late is None or waits[0].due_s <= now_s):
            late = waits.popleft().late
            if late is not None:
                late()
        if waits and not self._is_armed:
            self._is_armed = True
            loop.call_at(waits[0].due_s, self._look, loop)


_of_loop: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[float, Deadlines]]" = WeakKeyDictionary()


def deadlines(loop: asyncio.AbstractEventLoop, after_s: float) -> Deadlines:
    """Return the waits of that length on that loop, in seconds."""
    lengths = _of_loop.setdefault(loop, {})
    if after_s not in lengths:
        lengths[after_s] = Deadlines(after_s)
    return lengths[after_s]
