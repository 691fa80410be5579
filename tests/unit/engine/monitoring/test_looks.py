"""The engine looks for what is due when something is, and not all the time."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.sites import Intervals
from gbdt_console.engine.monitoring.schedule import Schedule
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

RULES = DetectionRules()
RARE = Intervals(line_s=30.0, device_idle_s=30.0, device_meeting_s=30.0, snmp_idle_s=60.0)
LINE = "10.0.1.1"


def test_nothing_is_looked_for_while_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []
    due = Schedule.due

    def counted(self: Schedule, now_s: float):  # type: ignore[no-untyped-def]
        looks.append(now_s)
        return due(self, now_s)

    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(5.0)
        looks.clear()
        await asyncio.sleep(20.0)

    monkeypatch.setattr(Schedule, "due", counted)
    run_engine(network(1, intervals=RARE), scenario)
    assert 0 < len(set(looks)) <= 100
    assert max(after - before for before, after in pairwise(looks)) <= 0.25 + 1e-6


def test_a_line_in_doubt_is_probed_at_once_also_where_nothing_else_is_due() -> None:
    async def scenario(bench: Bench) -> list[float]:
        await asyncio.sleep(70.0)
        bench.world.silent.add(LINE)
        cut_s = bench.clock.monotonic()
        await asyncio.sleep(45.0)
        return [at_s for at_s, address in bench.world.sent if address == LINE and at_s >= cut_s]

    first, second, third, *_ = run_engine(network(1, intervals=RARE), scenario)
    assert second - first == pytest.approx(RULES.overdue_least_s, abs=0.001)
    assert third - second == pytest.approx(RULES.quick_interval_s, abs=0.001)


def test_a_lost_line_that_answers_again_is_back_at_once_at_whatever_moment_it_returns() -> None:
    async def scenario(bench: Bench) -> list[float]:
        took_s = []
        for number in range(4):
            await asyncio.sleep(65.0)
            bench.world.silent.add(LINE)
            await bench.until(lambda: bench.site(1).state is PointState.DOWN)
            await asyncio.sleep(3.0 + number / 4)
            bench.world.silent.discard(LINE)
            took_s.append(await bench.until(lambda: bench.site(1).state is PointState.UP))
        return took_s

    assert max(run_engine(network(1), scenario)) <= 3 * RULES.quick_interval_s


def test_lost_lines_share_few_probes_and_delay_no_doubt() -> None:
    lost = [f"10.0.{number}.1" for number in range(2, 31)]
    few = replace(network(30), quick_per_s=20.0)

    async def scenario(bench: Bench) -> tuple[int, list[float]]:
        await asyncio.sleep(5.0)
        bench.world.silent.update(lost)
        await bench.until(lambda: all(view.state is PointState.DOWN for view in bench.latest.sites[1:]))
        await asyncio.sleep(2.0)
        bench.world.sent.clear()
        await asyncio.sleep(10.0)
        to_lost = sum(address in lost for _, address in bench.world.sent)
        bench.world.silent.add(LINE)
        cut_s = bench.clock.monotonic()
        await bench.until(lambda: bench.site(1).state is PointState.DOWN)
        return to_lost, [at_s for at_s, address in bench.world.sent if address == LINE and at_s >= cut_s]

    to_lost, in_doubt_s = run_engine(few, scenario)
    usual, shared = len(lost) * 10, 10 * 10
    assert usual + shared - 20 <= to_lost <= usual + shared + 20
    gaps_s = [after - before for before, after in pairwise(in_doubt_s)]
    assert max(gaps_s[1:]) <= RULES.quick_interval_s + 0.03


def test_devices_in_doubt_delay_no_line() -> None:
    codecs = [f"10.0.{number}.10" for number in range(1, 31)]
    few = replace(network(30), quick_per_s=20.0)

    async def scenario(bench: Bench) -> list[float]:
        await asyncio.sleep(5.0)
        bench.world.silent.update(codecs)
        await asyncio.sleep(7.0)
        bench.world.silent.add(LINE)
        cut_s = bench.clock.monotonic()
        await bench.until(lambda: bench.site(1).state is PointState.DOWN)
        return [at_s for at_s, address in bench.world.sent if address == LINE and at_s >= cut_s]

    gaps_s = [after - before for before, after in pairwise(run_engine(few, scenario))]
    assert max(gaps_s[1:]) <= RULES.quick_interval_s + 0.03
