"""Conditions that come and go quickly: few entries, one alarm, and the cause at last."""

import asyncio
from dataclasses import replace

from gbdt_console.core.alarms.alarm import AlarmState
from gbdt_console.core.alarms.definitions import AlarmType
from tests.support.alarms.engine_alarms import (
    NODE,
    ROOMS,
    active,
    alarm,
    restarted,
    until_alarm,
    until_up,
    written_by,
)
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network


def test_an_upgrade_of_three_identities_is_one_alarm_without_chatter() -> None:
    async def scenario(bench: Bench) -> None:
        said = bench.world.values.setdefault("10.0.2.10", {})
        said |= {"codec.software": "6.1.8", "device.description": "HDX 6.1.8", "codec.hardware": "A"}
        await until_up(bench)
        said |= {"codec.software": "6.2.0", "device.description": "HDX 6.2.0", "codec.hardware": "B"}
        changed = await until_alarm(bench, AlarmType.IDENTITY_CHANGED, "s2.codec")
        assert not changed.is_chattering
        assert changed.state is AlarmState.RETURNED_UNACKNOWLEDGED
        assert len(bench.events("alarm.raised")) == 1
        assert len([e for e in bench.entries if e.kind.startswith("device.") and "before" in e.data]) == 3

    run_engine(network(3, equipped=ROOMS), scenario)


def test_a_moment_that_was_held_as_chattering_is_over_after_a_restart() -> None:
    async def before(bench: Bench) -> None:
        said = bench.world.values.setdefault("10.0.2.10", {})
        said["codec.software"] = "1"
        await until_up(bench)
        for version in "234":
            said["codec.software"] = version
            await asyncio.sleep(16)
        held = alarm(bench, AlarmType.IDENTITY_CHANGED)
        assert held is not None
        assert held.is_chattering

    async def after(bench: Bench) -> None:
        bench.world.values.setdefault("10.0.2.10", {})["codec.software"] = "4"
        await asyncio.sleep(180)
        assert active(bench, AlarmType.IDENTITY_CHANGED) == []

    net = network(3, equipped=ROOMS)
    restarted(net, after, written_by(net, before))


def test_a_line_flapping_for_an_hour_adds_few_entries_and_its_cause() -> None:
    net = network(6, equipped=replace(NODE, upstream_of={}))

    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        for _ in range(60):
            bench.world.cut(2)
            await asyncio.sleep(25)
            bench.world.restore(2)
            await asyncio.sleep(20)
        of_alarms = [e for e in bench.entries if e.kind.startswith(("alarm.", "cause."))]
        assert len(of_alarms) < 12
        bench.world.cut(2)
        await asyncio.sleep(120)
        lost = alarm(bench, AlarmType.SITE_LOST, "s2")
        assert lost is not None
        assert (lost.is_active, lost.is_chattering, lost.cause) == (True, False, "line-or-router")

    run_engine(net, scenario)
