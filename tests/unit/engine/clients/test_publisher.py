"""Readers of Snapshots are told of urgent news soon, whoever else begins to read."""

import asyncio
from dataclasses import replace

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


def test_where_nobody_reads_few_snapshots_are_made_and_who_asks_gets_what_holds_now() -> None:
    clock = ManualClock()

    async def play() -> tuple[int, int, float, int]:
        made_s: list[float] = []

        def make() -> Snapshot:
            made_s.append(clock.monotonic())
            return replace(make_snapshot(1), at_s=clock.monotonic())

        beats: list[float] = []
        publisher = SnapshotPublisher(make)
        publisher.on_beat(lambda: beats.append(clock.monotonic()))
        running = asyncio.ensure_future(publisher.run())
        await asyncio.sleep(20.0)
        unread, beaten = len(made_s), len(beats)
        age_s = clock.monotonic() - publisher.latest.at_s
        publisher.on_snapshot(lambda _: None)
        made_s.clear()
        await asyncio.sleep(5.0)
        running.cancel()
        return unread, beaten, age_s, len(made_s)

    unread, beaten, age_s, read = time_loop.run(clock, play())
    assert unread <= 5 < 20 <= beaten
    assert age_s <= 1.0
    assert 5 <= read <= 6
