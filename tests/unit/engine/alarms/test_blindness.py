"""The console's own blindness over restarts and stalls: it blames no site."""

import asyncio

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from tests.support.alarms.engine_alarms import (
    active,
    restarted,
    until_alarm,
    until_up,
    written_by,
)
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network


def test_a_restart_while_blind_does_not_end_the_blindness() -> None:
    async def before(bench: Bench) -> None:
        await until_up(bench)
        bench.world.silent |= {"10.255.0.1", "10.255.0.2"}
        await until_alarm(bench, AlarmType.MONITOR_BLIND)

    async def after(bench: Bench) -> None:
        bench.world.silent |= {"10.255.0.1", "10.255.0.2"}
        await asyncio.sleep(60)
        assert active(bench, AlarmType.MONITOR_BLIND) == ["centre"]
        assert not bench.events("alarm.cleared")
        bench.world.silent.clear()
        await bench.until(lambda: not active(bench, AlarmType.MONITOR_BLIND), 10)

    restarted(network(3), after, written_by(network(3), before))


@pytest.mark.parametrize("anchors", [2, 0])
def test_a_restart_after_which_the_console_sees_ends_the_blindness(anchors: int) -> None:
    async def before(bench: Bench) -> None:
        await until_up(bench)
        bench.world.silent |= {"10.255.0.1", "10.255.0.2"}
        await until_alarm(bench, AlarmType.MONITOR_BLIND)

    async def after(bench: Bench) -> None:
        await bench.until(lambda: not active(bench, AlarmType.MONITOR_BLIND), 10)

    restarted(network(3, anchors=anchors), after, written_by(network(3), before))


def test_a_stall_while_the_console_is_blind_does_not_end_the_blindness() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        hosts = {f"10.0.{n}.{host}" for n in (1, 2, 3) for host in (1, 10, 20)}
        bench.world.silent |= hosts | {"10.255.0.1", "10.255.0.2"}
        await until_alarm(bench, AlarmType.MONITOR_BLIND)
        await asyncio.sleep(30)
        bench.clock.advance(5)
        await asyncio.sleep(30)
        assert active(bench, AlarmType.MONITOR_BLIND) == ["centre"]
        assert bench.latest.blind is not None

    run_engine(network(3), scenario)


def test_sight_after_a_blind_start_clears_no_site_that_was_not_seen() -> None:
    async def before(bench: Bench) -> None:
        await until_up(bench)
        bench.world.cut(2)
        await until_alarm(bench, AlarmType.SITE_LOST)

    async def after(bench: Bench) -> None:
        bench.world.cut(2)
        bench.world.silent |= {"10.255.0.1", "10.255.0.2"}
        await asyncio.sleep(60)
        assert bench.latest.blind is not None
        bench.world.silent -= {"10.255.0.1", "10.255.0.2"}
        await asyncio.sleep(60)
        assert active(bench, AlarmType.SITE_LOST) == ["s2"]
        assert not [e for e in bench.events("alarm.cleared") if e.data["resource"] == "s2"]
        bench.world.restore(2)
        await bench.until(lambda: not active(bench, AlarmType.SITE_LOST), 30)

    restarted(network(3), after, written_by(network(3), before))
