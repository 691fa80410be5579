"""From the world to each line's month by its contract, through the whole engine in fake time."""

import asyncio
from collections.abc import Iterable

import pytest

from gbdt_console.core.alarms.commands import EndMaintenance, PlanMaintenance
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Entry
from gbdt_console.core.outages.contract_events import ContractDayClosed
from gbdt_console.core.outages.contract_month import LineMonth, UnclosedDay
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.requests import Stage
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.journal.sample_recorder import MinuteOfSamples
from tests.support.alarms.engine_alarms import Remembering, order, until_up
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

MINUTES_S = 130.0
"""Until the minute of now is counted: its rest, the next one, and the wait for late replies."""


def month(bench: Bench, site_id: str) -> LineMonth:
    return next(month for month in bench.latest.contract if month.site_id == site_id)


def today(bench: Bench, site_id: str) -> UnclosedDay:
    found = month(bench, site_id).today
    assert found is not None
    return found


def records(bench: Bench) -> list[Outage]:
    return list(bench.latest.outages)


async def cut_for(bench: Bench, number: int, seconds: float) -> None:
    bench.world.cut(number)
    await asyncio.sleep(seconds)
    bench.world.restore(number)


@pytest.mark.article("A12.1")
def test_a_cut_counts_to_the_second_in_month_and_record() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        await cut_for(bench, 2, 100)
        await asyncio.sleep(MINUTES_S)
        line, (record,) = today(bench, "s2"), records(bench)
        assert 99 <= line.down_s <= 101
        assert (line.outages, record.contract_s, record.number) == (1, line.down_s, 1)
        assert [one.site_id for one in record.unavailable] == ["s2"]
        assert (today(bench, "s1").down_s, today(bench, "s1").outages) == (0, 0)
        assert line.total_s == today(bench, "s1").total_s

    run_engine(network(3), scenario)


def test_ten_late_seconds_open_a_record_of_their_own_and_end_it() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        bench.world.rtt_of["10.0.2.1"] = 1.5
        await asyncio.sleep(30)
        del bench.world.rtt_of["10.0.2.1"]
        await asyncio.sleep(MINUTES_S)
        line, (record,) = today(bench, "s2"), records(bench)
        assert record.opened_by is not None
        assert (record.opened_by.type, record.is_down) == ("contract", False)
        assert 29 <= line.down_s <= 32
        assert record.contract_s == line.down_s

    run_engine(network(3), scenario)


def test_planned_work_is_excluded_until_it_is_ended_early() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        now_utc = bench.clock.utc()
        plan = PlanMaintenance("s2", now_utc, now_utc + 3_600.0, "thay bộ định tuyến")
        assert await order(bench, plan) == (Stage.RECORDED, "")
        await cut_for(bench, 2, 90)
        await asyncio.sleep(10)
        window = next(iter(bench.latest.windows)).id
        assert await order(bench, EndMaintenance(window)) == (Stage.RECORDED, "")
        await asyncio.sleep(MINUTES_S)
        line = today(bench, "s2")
        assert (line.down_s, records(bench)) == (0, [])
        assert 99 <= line.excluded_s <= 103
        assert today(bench, "s1").excluded_s == 0

    run_engine(network(3), scenario)


def test_seconds_without_any_anchor_are_blind_and_never_down() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        bench.world.silent |= {"10.255.0.1", "10.255.0.2"}
        for number in (1, 2, 3):
            bench.world.cut(number)
        await asyncio.sleep(60)
        bench.world.silent.clear()
        await asyncio.sleep(MINUTES_S)
        line = today(bench, "s2")
        assert line.down_s == 0
        assert 58 <= line.blind_s <= 66

    run_engine(network(3), scenario)


def test_a_day_is_closed_once_with_the_terms_of_all_lines() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        await cut_for(bench, 2, 100)
        await asyncio.sleep(900)
        (entry,) = bench.events("contract.day")
        assert isinstance(entry.event, ContractDayClosed)
        assert entry.event.day == "2026-01-01"
        assert set(entry.event.lines) == {"s1", "s2", "s3"}
        line = month(bench, "s2")
        assert 99 <= line.down_s <= 101
        assert line.blips[0] == 0
        assert len(line.blips) == 2

    def ten_minutes_before_midnight(clock: ManualClock) -> NoRecords:
        clock.advance(17 * 3_600.0 - 600.0)
        return NoRecords(clock)

    run_engine(network(3), scenario, ten_minutes_before_midnight)


class KeepsMinutes(Remembering):
    """Keeps minutes over a restart."""

    def __init__(self, clock: ManualClock, written: list[Entry], kept: list[MinuteOfSamples]) -> None:
        super().__init__(clock, written)
        self._kept = kept

    def keep_samples(self, minute: MinuteOfSamples) -> None:
        self._kept.append(minute)

    def minutes(self, first: int, last: int) -> Iterable[MinuteOfSamples]:
        return [minute for minute in self._kept if first <= minute.minute <= last]


def test_a_restart_counts_today_again_and_calls_the_gap_blind() -> None:
    kept: list[MinuteOfSamples] = []

    async def before(bench: Bench) -> UnclosedDay:
        await until_up(bench)
        await cut_for(bench, 2, 100)
        await asyncio.sleep(MINUTES_S)
        written.extend(bench.entries)
        return today(bench, "s2")

    async def after(bench: Bench) -> None:
        await asyncio.sleep(MINUTES_S)
        line, (record,) = today(bench, "s2"), records(bench)
        assert (line.down_s, line.outages) == (first.down_s, 1)
        assert record.contract_s == line.down_s
        assert 3_000 <= line.blind_s - first.blind_s <= 3_600
        assert bench.events("contract.available") == []

    def an_hour_later(clock: ManualClock) -> KeepsMinutes:
        clock.advance(3_600.0)
        return KeepsMinutes(clock, written, kept)

    written: list[Entry] = []
    first = run_engine(network(3), before, lambda clock: KeepsMinutes(clock, [], kept))
    run_engine(network(3), after, an_hour_later)
