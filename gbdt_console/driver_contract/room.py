"""Checks what a driver owes whose codec is told to call, to present or to divide its monitor.

Checks of capabilities that the driver does not name are skipped.
"""

from abc import ABC
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import Connects
from gbdt_console.devices.room_control import DividesScreen, PlacesCalls, Presents
from gbdt_console.driver_contract.checking import able, come_true, refusal_of


class Room(Connects, PlacesCalls, Presents, DividesScreen, ABC):
    """Every capability that the checks know."""


class Peer(Protocol):
    """A codec that is in no call, presents nothing, and has an input set up for that.

    dialable: a number that is answered
    """

    @property
    def driver(self) -> Room: ...

    @property
    def dialable(self) -> str: ...

    def obey(self, does_obey: bool) -> None:
        """Say whether the codec does what it accepts; at first it does."""
        ...


Check = Callable[[Peer], Awaitable[None]]


@asynccontextmanager
async def opened(peer: Peer, *needed: type) -> AsyncIterator[Room]:
    driver = able(peer.driver, *needed)
    await driver.open()
    try:
        yield driver
    finally:
        await driver.close()


async def a_call_is_listed_by_its_id_until_it_is_hung_up(peer: Peer) -> None:
    async with opened(peer, PlacesCalls) as codec:
        call_id = await codec.place_call(peer.dialable)

        async def is_connected() -> bool:
            return [call.is_connected and call_id in ("", call.id) for call in await codec.calls()] == [True]

        await come_true(is_connected, "it was answered")
        assert codec.call_failure(call_id) is None
        await codec.hang_up()

        async def is_over() -> bool:
            return not await codec.calls()

        await come_true(is_over, "it was hung up")


async def content_begins_and_ends_as_it_is_told(peer: Peer) -> None:
    async with opened(peer, Presents) as codec:
        assert await codec.content_source() == ""

        async def is_shown() -> bool:
            return bool(await codec.content_source())

        async def is_over() -> bool:
            return await codec.content_source() == ""

        await codec.present()
        await come_true(is_shown, "it presents")
        await codec.stop_presenting()
        await come_true(is_over, "it presents no more")


async def the_monitor_is_divided_in_the_codec_s_own_words(peer: Peer) -> None:
    async with opened(peer, DividesScreen) as codec:
        now = await codec.screen_layout()
        other = next(one for one in await codec.screen_layouts() if one not in (now, "auto"))
        await codec.divide_screen(other)

        async def is_divided() -> bool:
            return await codec.screen_layout() == other

        await come_true(is_divided, "the monitor is divided so")


async def accepted_content_is_not_shown_content(peer: Peer) -> None:
    async with opened(peer, Presents) as codec:
        peer.obey(False)
        await codec.present()
        assert await codec.content_source() == ""


async def closed_it_does_nothing_more(peer: Peer) -> None:
    async with opened(peer, PlacesCalls) as codec:
        await codec.close()
        assert (await refusal_of(codec.place_call(peer.dialable))).fault is ControlFault.CLOSED


CHECKS: tuple[Check, ...] = (
    a_call_is_listed_by_its_id_until_it_is_hung_up,
    content_begins_and_ends_as_it_is_told,
    the_monitor_is_divided_in_the_codec_s_own_words,
    accepted_content_is_not_shown_content,
    closed_it_does_nothing_more,
)
