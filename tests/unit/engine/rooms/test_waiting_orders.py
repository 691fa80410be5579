"""What a second pair of eyes doubted about the rooms' codecs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from gbdt_console.core.commands import Command, StartMeeting, TakeControl
from gbdt_console.core.conference.commands import GiveFloor, PrepareFloor, SetCalled
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.commands import HangUpRoom, MuteRoom, OpenRoom, RecallPreset, SleepCodec
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.core.sites import RedialOwner
from tests.support.conference.engine_meetings import view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.rooms.engine_rooms import FLOOR_PRESET, Codecs, ask, known, meeting, play, room, rooms_of
from tests.support.rooms.fake_codec import FakeCodec


def seat(bench: Bench) -> Callable[[Command], "asyncio.Task[Progress]"]:
    """One console, which can ask for several things without waiting."""
    session = bench.engine.join(ClientKind.CONSOLE, "tty")

    async def end_of(command: Command) -> Progress:
        return [step async for step in session.submit(type(command).__name__, command)][-1]

    return lambda command: asyncio.ensure_future(end_of(command))


def test_a_site_that_got_the_floor_while_its_preset_waited_keeps_its_picture() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        begin = seat(bench)
        turning = begin(RecallPreset("s2", 1))
        await begin(PrepareFloor("s2"))
        assert (await begin(GiveFloor("s2"))).stage is Stage.VERIFIED
        await turning
        await bench.until(lambda: any(o.code == "room.not-prepared" for o in room(bench).orders), 20)
        assert codecs[2].asked == ["preset 1"]
        assert (await begin(RecallPreset("s2", 3))).code == "order.not-readable", "a person may"

    mcu = FakeMcu()
    mcu.join("2002")
    play(scenario, {2: FakeCodec(camera_s=12.0)}, mcu=mcu)


def test_of_two_sites_prepared_in_turn_only_the_last_one_turns_its_camera_late() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        begin = seat(bench)
        turning = begin(RecallPreset("s2", 1))
        await begin(PrepareFloor("s2"))
        await begin(PrepareFloor("s3"))
        await turning
        await asyncio.sleep(20)
        assert (codecs[2].asked, codecs[3].asked) == (["preset 1"], [f"preset {FLOOR_PRESET}"])

    play(scenario, {2: FakeCodec(camera_s=12.0), 3: FakeCodec()})


def test_a_call_that_came_while_the_hanging_up_waited_is_not_hung_up() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        codecs[2].call_in("2001", "1")
        await bench.until(lambda: bool((state := room(bench).state) and state.calls), 5)
        begin = seat(bench)
        turning, ending = begin(RecallPreset("s2", 1)), begin(HangUpRoom("s2", is_sure=True))
        await asyncio.sleep(1)
        codecs[2].call_in("0214123", "2")
        await turning
        last = await ending
        assert (last.stage, last.code) == (Stage.FAILED, "room.calls-changed"), last
        assert "hang up" not in codecs[2].asked

    play(scenario, {2: FakeCodec(camera_s=12.0)})


def test_a_call_that_came_since_the_last_look_keeps_a_codec_awake() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await asyncio.sleep(1)
        codecs[2].call_in("2001", "1")
        last = await ask(bench, SleepCodec("s2"))
        assert (last.stage, last.code) == (Stage.FAILED, "guard.hang-up"), last
        assert codecs[2].asked == []

    play(scenario, {2: FakeCodec(is_mute=True)})


def test_a_codec_that_was_away_is_not_said_to_look_where_it_was_sent() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        await ask(bench, PrepareFloor("s2"))
        await bench.until(lambda: room(bench).preset == FLOOR_PRESET, 3)
        codecs[2].hang()
        await bench.until(lambda: not known(bench), 10)
        await bench.until(lambda: known(bench), 10)
        assert room(bench).preset is None

    play(scenario)


def test_what_was_asked_for_as_the_engine_stops_is_in_the_journal() -> None:
    benches: list[Bench] = []

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        begin = seat(bench)
        begin(OpenRoom("s2"))
        begin(MuteRoom("s2"))
        await bench.until(lambda: "unmute" in codecs[2].asked, 3)
        benches.append(bench)

    used = {2: FakeCodec()}
    play(scenario, used)
    ended = [entry.data for entry in benches[0].events("order.ended")]
    assert {(data["what"], data["stage"]) for data in ended} == {
        ("room.open", "unknown"),
        ("room.mute", "failed"),
    }
    assert used[2].asked == ["unmute"], "what waited for its turn never went out"
    assert benches[0].entries[-1].kind == "engine.stopped"


def test_a_room_that_a_person_hung_up_by_its_codec_is_not_called_again() -> None:
    mcu = FakeMcu()
    codec = FakeCodec(in_calls=[RoomCall("1", "hoinghi", True)])

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        leg = mcu.join("2002")
        await bench.until(lambda: bool(view(bench).row("s2").participant), 5)
        assert (await ask(bench, HangUpRoom("s2", is_sure=True))).stage is Stage.VERIFIED
        mcu.ended = ((leg, HungUpBy.SITE),)
        mcu.leave(leg)
        await asyncio.sleep(120)
        assert mcu.asked == []
        left = view(bench).row("s2").left
        assert left is not None
        assert (left.by, left.operator) == (HungUpBy.CONSOLE, "trực trung tâm")

    sites = tuple(replace(site, redial=RedialOwner.CONSOLE) for site in rooms_of(3).sites)
    play(scenario, {2: codec}, mcu=mcu, network=replace(rooms_of(3), sites=sites))


def test_a_room_is_not_opened_long_after_it_was_asked_for() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        begin = seat(bench)
        turning, opening = begin(RecallPreset("s2", 1)), begin(OpenRoom("s2"))
        await turning
        last = await opening
        assert (last.stage, last.code) == (Stage.FAILED, "room.too-late")
        assert "unmute" not in codecs[2].asked
        assert (await begin(OpenRoom("s2"))).stage is Stage.VERIFIED

    play(scenario, {2: FakeCodec(camera_s=20.0)})


def test_under_an_upper_site_no_room_of_ours_is_opened_until_it_has_called() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200, upper_site_id="s3"))
        assert (await ask(bench, OpenRoom("s2"))).code == "upper.not-called"
        assert codecs[2].asked == []
        await ask(bench, SetCalled(True))
        assert (await ask(bench, OpenRoom("s2"))).stage is Stage.VERIFIED

    play(scenario)


def test_what_fails_while_a_codec_is_listened_to_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(FakeCodec):
        async def changes(self) -> AsyncIterator[str]:
            raise RuntimeError("a defect of the driver")
            yield ""

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await bench.until(lambda: room(bench).fault is not None, 5)

    play(scenario, {2: Broken()})
    assert "a defect of the driver" in caplog.text


class Brief(FakeCodec):
    """It answers one look and closes, again and again."""

    async def calls(self) -> tuple[RoomCall, ...]:
        found = await super().calls()
        asyncio.get_running_loop().call_later(0.05, self.hang)
        return found


def test_a_codec_that_answers_once_and_closes_is_called_less_and_less_often() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await asyncio.sleep(60)
        assert len(codecs[2].opened_s) <= 8
        assert codecs[2].looks >= 3

    play(scenario, {2: Brief()})


def test_what_waits_for_its_turn_is_not_sent_once_somebody_else_has_control() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        first, second = seat(bench), seat(bench)
        turning, opening = first(RecallPreset("s2", 1)), first(OpenRoom("s2"))
        await asyncio.sleep(1)
        assert (await second(TakeControl())).stage is Stage.RECORDED
        await turning
        last = await opening
        assert (last.stage, last.code) == (Stage.FAILED, "control.held")
        assert "unmute" not in codecs[2].asked
        assert (await second(OpenRoom("s2"))).stage is Stage.VERIFIED

    play(scenario, {2: FakeCodec(camera_s=8.0)})
