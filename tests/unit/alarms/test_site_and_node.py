"""What falls and comes back together is told as one thing: a site with its devices, a node with its sites."""

import asyncio
import random
from dataclasses import replace

from gbdt_console.core.alarms import AlarmType
from gbdt_console.core.health import PointState
from tests.support.engine_in_time import Bench, run_engine
from tests.support.networks import Equipped, network

EVERY_SECOND = {"device_idle_s": 1.0}


async def until_seen(bench: Bench) -> None:
    await bench.until(lambda: all(view.state is PointState.UP for view in bench.latest.sites))
    await asyncio.sleep(20)


def test_a_device_that_falls_a_moment_before_its_site_s_line_is_no_alarm_of_its_own() -> None:
    async def scenario(bench: Bench) -> None:
        rng = random.Random(4)
        await until_seen(bench)
        for number in range(1, 12):
            bench.world.silent.add(f"10.0.{number}.20")
            await asyncio.sleep(0.5)
            bench.world.cut(number)
            await asyncio.sleep(15)
            bench.world.restore(number)
            await asyncio.sleep(70 + rng.random())
        raised = [entry.data for entry in bench.events("alarm.raised")]
        alone = [data["resource"] for data in raised if not data["parent"]]
        assert sorted(map(str, alone)) == sorted(f"s{number}" for number in range(1, 12))
        assert len([data for data in raised if data["type"] == AlarmType.DEVICE_LOST]) == 11

    net = network(11, equipped=Equipped(has_ups=True))
    run_engine(replace(net, intervals=replace(net.intervals, **EVERY_SECOND)), scenario)


def test_a_node_is_back_with_its_last_site_also_when_that_site_was_degraded_before() -> None:
    async def scenario(bench: Bench) -> None:
        await until_seen(bench)
        bench.world.cut(2)
        await asyncio.sleep(3)
        bench.world.restore(2)
        await bench.until(lambda: bench.site(2).state is PointState.DEGRADED)
        for number in (1, 2, 3):
            bench.world.cut(number)
        await bench.until(lambda: bool(bench.events("alarm.raised")))
        await asyncio.sleep(15)
        for number in (1, 2, 3):
            bench.world.restore(number)
        await asyncio.sleep(5)
        (node,) = [
            entry.data for entry in bench.events("alarm.raised") if entry.data["type"] == "upstream.lost"
        ]
        assert bench.site(2).state is PointState.DEGRADED
        assert node["number"] in [entry.data["number"] for entry in bench.events("alarm.cleared")]

    run_engine(network(6, equipped=Equipped(upstream_of={1: "node", 2: "node", 3: "node"})), scenario)
