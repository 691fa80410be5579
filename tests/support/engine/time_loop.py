"""An event loop whose time is a ManualClock: it moves at once to the next timer when nothing is ready.

Real sockets do not go with it; use it where every transport is a fake.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

from gbdt_console.core.clock import ManualClock

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting for `timeout`, lets the clock pass by it."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is not None and timeout > 0:
            self._clock.advance(timeout)
        elif not ready and timeout is None:
            return super().select(1.0)
        return ready


class TimeLoop(asyncio.SelectorEventLoop):
    """asyncio with the clock's own monotonic time."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(_JumpingSelector(clock))
        self._clock = clock

    def time(self) -> float:
        return self._clock.monotonic()


def run(clock: ManualClock, main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end in the clock's time."""
    with asyncio.Runner(loop_factory=lambda: TimeLoop(clock)) as runner:
        return runner.run(main)
