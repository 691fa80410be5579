"""When devices are pinged: all at once after a start, then one after the other over the whole interval."""

import asyncio
from collections import Counter

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.targets import targets_of
from tests.support.engine import time_loop
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.fake_world import FakeEcho, FakeWorld
from tests.support.engine.networks import network

SITES, INTERVAL_S = 40, 5
LINES, CODECS = ({f"10.0.{number}.{host}" for number in range(1, SITES + 1)} for host in (1, 10))


async def pings_by_second(bench: Bench, addresses: set[str], seconds: int) -> list[int]:
    since_s = bench.clock.monotonic()
    await asyncio.sleep(seconds)
    sent = (at_s for at_s, to in bench.world.sent if to in addresses and at_s >= since_s)
    counts = Counter(int(at_s - since_s) for at_s in sent)
    return [counts[second] for second in range(seconds)]


def are_even(pings: list[int]) -> bool:
    usual = SITES / INTERVAL_S
    return sum(pings) == usual * len(pings) and all(usual / 2 <= one <= 1.5 * usual for one in pings)


def test_devices_are_pinged_at_once_and_then_one_after_the_other() -> None:
    async def scenario(bench: Bench) -> None:
        assert (await pings_by_second(bench, CODECS, 1))[0] >= SITES
        await asyncio.sleep(INTERVAL_S)
        assert are_even(await pings_by_second(bench, CODECS, 2 * INTERVAL_S))

    run_engine(network(SITES), scenario)


def test_a_meeting_has_devices_asked_each_second_and_leaves_no_burst_behind() -> None:
    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(12.3)
        now = bench.clock.utc()
        assert await bench.ask(StartMeeting("Giao ban", "s1", now, now + 7_200)) == ""
        await asyncio.sleep(1.1)
        assert set(await pings_by_second(bench, CODECS, 20)) == {SITES}
        assert await bench.ask(EndMeeting()) == ""
        assert set(await pings_by_second(bench, LINES, 2 * INTERVAL_S)) == {SITES}, "no second is left out"
        assert are_even(await pings_by_second(bench, CODECS, 2 * INTERVAL_S))
        assert bench.events("point.changed") == []

    run_engine(network(SITES), scenario)


@pytest.mark.parametrize("began_s", [30.3, 31.9, 33.1])
def test_a_meeting_that_begins_makes_no_device_unknown_that_was_asked_a_while_ago(began_s: float) -> None:
    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(began_s)
        seen: set[PointState | None] = set()
        now = bench.clock.utc()
        assert await bench.ask(StartMeeting("Giao ban", "s1", now, now + 7_200)) == ""
        for _ in range(60):
            await asyncio.sleep(0.05)
            seen |= {device.ping for view in bench.latest.sites for device in view.devices}
        assert seen == {PointState.UP}

    run_engine(network(SITES), scenario)


def test_a_target_is_asked_at_once_where_it_is_asked_more_often_and_not_where_less() -> None:
    clock = ManualClock()
    made, world = network(1), FakeWorld(clock)
    targets = targets_of(made)
    codec = next(item for item, target in enumerate(targets) if target.id == "s1.codec")
    pings = PingMonitor(targets, FakeEcho(world), clock, lambda kind: 10.0, lambda item, outcome: None)

    def asked() -> int:
        before = len(world.sent)
        pings.send_due()
        return len(world.sent) - before

    async def play() -> None:
        pings.open()
        await asyncio.sleep(0.1)
        assert asked() == len(targets)
        pings.set_period(codec, 2.0)
        assert asked() == 1
        pings.set_period(codec, 8.0)
        assert asked() == 0
        pings.set_period(codec, 1.0)
        assert asked() == 1

    time_loop.run(clock, play())
