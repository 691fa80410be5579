"""Alarms that are open when the engine starts anew, or whose subject left the file."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.sites import DeviceKind, Site
from tests.support.alarms.engine_alarms import (
    NODE,
    ROOMS,
    active,
    restarted,
    until_alarm,
    until_up,
    written_by,
)
from tests.support.engine.engine_in_time import Bench
from tests.support.engine.fake_world import Congestion
from tests.support.engine.networks import network


def test_a_codec_that_is_still_off_after_a_restart_did_not_come_back() -> None:
    async def before(bench: Bench) -> None:
        await until_up(bench)
        bench.world.silent.add("10.0.2.10")
        await until_alarm(bench, AlarmType.CODEC_LOST, "s2")

    async def after(bench: Bench) -> None:
        bench.world.silent.add("10.0.2.10")
        await asyncio.sleep(120)
        assert active(bench, AlarmType.CODEC_LOST) == ["s2"]
        assert not bench.events("alarm.cleared")
        assert bench.latest.alarm_load.sounds == 0

    restarted(network(3), after, written_by(network(3), before))


def test_a_codec_that_came_back_during_a_restart_ends_its_alarm() -> None:
    async def before(bench: Bench) -> None:
        await until_up(bench)
        bench.world.silent.add("10.0.2.10")
        await until_alarm(bench, AlarmType.CODEC_LOST, "s2")

    async def after(bench: Bench) -> None:
        await bench.until(lambda: not active(bench, AlarmType.CODEC_LOST), 30)

    restarted(network(3), after, written_by(network(3), before))


def test_a_lost_node_stays_lost_over_a_restart_until_its_sites_return() -> None:
    net = network(6, equipped=NODE)

    async def before(bench: Bench) -> None:
        await until_up(bench)
        for number in (1, 2, 3):
            bench.world.cut(number)
        await until_alarm(bench, AlarmType.UPSTREAM_LOST)
        await asyncio.sleep(60)

    async def after(bench: Bench) -> None:
        for number in (1, 2, 3):
            bench.world.cut(number)
        await asyncio.sleep(120)
        assert active(bench, AlarmType.UPSTREAM_LOST) == ["upstream.node"]
        assert not [e for e in bench.events("alarm.cleared") if e.data["resource"] == "upstream.node"]
        assert bench.latest.alarm_load.sounds == 0

    restarted(net, after, written_by(net, before))


@pytest.mark.parametrize("still_cut", [(), (1,)])
def test_a_node_that_came_back_during_a_restart_ends_its_alarm(still_cut: tuple[int, ...]) -> None:
    net = network(6, equipped=NODE)

    async def before(bench: Bench) -> None:
        await until_up(bench)
        for number in (1, 2, 3, 4):
            bench.world.cut(number)
        await until_alarm(bench, AlarmType.UPSTREAM_LOST)
        await asyncio.sleep(60)

    async def after(bench: Bench) -> None:
        for number in still_cut:
            bench.world.cut(number)
        await bench.until(lambda: not active(bench, AlarmType.UPSTREAM_LOST), 120)
        await asyncio.sleep(60)
        assert active(bench, AlarmType.SITE_LOST) == [f"s{n}" for n in still_cut]

    restarted(net, after, written_by(net, before))


def test_alarms_of_readings_end_when_the_device_is_not_read_any_more() -> None:
    async def before(bench: Bench) -> None:
        ups = bench.world.values.setdefault("10.0.2.20", {})
        ups |= {"ups.source": "battery", "ups.battery.minutes": 5, "room.temperature": 60.0}
        await until_up(bench)
        bench.world.no_snmp.add("10.0.3.20")
        await until_alarm(bench, AlarmType.MAINS_LOST)
        await until_alarm(bench, AlarmType.BATTERY_SHORT)
        await until_alarm(bench, AlarmType.TEMPERATURE)
        await until_alarm(bench, AlarmType.AGENT_SILENT, "s3.ups", 120)

    net = network(3, equipped=ROOMS)
    only_pinged = replace(net, sites=tuple(_ups_only_pinged(site) for site in net.sites))

    async def after(bench: Bench) -> None:
        await bench.until(lambda: not any(a.is_active for a in bench.latest.alarms), 60)

    restarted(only_pinged, after, written_by(net, before))


def _ups_only_pinged(site: Site) -> Site:
    return replace(
        site,
        devices=tuple(
            replace(d, snmp=None, driver="ping") if d.kind is DeviceKind.UPS else d for d in site.devices
        ),
    )


def test_a_restart_ends_no_alarm_of_a_reading_before_the_device_was_read() -> None:
    async def before(bench: Bench) -> None:
        ups = bench.world.values.setdefault("10.0.2.20", {})
        ups |= {"ups.source": "battery", "ups.battery.minutes": 5, "room.temperature": 60.0}
        await until_up(bench)
        await until_alarm(bench, AlarmType.BATTERY_SHORT)
        await until_alarm(bench, AlarmType.TEMPERATURE)

    async def after(bench: Bench) -> None:
        bench.world.no_snmp.add("10.0.2.20")
        await asyncio.sleep(120)
        assert active(bench, AlarmType.MAINS_LOST) == ["s2.ups"]
        assert active(bench, AlarmType.BATTERY_SHORT) == ["s2.ups"]
        assert active(bench, AlarmType.TEMPERATURE) == ["s2.ups"]
        bench.world.values["10.0.2.20"] = {
            "ups.source": "normal", "ups.battery.minutes": 60, "room.temperature": 22.0,
        }  # fmt: skip
        bench.world.no_snmp.clear()
        await bench.until(lambda: not any(a.is_active for a in bench.latest.alarms), 120)

    net = network(3, equipped=ROOMS)
    restarted(net, after, written_by(net, before))


def test_the_alarm_of_a_node_that_no_site_hangs_on_any_more_ends() -> None:
    net = network(6, equipped=NODE)

    async def before(bench: Bench) -> None:
        await until_up(bench)
        for number in (1, 2, 3):
            bench.world.cut(number)
        await until_alarm(bench, AlarmType.UPSTREAM_LOST)

    moved = replace(net, sites=tuple(replace(s, line=replace(s.line, upstream_id=None)) for s in net.sites))

    async def after(bench: Bench) -> None:
        await bench.until(lambda: not active(bench, AlarmType.UPSTREAM_LOST), 30)

    restarted(moved, after, written_by(net, before))


@pytest.mark.parametrize("is_still_poor", [True, False])
def test_one_reply_after_a_restart_does_not_make_a_poor_line_good(is_still_poor: bool) -> None:
    # Both lose at the same moments: of losses of its own the codec has far fewer than the line now and then,
    # which is another finding.
    poor = Congestion({"10.0.2.1", "10.0.2.10"}, 0.06, lasts_s=1.0)

    async def before(bench: Bench) -> None:
        await until_up(bench)
        bench.world.congested.append(poor)
        await until_alarm(bench, AlarmType.LINE_DEGRADED, "s2", 900)

    async def after(bench: Bench) -> None:
        if is_still_poor:
            bench.world.congested.append(poor)
            await asyncio.sleep(300)
            assert active(bench, AlarmType.LINE_DEGRADED) == ["s2"]
            assert not bench.events("alarm.cleared")
        else:
            await bench.until(lambda: not active(bench, AlarmType.LINE_DEGRADED), 180)

    restarted(network(3), after, written_by(network(3), before))
