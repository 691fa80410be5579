"""Readers of Snapshots are told of urgent news soon, whoever else begins to read."""

import asyncio

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.publisher import SnapshotPublisher
from tests.support.engine import time_loop
from tests.support.screens.scripted_port import make_snapshot


@pytest.mark.parametrize("others", [0, 1])
def test_another_reader_takes_no_news_from_those_who_read(others: int) -> None:
    clock = ManualClock()

    async def play() -> list[float]:
        publisher = SnapshotPublisher(lambda: make_snapshot(1))
        times_s: list[float] = []

        def read(_: Snapshot) -> None:
            times_s.append(clock.monotonic())

        publisher.on_snapshot(read)
        running = asyncio.ensure_future(publisher.run())
        await asyncio.sleep(0.02)
        publisher.publish_soon()  # while urgent Snapshots are held apart
        for _ in range(others):
            publisher.on_snapshot(lambda _: None)
        await asyncio.sleep(0.5)
        running.cancel()
        return times_s

    first_s, second_s = time_loop.run(clock, play())
    assert second_s - first_s == pytest.approx(0.05, abs=0.01)
