"""What is asked of a room's codec in fake time: every end it can have, by every kind of codec."""

import asyncio

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.commands import (
    HangUpRoom,
    MuteRoom,
    OpenRoom,
    RecallPreset,
    SleepCodec,
    WakeCodec,
)
from gbdt_console.devices.control import ControlError
from tests.support.engine.engine_in_time import Bench
from tests.support.rooms.engine_rooms import Codecs, ask, known, play, room, steps_of
from tests.support.rooms.fake_codec import FakeCodec


def test_a_room_is_muted_when_its_codec_says_so_afterwards() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        steps = [step.stage for step in await steps_of(bench, MuteRoom("s2"))]
        assert steps == [Stage.REQUESTED, Stage.SENT, Stage.ACCEPTED, Stage.VERIFIED]
        assert codecs[2].muted
        (ended,) = bench.events("order.ended")
        assert (ended.actor, ended.data["operator"]) == ("duty", "duty")
        assert [ended.data[name] for name in ("what", "target", "stage")] == ["room.mute", "s2", "verified"]
        state = room(bench).state
        assert state is not None
        assert state.is_muted
        assert room(bench).orders == ()

    play(scenario)


def test_a_codec_that_accepts_and_does_nothing_has_not_obeyed() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        ended = await ask(bench, MuteRoom("s2"))
        assert (ended.stage, ended.code) == (Stage.FAILED, "order.not-obeyed")
        await bench.until(lambda: [o.code for o in room(bench).orders] == ["order.not-obeyed"], 2)

    play(scenario, {2: FakeCodec(deaf=True)})


def test_a_refusal_is_told_in_the_codec_s_words() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        ended = await ask(bench, RecallPreset("s2", 3))
        assert (ended.stage, ended.code, ended.detail) == (
            Stage.FAILED, "control.refused", "error: no camera",
        )  # fmt: skip
        assert room(bench).preset is None

    play(scenario, {2: FakeCodec(refuses="error: no camera")})


def test_a_codec_that_goes_back_by_itself_is_said_so_although_it_says_nothing() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        assert (await ask(bench, MuteRoom("s2"))).stage is Stage.VERIFIED
        took_s = await bench.until(lambda: bool(bench.events("order.reverted")), 10)
        assert took_s < 4.0
        await bench.until(lambda: [o.is_reverted for o in room(bench).orders] == [True], 2)

    play(scenario, {2: FakeCodec(reverts_after_s=2.0, is_mute=True)})


def test_who_asks_for_the_opposite_is_not_surprised() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await ask(bench, MuteRoom("s2"))
        assert (await ask(bench, OpenRoom("s2"))).stage is Stage.VERIFIED
        await asyncio.sleep(10)
        assert bench.events("order.reverted") == []
        assert codecs[2].asked == ["mute", "unmute"]

    play(scenario)


def test_a_codec_that_obeys_and_answers_too_late_is_read_back() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        assert (await ask(bench, MuteRoom("s2"))).stage is Stage.VERIFIED
        assert codecs[2].asked == ["mute"]

    play(scenario, {2: FakeCodec(late_on="mute")})


@pytest.mark.outcome("failed")
def test_a_codec_that_is_silent_leaves_it_unknown() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        codecs[2].is_silent = True
        ended = await ask(bench, MuteRoom("s2"))
        assert (ended.stage, ended.code) == (Stage.UNKNOWN, "control.silent")

    play(scenario)


def test_a_connection_that_closes_under_an_order_leaves_it_unknown_and_repeats_nothing() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        ended = await ask(bench, MuteRoom("s2"))
        assert (ended.stage, ended.code) == (Stage.UNKNOWN, "control.closed")
        await bench.until(lambda: known(bench), 60)
        await asyncio.sleep(30)
        assert codecs[2].asked == ["mute"]
        assert not codecs[2].muted

    play(scenario, {2: FakeCodec(closes_on="mute")})


@pytest.mark.outcome("confirmed")
def test_a_preset_is_accepted_and_never_called_verified() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        steps = await steps_of(bench, RecallPreset("s2", 4))
        assert [step.stage for step in steps[1:]] == [Stage.SENT, Stage.ACCEPTED, Stage.UNKNOWN]
        assert steps[-1].code == "order.not-readable"
        await bench.until(lambda: room(bench).preset == 4, 1)
        assert codecs[2].preset == 4
        assert room(bench).orders == (), "what only can be accepted is no failure"
        codecs[2].closes_on = "preset 5"
        assert (await ask(bench, RecallPreset("s2", 5))).stage is Stage.UNKNOWN
        await bench.until(lambda: room(bench).preset is None, 1)
        assert [order.what for order in room(bench).orders] == ["room.preset"], (
            "nobody knows whether it arrived"
        )

    play(scenario)


@pytest.mark.parametrize(
    ("can_tell", "end"), [(True, (Stage.VERIFIED, "")), (False, (Stage.UNKNOWN, "order.not-readable"))]
)
def test_sleep_is_verified_where_the_codec_can_tell(can_tell: bool, end: tuple[Stage, str]) -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        for command in (SleepCodec("s2"), WakeCodec("s2")):
            last = await ask(bench, command)
            assert (last.stage, last.code) == end
        assert codecs[2].asked == ["sleep", "wake"]

    play(scenario, {2: FakeCodec(can_tell_sleep=can_tell)})


def test_all_calls_are_hung_up_and_one_that_comes_afterwards_is_another() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        codecs[2].call_in("0214123")
        await bench.until(lambda: bool((state := room(bench).state) and state.calls), 3)
        assert (await ask(bench, HangUpRoom("s2", is_sure=True))).stage is Stage.VERIFIED
        codecs[2].call_in("0214123", "2")
        await asyncio.sleep(10)
        assert bench.events("order.reverted") == []

    play(scenario)


def test_a_codec_that_cannot_say_whether_it_is_muted_is_asked_again_and_then_unknown() -> None:
    class Dumb(FakeCodec):
        async def is_muted(self) -> bool:
            raise ControlError(ControlFault.REFUSED, "error: command not found")

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        assert known(bench)
        ended = await ask(bench, MuteRoom("s2"))
        assert (ended.stage, ended.code) == (Stage.UNKNOWN, "order.not-readable")

    play(scenario, {2: Dumb()})


def test_one_codec_is_asked_one_thing_at_a_time_also_while_its_camera_turns() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        asked = (RecallPreset("s2", 1), MuteRoom("s2"), WakeCodec("s2"), HangUpRoom("s2", is_sure=True))
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def end_of(number: int) -> Progress:
            return [step async for step in session.submit(str(number), asked[number])][-1]

        ends = await asyncio.gather(*map(end_of, range(len(asked))))
        session.leave()
        assert [end.stage for end in ends] == [
            Stage.UNKNOWN, Stage.VERIFIED, Stage.UNKNOWN, Stage.VERIFIED,
        ]  # fmt: skip
        assert codecs[2].most_at_once == 1
        assert room(bench).fault is None

    play(scenario, {2: FakeCodec(camera_s=12.0)})
