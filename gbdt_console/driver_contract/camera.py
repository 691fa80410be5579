"""Checks what every driver of a camera owes the console, one check each.

A check of a capability that the driver does not name raises SkipTest.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol, cast

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.control import Codec, PhotographsRoom, ReportsPosition
from gbdt_console.driver_contract.checking import able, come_true, refusal_of

MAGIC = (b"\xff\xd8\xff", b"BM")
"""How a JPEG and a BMP begin."""


class Peer(Protocol):
    """A camera, looked at past the driver.

    presets: two numbers or more, with the place of each; it stands at none of them at first
    unknown: the number of a preset that it does not have
    """

    presets: dict[int, CameraPosition]
    unknown: int

    @property
    def driver(self) -> Codec: ...

    def place(self) -> CameraPosition:
        """Return where the camera really stands."""
        ...

    def push(self) -> None:
        """Turn the camera as a person in the room does."""
        ...

    def obey(self, does_obey: bool) -> None:
        """Say whether the camera does what it accepts; at first it does."""
        ...


Check = Callable[[Peer], Awaitable[None]]


@asynccontextmanager
async def opened(peer: Peer) -> AsyncIterator[ReportsPosition]:
    driver = able(peer.driver, ReportsPosition)
    await driver.open()
    try:
        yield cast("ReportsPosition", driver)
    finally:
        await driver.close()


async def opening_and_asking_move_nothing(peer: Peer) -> None:
    before = peer.place()
    async with opened(peer) as camera:
        assert await camera.position() == before
    assert peer.place() == before


async def it_turns_and_tells_the_place(peer: Peer) -> None:
    async with opened(peer) as camera:
        for preset, place in peer.presets.items():
            await camera.recall(preset)

            async def is_there(place: CameraPosition = place) -> bool:
                return peer.place() == place == await camera.position()

            await come_true(is_there, f"it stands at preset {preset}")
        peer.push()
        assert await camera.position() == peer.place()


async def a_preset_that_it_does_not_have_is_refused_and_moves_nothing(peer: Peer) -> None:
    before = peer.place()
    async with opened(peer) as camera:
        for preset in (peer.unknown, -1, 255):
            assert (await refusal_of(camera.recall(preset))).fault is ControlFault.REFUSED
        assert await camera.position() == before == peer.place()


async def accepting_is_not_doing(peer: Peer) -> None:
    before, preset = peer.place(), next(iter(peer.presets))
    async with opened(peer) as camera:
        peer.obey(False)
        await camera.recall(preset)
        assert await camera.position() == before == peer.place()


async def many_at_once_are_all_answered_rightly(peer: Peer) -> None:
    async with opened(peer) as camera:
        assert await asyncio.gather(*(camera.position() for _ in range(6))) == [peer.place()] * 6


async def closed_it_says_so_and_may_be_closed_again(peer: Peer) -> None:
    before, preset = peer.place(), next(iter(peer.presets))
    async with opened(peer) as camera:
        await peer.driver.close()
        for asking in (camera.position(), camera.recall(preset)):
            assert (await refusal_of(asking)).fault is ControlFault.CLOSED
    assert peer.place() == before


async def a_photo_is_a_picture_beside_other_requests(peer: Peer) -> None:
    able(peer.driver, PhotographsRoom)
    async with opened(peer) as camera:
        photo, place = await asyncio.gather(cast("PhotographsRoom", camera).photo(), camera.position())
        assert photo.startswith(MAGIC)
        assert place == peer.place()
        await peer.driver.close()
        assert (await refusal_of(cast("PhotographsRoom", camera).photo())).fault is ControlFault.CLOSED


CHECKS: tuple[Check, ...] = (
    opening_and_asking_move_nothing,
    it_turns_and_tells_the_place,
    a_preset_that_it_does_not_have_is_refused_and_moves_nothing,
    accepting_is_not_doing,
    many_at_once_are_all_answered_rightly,
    closed_it_says_so_and_may_be_closed_again,
)
PHOTO_CHECKS: tuple[Check, ...] = (a_photo_is_a_picture_beside_other_requests,)
"""Beside CHECKS, of a driver that names PhotographsRoom."""
