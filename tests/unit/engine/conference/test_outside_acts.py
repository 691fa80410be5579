"""What another operator does at the MCU itself is said, and a site that was hung up there is not dialled."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.commands import (
    BlockOthers,
    DialSite,
    ExcuseSite,
    GiveFloor,
    UnblockMicrophone,
)
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.requests import Stage
from tests.support.alarms.engine_alarms import active
from tests.support.conference.engine_meetings import (
    Scenario,
    ask,
    leg_of,
    meeting_of,
    numbered,
    play,
)
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine

OUTSIDE = "microphone.outside"


def play_redialling(scenario: Scenario) -> None:
    """The console is the one that calls dropped sites again."""
    mcu, plain = FakeMcu(), numbered()
    sites = tuple(replace(site, redial=RedialOwner.CONSOLE) for site in plain.sites)
    run_engine(replace(plain, sites=sites), lambda bench: scenario(bench, mcu), mcu=mcu)


def open_at_the_mcu(mcu: FakeMcu, number: str) -> None:
    leg = leg_of(mcu, number)
    mcu.legs[leg] = replace(mcu.legs[leg], is_blocked=False)


def hang_up_at_the_mcu(mcu: FakeMcu, number: str, by: HungUpBy | None) -> None:
    leg = leg_of(mcu, number)
    mcu.ended = ((leg, by),) if by is not None else ()
    mcu.leave(leg)


def dialled(mcu: FakeMcu) -> list[str]:
    return [target for what, target in mcu.asked if what == "dial"]


def raised(bench: Bench, kind: str) -> list[str]:
    return [str(e.data["site"]) for e in bench.events("alarm.raised") if e.data["type"] == kind]


def test_a_site_that_somebody_opens_at_the_mcu_is_closed_again_and_that_is_said() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await asyncio.sleep(20)
        assert (bench.events(OUTSIDE), raised(bench, AlarmType.OPENED_OUTSIDE)) == ([], [])
        at_utc = bench.clock.utc()
        open_at_the_mcu(mcu, "2003")
        await bench.until(lambda: mcu.is_blocked("2003"), 5)
        (entry,) = bench.events(OUTSIDE)
        assert (entry.actor, entry.data["target"]) == ("", "s3")
        assert 0 <= float(str(entry.data["at_utc"])) - at_utc < 2
        await bench.until(lambda: raised(bench, AlarmType.OPENED_OUTSIDE) == ["s3"], 2)
        await asyncio.sleep(20)
        assert len(bench.events(OUTSIDE)) == 1

    play(scenario)


def test_what_the_console_does_itself_and_who_comes_in_open_is_no_act_of_another() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await asyncio.sleep(20)
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        assert (await ask(bench, GiveFloor("s3"))).stage is Stage.VERIFIED
        assert (await ask(bench, UnblockMicrophone("s2"))).stage is Stage.VERIFIED
        assert (await ask(bench, GiveFloor())).stage is Stage.VERIFIED
        mcu.join("2004")
        await bench.until(lambda: mcu.is_blocked("2004"), 5)
        mcu.hang()
        await asyncio.sleep(10)
        open_at_the_mcu(mcu, "2003")
        mcu.is_gone = False
        await bench.until(lambda: mcu.is_blocked("2003"), 10)
        await asyncio.sleep(20)
        assert bench.events(OUTSIDE) == [], "nobody could look: the MCU may have started anew"

    play(scenario)


def test_a_site_that_another_hung_up_at_the_mcu_is_asked_about_and_not_dialled() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        hang_up_at_the_mcu(mcu, "2003", HungUpBy.MCU)
        await bench.until(lambda: active(bench, AlarmType.SITE_KICKED) == ["s3"], 2)
        await asyncio.sleep(300)
        assert dialled(mcu) == []
        assert active(bench, AlarmType.SITE_KICKED) == ["s3"], "it waits for an answer"
        assert (await ask(bench, DialSite("s3"))).stage is Stage.VERIFIED
        assert dialled(mcu) == ["2003"]
        await bench.until(lambda: active(bench, AlarmType.SITE_KICKED) == [], 2)

    play_redialling(scenario)


def test_the_question_ends_where_the_chair_excuses_the_site() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        hang_up_at_the_mcu(mcu, "2003", HungUpBy.MCU)
        await bench.until(lambda: active(bench, AlarmType.SITE_KICKED) == ["s3"], 2)
        await ask(bench, ExcuseSite("s3", "chủ trì cho về"))
        await bench.until(lambda: active(bench, AlarmType.SITE_KICKED) == [], 3)

    play_redialling(scenario)


@pytest.mark.parametrize("by", [HungUpBy.SITE, HungUpBy.LOST, None])
def test_a_site_that_dropped_otherwise_is_dialled_again_without_a_question(by: HungUpBy | None) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        hang_up_at_the_mcu(mcu, "2003", by)
        await bench.until(lambda: dialled(mcu) == ["2003"], 60)
        assert raised(bench, AlarmType.SITE_KICKED) == []

    play_redialling(scenario)
