"""What the engine makes of a network: states, times, readings, and what it writes down."""

import asyncio
import itertools

import pytest

from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.sites import Intervals
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices.snmp.client import SnmpCredentials
from gbdt_console.engine.features import Feature
from tests.support.engine import fake_world
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network


def all_up(bench: Bench) -> bool:
    return all(view.state is PointState.UP for view in bench.latest.sites)


def test_everything_answers_within_two_seconds() -> None:
    async def scenario(bench: Bench) -> None:
        assert {view.state for view in bench.latest.sites} == {PointState.UNKNOWN}
        assert await bench.until(lambda: all_up(bench)) < 2.0
        await bench.until(lambda: all(v.devices[0].readings for v in bench.latest.sites))
        assert bench.site(1).rtt_ms == 12.0
        assert not bench.events("point.changed"), "that all works is no news"

    run_engine(network(3), scenario)


def test_a_cut_line_is_down_within_seven_seconds_since_its_last_good_reply() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        bench.world.cut(2)
        cut_utc = bench.clock.utc()
        took_s = await bench.until(lambda: bench.site(2).state is PointState.DOWN)
        assert took_s < 7.5
        await bench.until(lambda: bench.events("point.changed")[-1:] != [])
        (event,) = bench.events("point.changed")[-1:]
        assert event.data["after"] == "down"
        assert cut_utc - 1.1 <= float(str(event.data["started_utc"])) <= cut_utc + 0.1
        assert bench.site(2).since_utc == pytest.approx(float(str(event.data["started_utc"])), abs=0.01)
        assert bench.site(1).state is PointState.UP
        assert bench.site(3).state is PointState.UP

    run_engine(network(3), scenario)


def test_a_suspect_line_is_probed_twice_as_often() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        bench.world.cut(2)
        await bench.until(lambda: bench.site(2).state is PointState.SUSPECT)
        began = len([1 for _, address in bench.world.sent if address == "10.0.2.1"])
        await asyncio.sleep(2.0)
        probes = len([1 for _, address in bench.world.sent if address == "10.0.2.1"]) - began
        assert probes >= 4

    run_engine(network(3), scenario)


def test_a_line_that_comes_back_is_up_and_its_devices_are_read_at_once() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        bench.world.cut(2)
        await bench.until(lambda: bench.site(2).devices[0].fault is DeviceFault.SILENT, 120)
        await asyncio.sleep(60)
        bench.world.restore(2)
        await bench.until(lambda: bench.site(2).state is PointState.UP, 10)
        assert await bench.until(lambda: bench.site(2).devices[0].fault is None, 10) < 3.0

    run_engine(network(3), scenario)


def test_a_short_cut_is_written_as_a_blip_and_nothing_else() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        await asyncio.sleep(5)
        bench.world.cut(2)
        await asyncio.sleep(3.5)
        bench.world.restore(2)
        await bench.until(lambda: bool(bench.events("point.blip")))
        assert 2.0 <= float(str(bench.events("point.blip")[0].data["lasted_s"])) <= 5.5
        assert not [e for e in bench.events("point.changed") if e.data["after"] == "down"]
        await bench.until(lambda: all_up(bench), 400)

    run_engine(network(3), scenario)


def test_silent_anchors_blame_no_site() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        await asyncio.sleep(3)
        written = len(bench.events("point.changed"))
        bench.world.silent |= {f"10.0.{n}.1" for n in (1, 2, 3)} | {f"10.0.{n}.10" for n in (1, 2, 3)}
        bench.world.silent |= {"10.255.0.1", "10.255.0.2"}
        await bench.until(lambda: bench.latest.blind is Blindness.ANCHORS)
        await asyncio.sleep(30)
        assert {view.state for view in bench.latest.sites} == {PointState.UNKNOWN}
        bench.world.silent.clear()
        await bench.until(lambda: all_up(bench) and bench.latest.blind is None)
        await asyncio.sleep(5)
        site_changes = [e for e in bench.events("point.changed") if not str(e.data["target"]).startswith("c")]
        assert len(site_changes) <= written
        assert [e.kind for e in bench.entries if "blind" in e.kind] == ["blindness.began", "blindness.ended"]

    run_engine(network(3), scenario)


@pytest.mark.parametrize("later_s", [0.0, 1.6, 3.1, 4.4])
def test_no_device_is_blamed_while_an_anchor_s_answer_is_overdue(
    later_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look that was under way when the centre was cut ends in silence before that is known. Each device has
    missed one look before, so this one counts."""
    monkeypatch.setattr(fake_world, "SNMP_TIMEOUT_S", 0.8)

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        await asyncio.sleep(30)
        bench.world.no_snmp |= {f"10.0.{n}.1" for n in range(1, 12)}
        await asyncio.sleep(10 + later_s)
        bench.world.silent |= {f"10.0.{n}.{host}" for n in range(1, 12) for host in (1, 10, 20)}
        bench.world.silent |= {"10.255.0.1", "10.255.0.2"}
        await bench.until(lambda: bench.latest.blind is Blindness.ANCHORS)
        await asyncio.sleep(20)
        bench.world.no_snmp.clear()
        bench.world.silent.clear()
        await bench.until(lambda: all_up(bench) and bench.latest.blind is None)
        await asyncio.sleep(20)
        assert [e.data for e in bench.events("device.fault")] == []
        bench.world.no_snmp.add("10.0.5.1")
        await bench.until(lambda: bool(bench.events("device.fault")), 40)

    run_engine(network(11), scenario)


def test_a_jumped_wall_clock_is_written_and_changes_no_state() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        bench.clock.jump_wall(-3_600)
        await bench.until(lambda: bool(bench.events("clock.jumped")))
        assert bench.events("clock.jumped")[0].data["by_s"] == -3_600
        await asyncio.sleep(20)
        assert all_up(bench)

    run_engine(network(2), scenario)


def test_a_long_pause_of_the_process_blames_no_site() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        await asyncio.sleep(3)
        written = len(bench.events("point.changed"))
        bench.clock.advance(20)
        await bench.until(lambda: bool(bench.events("blindness.ended")))
        assert bench.events("blindness.began")[0].data["reason"] == "stall"
        await asyncio.sleep(10)
        assert all_up(bench)
        assert len(bench.events("point.changed")) == written

    run_engine(network(3), scenario)


def test_silent_agents_do_not_slow_the_others() -> None:
    """60 of 200 silent: the others keep a largest gap of 1.5 intervals over 40 polls."""
    interval_s = 5.0

    async def scenario(bench: Bench) -> None:
        silent = {f"10.0.{n}.1" for n in range(1, 61)}
        bench.world.silent |= silent
        answering = [f"10.0.{n}.1" for n in range(61, 201)]
        await asyncio.sleep(interval_s * 41)
        for address in answering:
            starts = [began for began, _ in bench.world.reads[address]]
            assert len(starts) >= 40
            assert max(b - a for a, b in itertools.pairwise(starts)) <= 1.5 * interval_s
        for looks in bench.world.reads.values():
            assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(looks))
        assert all(len(bench.world.reads[address]) >= 4 for address in silent)

    run_engine(network(200, intervals=Intervals(line_s=30, snmp_idle_s=interval_s)), scenario)


def test_a_wrong_key_and_a_failing_driver_mark_their_device_alone() -> None:
    async def scenario(bench: Bench) -> None:
        bench.drivers["s1.router"].error = SnmpCredentials()
        bench.drivers["s2.router"].error = ZeroDivisionError()
        await bench.until(lambda: bench.site(2).devices[0].fault is not None)
        assert bench.site(1).devices[0].fault is None, "one look may be mistaken about a key"
        await bench.until(lambda: bench.site(1).devices[0].fault is DeviceFault.CREDENTIALS)
        assert bench.site(2).devices[0].fault is DeviceFault.INTERNAL
        assert bench.site(3).devices[0].fault is None
        bench.drivers["s1.router"].error = None
        await bench.until(lambda: bench.site(1).devices[0].fault is None)
        faults = [(e.data["device"], e.data["fault"]) for e in bench.events("device.fault")]
        assert ("s1.router", "credentials") in faults
        assert ("s1.router", "") in faults

    run_engine(network(3), scenario)


def test_unchanged_views_are_the_same_objects() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        seen = []
        bench.engine.publisher.on_snapshot(seen.append)
        await asyncio.sleep(65)
        pairs = [(a, b) for a, b in itertools.pairwise(seen)]
        assert any(x is y for a, b in pairs for x, y in zip(a.sites, b.sites, strict=True))
        assert all(b.version == a.version + 1 for a, b in pairs)

    run_engine(network(3, intervals=Intervals(line_s=30)), scenario)


def test_without_a_reader_a_snapshot_a_second_is_made_and_who_asks_sees_what_is_so_now() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        for number in (1, 2, 3):
            bench.world.cut(number)
        await bench.until(lambda: len(bench.events("point.changed")) >= 3, within_s=15)
        began_s, before = bench.clock.monotonic(), bench.latest.version
        assert all(bench.site(number).state is PointState.DOWN for number in (1, 2, 3))
        for number in (1, 2, 3):
            bench.world.restore(number)
        await asyncio.sleep(10)
        assert bench.latest.version - before <= bench.clock.monotonic() - began_s + 2
        assert all_up(bench)

    run_engine(network(3), scenario)


def test_whoever_begins_to_read_is_told_of_urgent_news_at_once() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        seen: list[Snapshot] = []
        bench.engine.publisher.on_snapshot(seen.append)
        bench.world.cut(2)
        await bench.until(lambda: any(s.sites[1].state is PointState.SUSPECT for s in seen))
        news = next(s for s in seen if s.sites[1].state is PointState.SUSPECT)
        assert bench.clock.utc() - news.at_utc < 0.1

    run_engine(network(3), scenario)


def test_without_a_reader_a_command_is_judged_by_what_is_so_now() -> None:
    shown: list[int] = []

    class Judge(Feature):
        def fill(self, snapshot: Snapshot) -> Snapshot:
            shown.append(snapshot.version)
            return snapshot

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all_up(bench))
        await asyncio.sleep(0.3)
        before = len(shown)
        assert await bench.ask(EndMeeting()) == "meeting.none"
        assert len(shown) > before

    run_engine(network(3), scenario, more_features=[lambda context: Judge()])
