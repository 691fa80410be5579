"""What a room is not asked: unless a person is sure, unless it is allowed, and never by itself."""

import asyncio
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.conference.commands import (
    BlockOthers,
    GiveFloor,
    PrepareFloor,
    SetBreak,
    SetCalled,
    UnblockMicrophone,
)
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.rooms.commands import HangUpRoom, MuteRoom, OpenRoom, RecallPreset, SleepCodec
from gbdt_console.core.rooms.room import RoomCall
from tests.support.conference.engine_meetings import view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.rooms.engine_rooms import (
    FLOOR_PRESET,
    Codecs,
    ask,
    known,
    meeting,
    play,
    room,
    rooms_of,
    steps_of,
)
from tests.support.rooms.fake_codec import FakeCodec


def three() -> Codecs:
    return {n: FakeCodec() for n in (1, 2, 3)}


def test_a_room_is_opened_from_afar_only_where_sites_yaml_allows_it() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        ended = await ask(bench, OpenRoom("s3"))
        assert (ended.stage, ended.code) == (Stage.FAILED, "guard.remote-unmute")
        assert codecs[3].asked == []
        assert (await ask(bench, OpenRoom("s2"))).stage is Stage.VERIFIED

    play(scenario, three())


def test_in_a_break_no_room_is_opened() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        await ask(bench, SetBreak(True))
        assert (await ask(bench, OpenRoom("s2"))).code == "floor.is-break"
        await ask(bench, SetBreak(False))
        assert (await ask(bench, OpenRoom("s2"))).stage is Stage.VERIFIED

    play(scenario, three())


def test_a_break_that_begins_while_the_camera_turns_leaves_the_room_closed() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def end_of(command: Command) -> str:
            return [step async for step in session.submit(new_request_id(), command)][-1].code

        turning = asyncio.ensure_future(end_of(RecallPreset("s2", 1)))
        opening = asyncio.ensure_future(end_of(OpenRoom("s2")))
        await asyncio.sleep(1)
        assert await end_of(SetBreak(True)) == ""
        assert await turning == "order.not-readable"
        assert await opening == "floor.is-break"
        session.leave()
        assert codecs[2].asked == ["preset 1"]

    play(scenario, {**three(), 2: FakeCodec(camera_s=12.0)})


def test_the_chair_and_the_speaker_are_muted_only_by_who_is_sure() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        assert (await ask(bench, MuteRoom("s1"))).code == "guard.chair-or-speaker"
        assert (await ask(bench, MuteRoom("s3"))).stage is Stage.VERIFIED
        assert (await ask(bench, MuteRoom("s1", is_sure=True))).stage is Stage.VERIFIED

    play(scenario, three())


def test_a_codec_in_a_call_sleeps_and_hangs_up_only_by_who_is_sure() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        assert (await ask(bench, SleepCodec("s2"))).code == "order.not-readable"
        codecs[2].call_in("0214123")
        await bench.until(lambda: bool((state := room(bench).state) and state.calls), 3)
        assert (await ask(bench, SleepCodec("s2"))).code == "guard.hang-up"
        assert (await ask(bench, HangUpRoom("s2"))).code == "guard.hang-up"
        assert codecs[2].asked == ["sleep"]
        assert (await ask(bench, SleepCodec("s2", is_sure=True))).code == "order.not-readable"
        codecs[2].is_silent = True
        await bench.until(lambda: not known(bench), 30)
        assert (await ask(bench, SleepCodec("s2"))).code == "guard.hang-up", "it may be in a call"

    play(scenario, three())


def test_preparing_the_floor_turns_the_camera_by_the_operator_s_order() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        await ask(bench, RecallPreset("s2", 1))
        assert (await ask(bench, PrepareFloor("s2"))).stage is Stage.RECORDED
        await bench.until(lambda: room(bench).preset == FLOOR_PRESET, 3)
        assert codecs[2].asked == ["preset 1", f"preset {FLOOR_PRESET}"]
        ended = bench.events("order.ended")[-1]
        assert (ended.actor, ended.data["what"]) == ("duty", "room.preset")
        kinds = [entry.kind for entry in bench.entries]
        assert kinds.index("floor.prepared") < len(kinds) - 1 - kinds[::-1].index("order.ended")

    play(scenario, three())


def test_a_camera_that_does_not_turn_fails_no_preparing_and_is_shown() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        await ask(bench, RecallPreset("s3", 1))
        codecs[3].refuses = "error: no camera"
        assert (await ask(bench, PrepareFloor("s3"))).stage is Stage.RECORDED
        await bench.until(lambda: [o.words for o in room(bench, 3).orders] == ["error: no camera"], 3)
        assert room(bench, 3).preset is None, "what it looked at before was not for this floor"

    play(scenario, three())


def test_no_camera_turns_on_air_nor_where_no_preset_is_named() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        for command in (PrepareFloor("s1"), PrepareFloor("s4"), PrepareFloor("s2"), PrepareFloor("")):
            assert (await ask(bench, command)).stage is Stage.RECORDED
            await asyncio.sleep(3)
        assert codecs[1].asked == codecs[4].asked == []
        assert codecs[2].asked == [f"preset {FLOOR_PRESET}"] * 2, "without a site it is the next one's turn"

    mcu = FakeMcu()
    mcu.join("2002")
    play(scenario, {**three(), 4: FakeCodec()}, sites=4, mcu=mcu)


@dataclass
class Held:
    """How often each site was allowed to be opened by now."""

    allowed: dict[int, int] = field(default_factory=lambda: {1: 0, 2: 0, 3: 0})


SITE = st.sampled_from((1, 2, 3))


STEP = st.one_of(
    st.tuples(st.sampled_from(("open", "mute", "press", "lose", "deaf", "prepare", "give", "unblock")), SITE),
    st.tuples(st.sampled_from(("break", "resume", "block-others", "wait")), st.just(1)),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(STEP, min_size=3, max_size=14))
def test_nothing_but_a_permitted_order_opens_a_room_and_nothing_is_claimed_that_is_not_so(
    plan: list[tuple[str, int]],
) -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        held = Held()
        await meeting(bench)
        for what, number in plan:
            await _take(bench, codecs[number], what, number, held)
        await asyncio.sleep(10)
        for number, codec in codecs.items():
            assert codec.asked.count("unmute") <= held.allowed[number]
            assert codec.most_at_once == 1

    play(scenario, three())


async def _take(bench: Bench, codec: FakeCodec, what: str, number: int, held: Held) -> None:
    site = f"s{number}"
    commands: dict[str, Command] = {
        "prepare": PrepareFloor(site), "give": GiveFloor(site), "unblock": UnblockMicrophone(site),
        "break": SetBreak(True), "resume": SetBreak(False), "block-others": BlockOthers(),
    }  # fmt: skip
    match what:
        case "open":
            is_break = bench.latest.conference is not None and bench.latest.conference.floor.is_break
            held.allowed[number] += number == 2 and not is_break
            if (await ask(bench, OpenRoom(site))).stage is Stage.VERIFIED:
                assert not codec.muted
        case "mute":
            if (await ask(bench, MuteRoom(site, is_sure=True))).stage is Stage.VERIFIED:
                assert codec.muted
        case "press":
            codec.press(is_muted=not codec.muted)
        case "lose":
            codec.hang()
        case "deaf":
            codec.deaf = not codec.deaf
        case "wait":
            await asyncio.sleep(3)
        case _:
            await ask(bench, commands[what])


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


def test_under_an_upper_site_no_room_of_ours_is_opened_until_it_has_called() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200, upper_site_id="s3"))
        assert (await ask(bench, OpenRoom("s2"))).code == "upper.not-called"
        assert codecs[2].asked == []
        await ask(bench, SetCalled(True))
        assert (await ask(bench, OpenRoom("s2"))).stage is Stage.VERIFIED

    play(scenario)


def test_an_order_that_is_refused_when_its_turn_comes_is_never_called_sent() -> None:
    """A call came that nobody had seen when the hang-up was confirmed."""

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        codecs[2].call_in("0214123")
        await bench.until(lambda: bool((state := room(bench).state) and state.calls), 3)
        codecs[2].in_calls.append(RoomCall("9", "0214999", True))
        steps = await steps_of(bench, HangUpRoom("s2", is_sure=True))
        assert [(step.stage, step.code) for step in steps] == [
            (Stage.REQUESTED, ""),
            (Stage.FAILED, "room.calls-changed"),
        ]
        assert len(codecs[2].in_calls) == 2

    play(scenario)
