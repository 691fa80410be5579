"""The rooms' codecs through the whole engine in fake time: what is seen of them, and what stays apart."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from gbdt_console.core.conference.commands import PrepareFloor
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.rooms.commands import MuteRoom
from gbdt_console.core.rooms.room import RoomCall
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.rooms.engine_rooms import FLOOR_PRESET, Codecs, ask, known, meeting, play, room
from tests.support.rooms.fake_codec import FakeCodec


def test_a_room_is_seen_as_its_codec_tells_it() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        codecs[2].press(is_muted=True)
        codecs[2].call_in("0214123")
        await bench.until(lambda: bool((state := room(bench).state) and state.calls), 3)
        state, seen = room(bench).state, room(bench)
        assert state is not None
        assert (state.is_muted, state.is_asleep, state.calls[0].number) == (True, None, "0214123")
        assert (seen.device_id, seen.is_plain_text, seen.fault) == ("s2.codec", True, None)
        assert (seen.floor_preset, seen.may_be_opened) == (7, True)
        assert [view.site_id for view in bench.latest.rooms] == ["s2"], "the others have no control"

    play(scenario, {2: FakeCodec(is_plain_text=True)})


def test_a_codec_without_events_is_looked_at_more_often_in_a_meeting() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        codec = codecs[2]
        before = codec.looks
        await asyncio.sleep(150)
        idle, before = codec.looks - before, codec.looks
        await meeting(bench)
        unknown: list[float] = []
        bench.engine.publisher.on_snapshot(
            lambda s: None if s.rooms[0].known(s.at_s) else unknown.append(s.at_s)
        )
        await asyncio.sleep(150)
        assert idle in range(8, 12)
        assert codec.looks - before in range(24, 32)
        assert unknown == []

    play(scenario, {2: FakeCodec(is_mute=True)})


@pytest.mark.parametrize("fault", list(ControlFault))
def test_a_codec_that_cannot_be_asked_shows_why_and_hurts_nobody_else(fault: ControlFault) -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        assert room(bench, 2).fault is fault
        assert not known(bench, 2)
        assert known(bench, 3)
        ended = await ask(bench, MuteRoom("s2"))
        assert (ended.stage, ended.code) == (Stage.FAILED, f"control.{fault}"), "it never went out"
        assert codecs[2].asked == []
        codecs[2].fault = None
        await bench.until(lambda: known(bench, 2), 60)

    play(scenario, {2: FakeCodec(fault=fault), 3: FakeCodec()})


def test_a_codec_that_does_not_come_back_is_tried_again_less_and_less_often() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await asyncio.sleep(600)
        assert len(codecs[2].opened_s) in range(20, 30)

    play(scenario, {2: FakeCodec(fault=ControlFault.SILENT)})


def test_a_codec_that_falls_silent_is_not_known_any_more() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        codecs[2].is_silent = True
        await bench.until(lambda: room(bench).fault is ControlFault.SILENT, 25)
        assert not known(bench)
        codecs[2].is_silent = False
        await bench.until(lambda: known(bench), 40)

    play(scenario)


class Strange(FakeCodec):
    """Its driver fails in a way that no driver should."""

    async def calls(self) -> tuple[()]:  # type: ignore[override]
        raise ValueError("what")


def test_a_driver_s_own_error_is_a_fault_of_that_room_alone() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        assert room(bench, 2).fault is ControlFault.MALFORMED
        await asyncio.sleep(60)
        assert known(bench, 3)

    play(scenario, {2: Strange(), 3: FakeCodec()})


def test_eighty_codecs_of_which_half_are_dead_open_one_after_the_other() -> None:
    dead = {n: FakeCodec(fault=ControlFault.SILENT) for n in range(1, 81, 2)}
    alive = {n: FakeCodec() for n in range(2, 81, 2)}

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await meeting(bench)
        await asyncio.sleep(60)
        before = {n: codec.looks for n, codec in alive.items()}
        await asyncio.sleep(60)
        assert all(codec.looks - before[n] >= 9 for n, codec in alive.items())
        opened = sorted(moment for codec in codecs.values() for moment in codec.opened_s)
        gaps = [after - first for first, after in pairwise(opened)]
        assert min(gaps) > 0.09
        assert [known(bench, n) for n in (1, 2, 79, 80)] == [False, True, False, True]

    play(scenario, dead | alive, sites=80)


def test_who_only_watches_asks_nothing_of_a_room() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        observer = bench.engine.join(ClientKind.OBSERVER, "tty")
        last = [step async for step in observer.submit(new_request_id(), MuteRoom("s2"))][-1]
        observer.leave()
        assert last.code == "control.observer"
        assert codecs[2].asked == []

    play(scenario)


def test_a_site_whose_codec_cannot_be_controlled_has_none() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        for site in ("s1", "nowhere"):
            assert (await ask(bench, MuteRoom(site))).code == "room.none"

    play(scenario)


def test_the_engine_stops_while_a_codec_is_asked_and_does_not_answer() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        codecs[2].is_silent = True
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        await anext(session.submit(new_request_id(), MuteRoom("s2")))
        await asyncio.sleep(0.5)

    play(scenario)


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


def test_a_codec_that_is_heard_with_its_microphone_closed_is_contradicted() -> None:
    """Not while the speech before it still counts, and not once the room opened it since."""
    mcu = FakeMcu()

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        def is_contradicted() -> bool:
            assert bench.latest.conference is not None
            since_s = bench.latest.conference.talking_since_s("s2")
            return room(bench).contradicts_talk(since_s, bench.latest.at_s)

        def is_closed() -> bool:
            return room(bench).muted_since_s is not None

        leg = mcu.join("2002")
        await meeting(bench)
        codecs[2].press(is_muted=True)
        await bench.until(is_closed, 10)
        await asyncio.sleep(4)
        assert not is_contradicted()
        mcu.talk(leg)
        await bench.until(is_contradicted, 7)
        await asyncio.sleep(30)
        assert is_contradicted()
        codecs[2].press(is_muted=False)
        await bench.until(lambda: not is_contradicted(), 6)
        codecs[2].press(is_muted=True)
        await bench.until(is_closed, 10)
        assert not is_contradicted(), "the MCU reports the end of speech late"
        mcu.talk(leg, is_on=False)
        await asyncio.sleep(10)
        assert not is_contradicted()

    play(scenario, mcu=mcu)
