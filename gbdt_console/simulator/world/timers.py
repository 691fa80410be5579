"""What happens after a while of the world's time, whether that passes by itself or is stepped."""

import asyncio
import heapq
import itertools
from collections.abc import Callable

from gbdt_console.simulator.world.world_clock import WorldClock


class Timers:
    """Lives on the running loop until `close`. What is due at once happens in the order it was asked for."""

    def __init__(self, pace: WorldClock) -> None:
        self._pace = pace
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self._pace.now() + seconds, next(self._order), work))
        self._wait()

    def look(self) -> None:
        """Let happen what is due by now."""
        now_s = self._pace.now()
        while self._due and self._due[0][0] <= now_s:
            heapq.heappop(self._due)[2]()
        self._wait()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        self.close()
        wait_s = self._pace.wait_s(self._due[0][0]) if self._due else None
        if wait_s is not None:
            self._timer = asyncio.get_running_loop().call_later(wait_s, self.look)
