"""Minutes of a province through the whole engine in fake time: what opens alarms, and what only blinks."""

import asyncio
import random

import pytest

from gbdt_console.core.alarms.alarm import AlarmState
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.commands import AcknowledgeAlarm, PlanMaintenance
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import new_request_id
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import Equipped, network

pytestmark = pytest.mark.never_again

SIZES = pytest.mark.parametrize("sites", [11, 30])
SURE_S = 5.5
"""A cut that opens an outage wherever it falls between the probes."""
HARMLESS_S = 3.9
"""A cut that opens none, wherever it falls."""


async def until_up(bench: Bench) -> None:
    await bench.until(lambda: all(view.state is PointState.UP for view in bench.latest.sites))


async def cut_one_after_the_other(bench: Bench, sites: int, cut_s: float, rest_s: float) -> None:
    """Each site once, at any moment between its probes."""
    rng = random.Random(sites)
    for number in range(1, sites + 1):
        await asyncio.sleep(rest_s + rng.random())
        bench.world.cut(number)
        await asyncio.sleep(cut_s)
        bench.world.restore(number)
    await asyncio.sleep(20)


def lines(bench: Bench, kind: str, **wanted: object) -> list[str]:
    return sorted(
        str(entry.data["target"])
        for entry in bench.events(kind)
        if str(entry.data["target"]).endswith(".line")
        and all(entry.data[name] == value for name, value in wanted.items())
    )


def lines_of(sites: int) -> list[str]:
    return sorted(f"s{number}.line" for number in range(1, sites + 1))


@SIZES
def test_short_cuts_open_nothing_and_are_all_kept(sites: int) -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        await cut_one_after_the_other(bench, sites, HARMLESS_S, 5.0)
        assert not bench.events("alarm.raised")
        assert bench.latest.alarm_load.sounds == 0
        assert lines(bench, "point.blip") == lines_of(sites)

    run_engine(network(sites), scenario)


@SIZES
def test_longer_cuts_open_one_alarm_each_and_close_it(sites: int) -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        await cut_one_after_the_other(bench, sites, SURE_S, 5.0)
        assert lines(bench, "point.changed", after="down") == lines_of(sites)
        raised = [entry.data["resource"] for entry in bench.events("alarm.raised")]
        assert sorted(map(str, raised)) == sorted(f"s{n}" for n in range(1, sites + 1))
        assert len(bench.events("alarm.cleared")) == sites
        assert {alarm.state for alarm in bench.latest.alarms} == {AlarmState.RETURNED_UNACKNOWLEDGED}

    run_engine(network(sites), scenario)


def test_five_bursts_of_two_seconds_open_and_sound_nothing_and_each_is_kept() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        for _ in range(5):
            await asyncio.sleep(400)
            for number in range(1, 4):
                bench.world.cut(number)
            await asyncio.sleep(2.0)
            for number in range(1, 4):
                bench.world.restore(number)
        await asyncio.sleep(20)
        load = bench.latest.alarm_load
        assert (load.sounds, load.raised_10min, bench.latest.alarms) == (0, 0, ())
        assert [len(lines(bench, "point.blip", target=f"s{n}.line")) for n in range(1, 4)] == [5, 5, 5]

    run_engine(network(3), scenario)


@pytest.mark.parametrize("nodes", [0, 3])
def test_half_a_province_lost_sounds_at_most_three_times_without_orphan(nodes: int) -> None:
    """Thirty of sixty sites within three seconds, back in another order."""
    lost = list(range(1, 31))
    equipped = Equipped(upstream_of={n: f"n{n % nodes}" for n in lost} if nodes else {})

    async def scenario(bench: Bench) -> None:
        rng = random.Random(8)
        await until_up(bench)
        cut_utc: dict[int, float] = {}
        for number in rng.sample(lost, 30):
            await asyncio.sleep(0.1)
            cut_utc[number] = bench.clock.utc()
            bench.world.cut(number)
        await asyncio.sleep(120)
        assert 1 <= bench.latest.alarm_load.sounds <= 3
        of_site = {a.key.resource: a for a in bench.latest.alarms if a.key.type == AlarmType.SITE_LOST}
        for number, at_utc in cut_utc.items():
            assert at_utc - 1.1 <= of_site[f"s{number}"].since_utc <= at_utc + 0.1
        for number in rng.sample(lost, 30):
            await asyncio.sleep(0.1)
            bench.world.restore(number)
        await asyncio.sleep(400)
        assert bench.latest.alarm_load.sounds <= 3
        assert {alarm.state for alarm in bench.latest.alarms} <= {AlarmState.RETURNED_UNACKNOWLEDGED}

    run_engine(network(60, equipped=equipped), scenario)


def test_the_journal_folds_to_the_alarms_that_are_shown_whatever_happened() -> None:
    async def scenario(bench: Bench) -> None:
        rng = random.Random(4)
        await until_up(bench)
        for turn in range(60):
            number = rng.randint(1, 11)
            rng.choice((bench.world.cut, bench.world.cut, bench.world.restore))(number)
            if turn % 20 == 10:
                bench.clock.jump_wall(rng.choice((-3_600.0, 86_400.0)))
            for alarm in rng.sample(bench.latest.alarms, min(1, len(bench.latest.alarms))):
                await order(bench, AcknowledgeAlarm(alarm.number, alarm.severity))
            if turn == 30:
                now_utc = bench.clock.utc()
                await order(bench, PlanMaintenance("s3", now_utc, now_utc + 60, "cable"))
            await asyncio.sleep(rng.uniform(1, 12))
        ledger = Ledger()
        for entry in bench.entries:
            ledger.apply(entry.event)
        assert ledger[AlarmBook].alarms == {alarm.number: alarm for alarm in bench.latest.alarms}
        assert {"alarm.raised", "alarm.cleared", "alarm.acknowledged", "maintenance.ended"} <= {
            entry.kind for entry in bench.entries
        }

    run_engine(network(11), scenario)


async def order(bench: Bench, command: Command) -> None:
    session = bench.engine.join(ClientKind.CONSOLE, "tty")
    async for _ in session.submit(new_request_id(), command):
        pass
    session.leave()
