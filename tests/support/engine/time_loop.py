"""An event loop whose time is a ManualClock: it moves at once to the next timer when nothing is ready.

While a worker thread runs a job for the loop the clock stands still, however slow the machine is. Real
sockets do not go with it; use it where every transport is a fake.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar

from gbdt_console.core.clock import ManualClock

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting for `timeout`, lets the clock pass by it."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock
        self.jobs = 0
        """Jobs of worker threads that have not ended."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None or self.jobs:
            return super().select(1.0)
        if timeout > 0:
            self._clock.advance(timeout)
        return ready


class TimeLoop(asyncio.SelectorEventLoop):
    """asyncio with the clock's own monotonic time."""

    def __init__(self, clock: ManualClock) -> None:
        self._jumping = _JumpingSelector(clock)
        super().__init__(self._jumping)
        self._clock = clock

    def time(self) -> float:
        return self._clock.monotonic()

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> "asyncio.Future[T]":
        """Run `func` on a thread; the clock waits for its end."""
        self._jumping.jobs += 1
        job = super().run_in_executor(executor, func, *args)
        job.add_done_callback(self._end_job)
        return job

    def _end_job(self, _: object) -> None:
        self._jumping.jobs -= 1


def run(clock: ManualClock, main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end in the clock's time."""
    with asyncio.Runner(loop_factory=lambda: TimeLoop(clock)) as runner:
        return runner.run(main)
