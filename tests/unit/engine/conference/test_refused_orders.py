"""Orders that name what they should not, who stays isolated, and work planned twice or at no time."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.commands import PlanMaintenance
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    GiveFloor,
    IsolateCaller,
    UnblockMicrophone,
)
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.requests import Stage
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network
from tests.unit.engine.alarms.test_alarms import order, until_up
from tests.unit.engine.conference.test_microphones import ask, meeting_of, play, view


class OneAtATime(FakeMcu):
    """Answers each request after the one before it."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = asyncio.Lock()

    async def _work(self, what: str = "", target: str = "") -> None:
        async with self._turn:
            await super()._work(what, target)


def test_two_hundred_microphones_of_an_mcu_that_answers_one_by_one_are_all_verified() -> None:
    plain = network(200)
    sites = tuple(replace(s, conference_number=str(2_000 + s.number)) for s in plain.sites)
    mcu = OneAtATime()

    async def scenario(bench: Bench) -> None:
        for site in sites:
            mcu.join(site.conference_number)
        await bench.until(lambda: len([r for r in view(bench).roster if r.participant]) == len(sites))
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200))
        ended = await ask(bench, BlockOthers())
        assert (ended.stage, ended.detail) == (Stage.VERIFIED, "")
        assert len(mcu.asked) == 199, "nobody is asked twice"

    run_engine(replace(plain, sites=sites), scenario, mcu=mcu)


@pytest.mark.parametrize("command", [GiveFloor("9999"), BlockMicrophone("9999"), UnblockMicrophone("9999")])
def test_a_stranger_is_no_site_that_is_given_the_floor_or_opened(
    command: GiveFloor | BlockMicrophone | UnblockMicrophone,
) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.join("9999")
        await bench.until(lambda: view(bench).roster[-1].standing is RosterStatus.UNEXPECTED)
        assert (await ask(bench, command)).code == "meeting.site-unknown"
        assert mcu.asked == []

    play(scenario)


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


def test_who_was_isolated_before_the_meeting_stays_isolated_in_it() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        stranger = mcu.join("9999")
        await bench.until(lambda: any(r.standing is RosterStatus.UNEXPECTED for r in view(bench).roster))
        assert (await ask(bench, IsolateCaller("9999"))).stage is Stage.VERIFIED
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200))
        mcu.leave(stranger)
        await asyncio.sleep(3)
        mcu.join("9999")
        await bench.until(lambda: mcu.is_blocked("9999"), 3)

    play(scenario)
