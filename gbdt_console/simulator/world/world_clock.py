"""The world's own time: the machine's clock at a speed, steps by hand, and delayed calls in that time."""

import asyncio
import heapq
import itertools
from collections.abc import Callable

from gbdt_console.core.clock import Clock

CallLater = Callable[[float, Callable[[], None]], object]
"""Schedules a call after that many seconds."""


def loop_call_later(seconds: float, work: Callable[[], None]) -> object:
    """Schedule `work` in the running loop's own time."""
    return asyncio.get_running_loop().call_later(seconds, work)


class WorldClock:
    """Runs `speed` times as fast as `clock`, from its present value on. At speed 0 only steps move it."""

    def __init__(self, clock: Clock, speed: float = 1.0) -> None:
        self._clock = clock
        self._started_s = clock.monotonic()
        self._skipped_s = 0.0
        self._speed = speed

    def now(self) -> float:
        """Return the world's time, monotonic seconds."""
        passed_s = self._clock.monotonic() - self._started_s
        return self._started_s + passed_s * self._speed + self._skipped_s

    def client_now(self) -> float:
        """Return the machine's seconds and all steps, as the clients count them."""
        return self._clock.monotonic() + self._skipped_s

    def step(self, seconds: float) -> None:
        """Move the world's time forward by `seconds` at once."""
        self._skipped_s += seconds

    def wait_s(self, until_s: float) -> float | None:
        """Return the machine's seconds until that world time; None at speed 0."""
        if not self._speed:
            return None
        return max(0.0, (until_s - self.now()) / self._speed)

    def trip_s(self, trip_ms: float) -> float:
        """Return the machine's seconds that a packet of `trip_ms` takes.

        At speed 0 the packet arrives at once, because no client could wait for it.
        """
        return trip_ms / 1_000 if self._speed else 0.0


class Timers:
    """Runs on the running loop until `close`. Calls due at the same time run in order of scheduling."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def call_later(self, seconds: float, work: Callable[[], None]) -> None:
        """Schedule `work` after that many world seconds."""
        heapq.heappush(self._due, (self._clock.now() + seconds, next(self._order), work))
        self._wait()

    def run_due(self) -> None:
        now_s = self._clock.now()
        while self._due and self._due[0][0] <= now_s:
            heapq.heappop(self._due)[2]()
        self._wait()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        self.close()
        wait_s = self._clock.wait_s(self._due[0][0]) if self._due else None
        if wait_s is not None:
            self._timer = asyncio.get_running_loop().call_later(wait_s, self.run_due)
