"""Planned work on a site: two that overlap, and times that no calendar shows."""

import asyncio

import pytest

from gbdt_console.core.alarms.commands import PlanMaintenance
from gbdt_console.core.requests import Stage
from tests.support.alarms.engine_alarms import order, until_up
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network


def test_of_two_works_on_a_site_the_longer_one_says_when_it_ends() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        now = bench.clock.utc()
        await order(bench, PlanMaintenance("s2", now + 1, now + 7_200, "thay bộ định tuyến"))
        await order(bench, PlanMaintenance("s2", now + 2, now + 600, "thay ổ cắm"))
        await asyncio.sleep(10)
        assert bench.site(2).maintenance_until_utc == now + 7_200

    run_engine(network(3), scenario)


@pytest.mark.parametrize("from_utc", [-1e300, -1.0, float("-inf"), float("nan")])
def test_work_that_begins_at_no_time_that_a_calendar_can_show_is_refused(from_utc: float) -> None:
    async def scenario(bench: Bench) -> None:
        planned = PlanMaintenance("s2", from_utc, bench.clock.utc() + 600, "thay bộ định tuyến")
        assert await order(bench, planned) == (Stage.FAILED, "maintenance.times")

    run_engine(network(3), scenario)
