"""A machine that does not keep up: less is measured, each step is said, and a cut line is still lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.pace import Slowed
from gbdt_console.engine.monitoring.schedule import Schedule
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

LINE, CODEC = "10.0.2.1", "10.0.2.10"


@asynccontextmanager
async def starved(bench: Bench, late_s: float) -> AsyncIterator[None]:
    """A loop that gets nothing done for so long, ten times as often as it gets a turn of 50 ms."""

    async def hold() -> None:
        while True:
            await asyncio.sleep(0.05)
            bench.clock.advance(late_s)

    holding = asyncio.ensure_future(hold())
    try:
        yield
    finally:
        holding.cancel()


def states(bench: Bench) -> set[PointState]:
    return {view.state for view in bench.latest.sites}


def pings(bench: Bench, address: str, since_s: float) -> int:
    return sum(to == address and at_s >= since_s for at_s, to in bench.world.sent)


def test_a_cut_is_told_though_the_loop_stalls_for_more_than_a_second_again_and_again() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        async with starved(bench, 1.3):
            await asyncio.sleep(30)
            bench.world.cut(2)
            took_s = await bench.until(lambda: bench.site(2).state is PointState.DOWN, 15)
            assert took_s > 4.0
            assert {view.state for view in bench.latest.sites if view.number != 2} == {PointState.UP}
            bench.world.restore(2)
            await bench.until(lambda: states(bench) == {PointState.UP}, 15)
        assert bench.events("blindness.began") == []
        assert [e.data["target"] for e in bench.events("point.changed") if e.data["after"] == "down"].count(
            "s2.line"
        ) == 1

    run_engine(network(5), scenario)


def test_a_cut_of_less_than_four_seconds_is_no_outage_on_a_starved_machine_either() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        async with starved(bench, 1.3):
            await asyncio.sleep(30)
            for _ in range(10):
                bench.world.cut(2)
                await asyncio.sleep(3.5)
                bench.world.restore(2)
                await asyncio.sleep(17)
        assert [e for e in bench.events("point.changed") if e.data["after"] == "down"] == []

    run_engine(network(3), scenario)


def test_devices_are_asked_less_then_lines_and_all_of_it_is_said_and_ends() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        await asyncio.sleep(20)
        assert bench.latest.slowed is None
        async with starved(bench, 0.6):
            await bench.until(lambda: bench.latest.slowed == Slowed(1, 2), 10)
            await bench.until(lambda: bench.latest.slowed == Slowed(6, 16, 5.0), 30)
            since_s = bench.clock.monotonic()
            await asyncio.sleep(60)
            assert 11 <= pings(bench, LINE, since_s) <= 14
            assert pings(bench, CODEC, since_s) <= 2
            assert states(bench) == {PointState.UP}
        levels = [e.data["level"] for e in bench.events("measuring.slowed")]
        assert levels == [1, 2, 3, 4, 5, 6]
        assert bench.events("measuring.slowed")[-1].data["line_s"] == 5.0
        await bench.until(lambda: bench.latest.slowed is None, 240)
        assert len(bench.events("measuring.restored")) == 1
        since_s = bench.clock.monotonic()
        await asyncio.sleep(30)
        assert pings(bench, LINE, since_s) >= 29
        assert states(bench) == {PointState.UP}
        assert bench.events("point.changed") == []

    run_engine(network(3), scenario)


def test_the_codec_behind_a_poor_line_is_asked_as_often_as_the_line_only_while_there_is_time() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: states(bench) == {PointState.UP})
        bench.world.loss[LINE] = 0.06
        await bench.until(lambda: bench.site(2).state is PointState.DEGRADED, 900)
        await asyncio.sleep(5)
        since_s = bench.clock.monotonic()
        await asyncio.sleep(20)
        assert pings(bench, CODEC, since_s) >= 19
        async with starved(bench, 0.6):
            await bench.until(lambda: bench.latest.slowed == Slowed(6, 16, 5.0), 40)
            since_s = bench.clock.monotonic()
            await asyncio.sleep(60)
            assert pings(bench, CODEC, since_s) >= 11, "what is not compared yet would never be told"
            await asyncio.sleep(900)
            since_s = bench.clock.monotonic()
            await asyncio.sleep(60)
            assert bench.site(2).state is PointState.DEGRADED
            assert pings(bench, CODEC, since_s) <= 6

    run_engine(network(3), scenario)


def test_what_was_spread_over_the_second_stays_so_after_a_pause() -> None:
    """All that waited together is due together once, and not in one burst each second from then on."""
    schedule = Schedule(100, lambda item: 1.0)
    schedule.start(0.0, 1.0)
    assert len(list(schedule.due(0.995))) == 100
    assert len(list(schedule.due(4.5))) == 100
    assert [len(list(schedule.due(4.505 + step / 10))) for step in range(1, 11)] == [10] * 10


def test_what_is_spread_goes_out_in_groups_and_not_line_by_line() -> None:
    schedule = Schedule(640, lambda item: 1.0)
    schedule.start(0.0, 0.05)
    list(schedule.due(0.05))
    schedule.spread(1.0, range(640), 1.0, is_longer=True)
    assert not schedule.due(1.0), "what was asked just before is not asked again at once"
    for second in (1.1, 2.1):
        sent = [len(list(schedule.due(second + step / 50 + 1e-6))) for step in range(50)]
        groups = [number for number in sent if number]
        assert sum(groups) == 640
        assert len(groups) <= 11
        assert max(groups) <= 66
