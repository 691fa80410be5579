"""A Cisco codec told to call, to present and to divide its monitor, in fake time: each is read back."""

from collections.abc import Callable

import pytest

from gbdt_console.core.commands import Command
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.commands import (
    CallFromRoom,
    DivideScreen,
    HangUpRoom,
    PresentRoom,
    StopPresenting,
)
from gbdt_console.core.rooms.room import RoomState
from gbdt_console.simulator.cisco.device import Manners
from gbdt_console.text.reasons import end_text
from gbdt_console.text.words import Words
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.rooms.codec_stands import XapiStand
from tests.support.rooms.engine_rooms import ask, known, room, rooms_of
from tests.support.rooms.fake_codec import FakeCodec
from tests.support.rooms.xapi_room import both_wires, played

HOST = "giaoban@mcu.example"
each_software = pytest.mark.parametrize(
    ("layouts", "one", "other"),
    [((), "equal", "prominent"), (("Grid", "Stack", "Focus"), "Grid", "Focus")],
    ids=["CE", "RoomOS"],
)


def state(bench: Bench) -> RoomState:
    found = room(bench).state
    assert found is not None
    return found


async def refused(bench: Bench, command: Command) -> str:
    end = await ask(bench, command)
    assert end.stage is Stage.FAILED
    return end.code


@both_wires
def test_a_call_is_confirmed_once_it_is_connected_and_ends_on_an_order(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        assert (await ask(bench, CallFromRoom("s2", HOST))).stage is Stage.VERIFIED
        assert [(call.number, call.is_connected) for call in stand.codec.calls] == [(HOST, True)]
        await bench.until(lambda: bool(state(bench).calls), 5)
        assert await refused(bench, CallFromRoom("s2", "2003")) == "room.in-call"
        assert (await ask(bench, HangUpRoom("s2", is_sure=True))).stage is Stage.VERIFIED
        assert bench.events("order.reverted") == [], "a call that was ended on purpose did not change back"
        assert await refused(bench, CallFromRoom("s2", " ")) == "room.number-missing"

    played(scenario, is_socket=is_socket)


@both_wires
def test_a_call_that_is_turned_down_has_failed_in_the_codec_s_words(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        end = await ask(bench, CallFromRoom("s2", "2099"))
        assert (end.stage, end.code) == (Stage.FAILED, "room.call-over")
        said = end_text(Words("vi"), "2 Điểm: gọi đi từ codec", end)
        assert "Cuộc gọi kết thúc mà chưa nối được." in said
        assert "Busy" in said

    played(scenario, is_socket=is_socket, manners=Manners(turns_down={"2099": "Busy"}))


def test_a_number_that_the_codec_refuses_and_a_call_that_it_never_makes_have_failed() -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        stand.obey(False)
        assert await refused(bench, CallFromRoom("s2", HOST)) == "order.not-obeyed"
        stand.device.manners.refuses.add(("dial",))
        assert await refused(bench, CallFromRoom("s2", HOST)) == "control.refused"
        assert stand.codec.calls == []

    played(scenario)


def test_a_call_that_nobody_takes_is_told_as_ringing_not_as_an_order_that_was_ignored() -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        answers: list[Callable[[], object]] = []
        stand.codec.call_later = lambda _, answer: answers.append(answer)
        end = await ask(bench, CallFromRoom("s2", HOST))
        assert (end.stage, end.code) == (Stage.UNKNOWN, "room.call-rings")
        assert "Chưa ai nhận cuộc gọi" in end_text(Words("vi"), "2 Điểm", end)
        assert [call.is_connected for call in stand.codec.calls] == [False], "it rings on"
        answers[0]()
        await bench.until(lambda: len(bench.events("order.ended")) > 1, 20)
        assert bench.events("order.ended")[-1].data["code"] == "order.late", "the record tells it"

    played(scenario)


def test_a_call_that_came_while_the_order_waited_is_not_joined_by_a_second_one() -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        stand.device.manners.takes_feedback = False
        stand.codec.receive_call("", "2001")
        assert await refused(bench, CallFromRoom("s2", HOST)) == "room.in-call"
        assert [call.number for call in stand.codec.calls] == ["2001"]

    played(scenario, manners=Manners(takes_feedback=False))


@both_wires
def test_content_is_confirmed_by_what_the_codec_shows_and_asked_about_in_a_call(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        assert (await ask(bench, PresentRoom("s2"))).stage is Stage.VERIFIED
        assert state(bench).content_source == "2"
        assert (await ask(bench, StopPresenting("s2"))).stage is Stage.VERIFIED
        assert state(bench).content_source == ""
        stand.codec.receive_call("", HOST)
        await bench.until(lambda: bool(state(bench).calls), 5)
        assert await refused(bench, PresentRoom("s2")) == "guard.content"
        assert stand.codec.content == "none"
        assert (await ask(bench, PresentRoom("s2", is_sure=True))).stage is Stage.VERIFIED
        assert await refused(bench, StopPresenting("s2")) == "guard.content"

    played(scenario, is_socket=is_socket)


def test_content_without_a_source_and_content_that_is_only_accepted_have_failed() -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        stand.device.manners.input = ""
        assert await refused(bench, PresentRoom("s2")) == "control.refused"
        stand.device.manners.input = "2"
        stand.obey(False)
        assert await refused(bench, PresentRoom("s2")) == "order.not-obeyed"
        assert state(bench).content_source == ""

    played(scenario)


def test_content_that_the_room_ends_itself_is_told() -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        await ask(bench, PresentRoom("s2"))
        stand.codec.present("none")
        await bench.until(lambda: bool(bench.events("order.reverted")), 10)

    played(scenario)


@each_software
@both_wires
def test_the_monitor_is_divided_as_the_codec_says_afterwards(
    layouts: tuple[str, ...], one: str, other: str, is_socket: bool
) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        await bench.until(lambda: one in state(bench).screen_layouts, 60)
        assert (await ask(bench, DivideScreen("s2", one))).stage is Stage.VERIFIED
        assert (await ask(bench, DivideScreen("s2", other))).stage is Stage.VERIFIED
        assert (stand.codec.layout, state(bench).screen_layout) == (other, other)
        assert bench.events("order.reverted") == [], "the second layout was asked for"
        assert (await ask(bench, DivideScreen("s2", f" {one.upper()} "))).stage is Stage.VERIFIED
        assert bench.events("order.ended")[-1].data["value"] == one, "the codec's own word was sent"
        end: Progress = await ask(bench, DivideScreen("s2", "Mosaic"))
        assert end.code == "room.layout-unknown"
        assert one in end_text(Words("vi"), "2 Điểm", end)
        stand.obey(False)
        assert await refused(bench, DivideScreen("s2", other)) == "order.not-obeyed"

    played(scenario, is_socket=is_socket, manners=Manners(layouts=layouts))


def test_a_codec_that_cannot_is_not_told() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: known(bench), 60)
        for command in (CallFromRoom("s2", HOST), PresentRoom("s2"), DivideScreen("s2", "equal")):
            assert await refused(bench, command) == "control.not-able"

    run_engine(rooms_of(2), scenario, mcu=FakeMcu(), codecs_of=lambda _: {"s2.codec": FakeCodec()})
