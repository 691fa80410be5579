"""Orders to a codec that wait for their turn: what changed meanwhile decides whether they are sent."""

import asyncio

from gbdt_console.core.commands import TakeControl
from gbdt_console.core.conference.commands import GiveFloor, PrepareFloor
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.commands import HangUpRoom, MuteRoom, OpenRoom, RecallPreset, SleepCodec
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.rooms.engine_rooms import (
    FLOOR_PRESET,
    Codecs,
    ask,
    meeting,
    open_session,
    play,
    room,
)
from tests.support.rooms.fake_codec import FakeCodec


def test_a_site_that_got_the_floor_while_its_preset_waited_keeps_its_picture() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        begin = open_session(bench)
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
        begin = open_session(bench)
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
        begin = open_session(bench)
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


def test_what_was_asked_for_as_the_engine_stops_is_in_the_journal() -> None:
    benches: list[Bench] = []

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        begin = open_session(bench)
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


def test_a_room_is_not_opened_long_after_it_was_asked_for() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        begin = open_session(bench)
        turning, opening = begin(RecallPreset("s2", 1)), begin(OpenRoom("s2"))
        await turning
        last = await opening
        assert (last.stage, last.code) == (Stage.FAILED, "room.too-late")
        assert "unmute" not in codecs[2].asked
        assert (await begin(OpenRoom("s2"))).stage is Stage.VERIFIED

    play(scenario, {2: FakeCodec(camera_s=20.0)})


def test_what_waits_for_its_turn_is_not_sent_once_somebody_else_has_control() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        first, second = open_session(bench), open_session(bench)
        turning, opening = first(RecallPreset("s2", 1)), first(OpenRoom("s2"))
        await asyncio.sleep(1)
        assert (await second(TakeControl())).stage is Stage.RECORDED
        await turning
        last = await opening
        assert (last.stage, last.code) == (Stage.FAILED, "control.held")
        assert "unmute" not in codecs[2].asked
        assert (await second(OpenRoom("s2"))).stage is Stage.VERIFIED

    play(scenario, {2: FakeCodec(camera_s=8.0)})
