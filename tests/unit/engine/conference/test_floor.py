"""The floor in fake time: given in turn, prepared, and microphones open out of turn."""

import asyncio

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    GiveFloor,
    PrepareFloor,
    SetBreak,
)
from gbdt_console.core.requests import Stage
from tests.support.conference.engine_meetings import ask, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench


def test_the_floor_goes_to_the_next_and_closes_the_one_before() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await ask(bench, PrepareFloor())
        assert view(bench).floor.prepared == "s2"
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        floor = view(bench).floor
        assert (floor.speaker, floor.prepared, floor.running_order) == ("s2", "", ("s3",))
        assert "2002" in (mcu.shown or "")
        await asyncio.sleep(30)
        assert (await ask(bench, GiveFloor("s3"))).stage is Stage.VERIFIED
        assert [mcu.is_blocked(f"200{n}") for n in (1, 2, 3)] == [False, True, False]
        assert view(bench).floor.heard[0][0] == "s2"
        assert view(bench).floor.heard[0][1] == pytest.approx(30, abs=1)
        await ask(bench, SetBreak(True))
        await bench.until(lambda: mcu.is_blocked("2003"), 3)
        assert not mcu.is_blocked("2001")

    play(scenario)


@pytest.mark.article("A8.2a")
def test_speaking_out_of_turn_is_a_notice_then_an_alarm_and_ends_with_the_block() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.talk(next(leg for leg in mcu.legs if "2003" in leg))
        await bench.until(lambda: [m.site_id for m in view(bench).open_microphones] == ["s3"], 5)
        assert not view(bench).open_microphones[0].is_alarm
        assert await bench.until(
            lambda: any(a.key.type == AlarmType.MICROPHONE_OPEN for a in bench.latest.alarms)
        ) == pytest.approx(20, abs=2)
        await ask(bench, BlockMicrophone("s3"))
        await bench.until(lambda: not view(bench).open_microphones, 5)
        mcu.talk(next(leg for leg in mcu.legs if "2001" in leg))
        await asyncio.sleep(40)
        assert not view(bench).open_microphones, "the chair is never out of turn"

    play(scenario)


def test_the_floor_s_clock_survives_a_wall_clock_that_jumps() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, GiveFloor("s2"))
        await asyncio.sleep(60)
        bench.clock.jump_wall(3_600)
        await asyncio.sleep(60)
        since_utc = view(bench).floor.since_utc
        assert since_utc is not None
        assert bench.clock.utc() - since_utc == pytest.approx(120, abs=2)
        await ask(bench, GiveFloor(""))
        ((site_id, heard_s),) = view(bench).floor.heard
        assert (site_id, round(heard_s / 10)) == ("s2", 12)

    play(scenario)


def test_the_floor_goes_back_to_a_chair_that_is_not_in_the_conference() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 2)
        await ask(bench, GiveFloor("s2"))
        assert (await ask(bench, GiveFloor(""))).stage is Stage.VERIFIED
        assert view(bench).floor.speaker == ""
        assert mcu.is_blocked("2002")

    play(scenario)


def test_the_floor_given_twice_to_one_speaker_is_given_once() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, GiveFloor("s2"))
        await asyncio.sleep(60)
        mcu.shown = None
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        assert mcu.shown is not None, "what got lost is asked for again"
        since_utc = view(bench).floor.since_utc
        assert since_utc is not None
        assert bench.clock.utc() - since_utc == pytest.approx(60, abs=2)
        assert view(bench).floor.heard == ()

    play(scenario)
