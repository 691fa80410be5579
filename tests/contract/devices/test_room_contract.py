"""The contract of rooms that are told to call, to present and to divide their monitor, for our drivers."""

from typing import cast

import pytest

from gbdt_console.core.clock import Clock, ManualClock
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.devices.control import Connects
from gbdt_console.devices.room_control import DividesScreen, PlacesCalls, Presents
from gbdt_console.driver_contract.room import (
    CHECKS,
    Check,
    Peer,
    a_call_is_listed_by_its_id_until_it_is_hung_up,
    content_begins_and_ends_as_it_is_told,
    the_monitor_is_divided_in_the_codec_s_own_words,
)
from tests.support.engine import time_loop
from tests.support.rooms.codec_stands import XapiStand


class XapiPeer(XapiStand):
    dialable = "giaoban@mcu.example"


@pytest.mark.parametrize("is_socket", [False, True], ids=["ssh", "wss"])
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_a_driver_of_a_room_owes(check: Check, is_socket: bool) -> None:
    clock = ManualClock()
    peer = cast(Peer, XapiPeer(clock, "8G1", is_socket=is_socket))  # its driver names all three
    time_loop.run(clock, check(peer))


class SlowRoom(Connects, PlacesCalls, Presents, DividesScreen):
    """Tells no id of a call that it places, and takes two seconds for whatever it is told."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: dict[str, list[tuple[float, str]]] = {}

    def _tell(self, what: str, value: str) -> None:
        self._told.setdefault(what, []).append((self._clock.monotonic() + 2.0, value))

    def _now(self, what: str) -> str:
        past = [value for at_s, value in self._told.get(what, []) if at_s <= self._clock.monotonic()]
        return past[-1] if past else ""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def place_call(self, number: str) -> str:
        self._tell("call", number)
        return ""

    def call_failure(self, call_id: str) -> str | None:
        return None

    async def calls(self) -> tuple[RoomCall, ...]:
        number = self._now("call")
        return (RoomCall("7", number, is_connected=True),) if number else ()

    async def hang_up(self, call_id: str = "") -> None:
        self._tell("call", "")

    async def present(self) -> None:
        self._tell("content", "PC")

    async def stop_presenting(self) -> None:
        self._tell("content", "")

    async def content_source(self) -> str | None:
        return self._now("content")

    async def screen_layouts(self) -> tuple[str, ...]:
        return ("auto", "equal", "single")

    async def screen_layout(self) -> str | None:
        return self._now("layout") or "equal"

    async def divide_screen(self, layout: str) -> None:
        self._tell("layout", layout)


class SlowPeer:
    dialable = "giaoban@mcu.example"

    def __init__(self, driver: SlowRoom) -> None:
        self.driver = driver

    def obey(self, does_obey: bool) -> None: ...


@pytest.mark.parametrize(
    "check",
    [
        a_call_is_listed_by_its_id_until_it_is_hung_up,
        content_begins_and_ends_as_it_is_told,
        the_monitor_is_divided_in_the_codec_s_own_words,
    ],
    ids=lambda check: check.__name__,
)
def test_a_room_may_take_its_time_and_tell_no_id(check: Check) -> None:
    clock = ManualClock()
    time_loop.run(clock, check(SlowPeer(SlowRoom(clock))))
