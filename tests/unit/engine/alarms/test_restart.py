"""Open alarms over a restart, moments that come together, and what is unknown."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import AlarmState
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Entry
from gbdt_console.core.sites import DeviceKind, Network, Site
from tests.support.alarms.engine_alarms import (
    NODE,
    ROOMS,
    Remembering,
    active,
    alarm,
    until_alarm,
    until_up,
    written_by,
)
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import Equipped, network


def restarted(net: Network, scenario: Callable[[Bench], Awaitable[None]], entries: list[Entry]) -> None:
    def records(clock: ManualClock) -> Remembering:
        return Remembering(clock, entries)

    run_engine(net, scenario, records)


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


def test_the_alarms_are_the_same_tuple_while_nothing_about_them_changes() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        bench.world.cut(2)
        await until_alarm(bench, AlarmType.SITE_LOST)
        await asyncio.sleep(30)
        before = bench.latest
        await asyncio.sleep(10)
        assert bench.latest is not before
        assert bench.latest.alarms is before.alarms

    run_engine(network(3, equipped=Equipped(has_ups=True)), scenario)


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


@pytest.mark.parametrize("is_still_poor", [True, False])
def test_one_reply_after_a_restart_does_not_make_a_poor_line_good(is_still_poor: bool) -> None:
    async def before(bench: Bench) -> None:
        await until_up(bench)
        bench.world.loss |= {"10.0.2.1": 0.06, "10.0.2.10": 0.06}
        await until_alarm(bench, AlarmType.LINE_DEGRADED, "s2", 900)

    async def after(bench: Bench) -> None:
        if is_still_poor:
            bench.world.loss |= {"10.0.2.1": 0.06, "10.0.2.10": 0.06}
            await asyncio.sleep(300)
            assert active(bench, AlarmType.LINE_DEGRADED) == ["s2"]
            assert not bench.events("alarm.cleared")
        else:
            await bench.until(lambda: not active(bench, AlarmType.LINE_DEGRADED), 180)

    restarted(network(3), after, written_by(network(3), before))


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
