"""Waits of one length end in time, each once, and not where they were cancelled."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from gbdt_console.devices.transports.deadlines import Deadlines


class Loop:
    """A loop whose time a test moves; it says how many timers it ever had."""

    def __init__(self) -> None:
        self.now_s, self.timers = 0.0, 0
        self._due: list[tuple[float, Callable[..., None], tuple[Any, ...]]] = []

    def time(self) -> float:
        return self.now_s

    def call_at(self, due_s: float, call: Callable[..., None], *args: Any) -> None:
        self.timers += 1
        self._due.append((due_s, call, args))

    def run_until(self, now_s: float) -> None:
        while due := sorted((one for one in self._due if one[0] <= now_s), key=lambda one: one[0]):
            self._due.remove(due[0])
            self.now_s, call, args = due[0]
            call(*args)
        self.now_s = now_s


def test_each_wait_ends_at_its_own_time_unless_it_was_cancelled() -> None:
    loop, ended = Loop(), cast(list[tuple[int, float]], [])
    waits = Deadlines(1.5)
    real = cast(asyncio.AbstractEventLoop, loop)
    for number in range(10):
        loop.run_until(number * 0.1)
        wait = waits.start(real, lambda number=number: ended.append((number, loop.now_s)))  # type: ignore[misc]
        if number not in (0, 4, 5):
            wait.cancel()
    loop.run_until(10.0)
    assert [(number, round(at_s, 3)) for number, at_s in ended] == [(0, 1.5), (4, 1.9), (5, 2.0)]
    assert loop.timers <= 3


def test_a_wait_that_begins_where_another_ends_is_ended_too() -> None:
    """A request is sent again at once when its time is over."""
    loop, ended = Loop(), cast(list[float], [])
    waits = Deadlines(1.5)
    real = cast(asyncio.AbstractEventLoop, loop)

    def late() -> None:
        ended.append(loop.now_s)
        if len(ended) < 3:
            waits.start(real, late)

    waits.start(real, late)
    waits.start(real, lambda: None).cancel()
    loop.run_until(10.0)
    assert ended == [1.5, 3.0, 4.5]
