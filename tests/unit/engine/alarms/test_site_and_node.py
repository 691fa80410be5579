"""What falls and comes back together is told as one thing: a site with its devices, a node with its sites,
a cut with the probes that were under way when it ended."""

import asyncio
import random
from dataclasses import replace

from gbdt_console.core.alarms.alarm import AlarmKey, Condition, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.monitoring.detector import Outcome, PointState
from gbdt_console.core.monitoring.echo import EchoOutcome
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.targets import targets_of
from tests.support.alarms.alarm_desk import NODE, AlarmDesk, site
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.fake_world import FakeEcho, FakeWorld
from tests.support.engine.networks import Equipped, network

EVERY_SECOND = {"device_idle_s": 1.0}


async def until_seen(bench: Bench) -> None:
    await bench.until(lambda: all(view.state is PointState.UP for view in bench.latest.sites))
    await asyncio.sleep(20)


def test_a_device_lost_just_before_its_line_raises_no_alarm_of_its_own() -> None:
    async def scenario(bench: Bench) -> None:
        rng = random.Random(4)
        await until_seen(bench)
        for number in range(1, 7):
            bench.world.silent.add(f"10.0.{number}.20")
            await asyncio.sleep(0.5)
            bench.world.cut(number)
            await asyncio.sleep(15)
            bench.world.restore(number)
            await asyncio.sleep(70 + rng.random())
        raised = [entry.data for entry in bench.events("alarm.raised")]
        alone = [data["resource"] for data in raised if not data["parent"]]
        assert sorted(map(str, alone)) == sorted(f"s{number}" for number in range(1, 7))
        assert len([data for data in raised if data["type"] == AlarmType.DEVICE_LOST]) == 6

    net = network(6, equipped=Equipped(has_ups=True))
    run_engine(replace(net, intervals=replace(net.intervals, **EVERY_SECOND)), scenario)


def test_node_site_and_device_lost_at_once_nest_from_the_first() -> None:
    desk, sapa, ups = AlarmDesk(), site("sapa"), AlarmKey("sapa.ups", AlarmType.DEVICE_LOST)
    began_utc = desk.utc - 7
    desk.change(
        [
            Condition(ups, Severity.WARNING, began_utc, parent=sapa),
            Condition(sapa, Severity.MAJOR, began_utc + 0.1, parent=NODE),
            Condition(NODE, Severity.MAJOR, began_utc + 0.2),
        ]
    )
    assert desk.kinds() == ["alarm.raised"] * 3
    assert desk.alarm(ups).parent == desk.alarm(sapa).number
    assert desk.alarm(sapa).parent == desk.alarm(NODE).number


def test_a_node_returns_with_its_last_site_even_if_degraded_before() -> None:
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


def test_probes_that_were_under_way_when_a_cut_ended_are_no_second_cut() -> None:
    """An answer at once, then the two losses that the cut still had to tell."""
    clock, echo, changes = ManualClock(), FakeEcho(FakeWorld(ManualClock())), []
    watch = PingMonitor(targets_of(network(1)), echo, clock, lambda kind: 1.0, lambda item, outcome: None)
    watch.on_change = lambda target, change: changes.append((change.after, change.is_blip))
    watch.open()
    began_s = clock.monotonic()

    def ends(sent_s: float, known_s: float, outcome: Outcome) -> None:
        rtt_ms = 0.1 if outcome is Outcome.REPLY else None
        echo._sink([EchoOutcome(0, began_s + sent_s, began_s + known_s, outcome, rtt_ms)])

    for second in range(200):
        ends(second, second, Outcome.REPLY)
    for sent_s in (200, 201, 202):
        ends(sent_s, sent_s + 1, Outcome.LOST)
    ends(203.1, 203.1, Outcome.REPLY)
    for sent_s in (202.2, 202.6):
        ends(sent_s, sent_s + 1, Outcome.LOST)
    ends(203.6, 203.6, Outcome.REPLY)
    assert [is_blip for _, is_blip in changes].count(True) == 1
    assert changes[-1] == (PointState.DEGRADED, True)
    assert watch.detectors[0].loss_ratio == 5 / 207
