"""One way of a simulated connection: all arrives once, in order, and never while nothing gets through."""

import asyncio
import gc
import os
from collections.abc import Sequence
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.clock import ManualClock
from gbdt_console.simulator.polycom.text import TextSession
from gbdt_console.simulator.ssh import SshSession, new_host_key
from gbdt_console.simulator.world.codec import SimulatedCodec
from gbdt_console.simulator.world.delayed_link import DelayedLink
from gbdt_console.simulator.world.world_clock import Timers, WorldClock
from tests.support.engine import time_loop

PIECES = st.lists(st.binary(min_size=1, max_size=4), max_size=12)
TRIPS = st.lists(st.none() | st.sampled_from((0.0, 0.01, 0.4)), max_size=30)
PAUSES = st.lists(st.sampled_from((0.0, 0.05, 0.5)), min_size=12, max_size=12)


async def arrived(
    clock: ManualClock, pieces: Sequence[bytes], trips: Sequence[float | None], pauses: Sequence[float]
) -> bytes:
    """What came out in the end; the road carries everything at once after those trips."""
    out = bytearray()
    fate = iter(trips)
    timers = Timers(WorldClock(clock))
    road = DelayedLink(lambda: next(fate, 0.0), timers.call_later, out.extend)
    for piece, pause in zip(pieces, pauses, strict=False):
        road.put(piece)
        await asyncio.sleep(pause)
    await asyncio.sleep(60)
    timers.close()
    return bytes(out)


@given(PIECES, TRIPS, PAUSES)
def test_everything_arrives_once_and_in_order_whatever_is_lost_on_the_way(
    pieces: list[bytes], trips: list[float | None], pauses: list[float]
) -> None:
    clock = ManualClock()
    assert time_loop.run(clock, arrived(clock, pieces, trips, pauses)) == b"".join(pieces)


async def test_nothing_arrives_while_the_line_is_cut_nor_after_the_end() -> None:
    clock, out = ManualClock(), bytearray()
    pace = WorldClock(clock, speed=0)
    timers = Timers(pace)
    is_cut = True
    road, ended = (
        DelayedLink(lambda: None if is_cut else 0.0, timers.call_later, out.extend) for _ in range(2)
    )
    road.put(b"a")
    ended.put(b"b")
    ended.close()
    for seconds in (1, 100):
        pace.step(seconds)
        timers.run_due()
        assert out == b""
    is_cut = False
    pace.step(1)
    timers.run_due()
    assert out == b"a"


async def test_what_is_due_together_happens_in_the_order_it_was_asked_for() -> None:
    pace = WorldClock(ManualClock(), speed=0)
    timers, done = Timers(pace), list[str]()
    for name, seconds in (("c", 2.0), ("a", 1.0), ("d", 2.0), ("b", 1.0), ("late", 9.0)):
        timers.call_later(seconds, lambda name=name: done.append(name))  # type: ignore[misc]
    pace.step(2.0)
    timers.run_due()
    assert done == ["a", "b", "c", "d"]


async def test_who_leaves_in_the_middle_of_a_handshake_leaves_nothing_open() -> None:
    key = new_host_key()
    gc.disable()
    try:
        before = len(os.listdir("/proc/self/fd"))
        for turns in range(8):
            codec = SimulatedCodec()
            talk = SshSession(key, codec, partial(TextSession, codec), lambda data: None, lambda: None)
            for _ in range(turns):
                await asyncio.sleep(0)
            talk.feed(b"SSH-2.0-x\r\n")
            talk.end()
        async with asyncio.timeout(60):
            while len(os.listdir("/proc/self/fd")) != before:
                await asyncio.sleep(0.01)
    finally:
        gc.enable()
