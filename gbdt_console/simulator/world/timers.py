"""Delayed calls in the world's time, whether that time runs or is stepped."""

import asyncio
import heapq
import itertools
from collections.abc import Callable

from gbdt_console.simulator.world.world_clock import WorldClock


class Timers:
    """Runs on the running loop until `close`.

    Calls due at the same time run in order of scheduling.
    """

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
        """Run what is due by now."""
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
