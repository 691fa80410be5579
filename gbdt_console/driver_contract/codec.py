"""Checks what every driver of a codec's microphone owes the console, one check each."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import HasMicrophone
from gbdt_console.driver_contract.checking import refusal_of


class Peer(Protocol):
    """A codec whose microphone is open at first."""

    @property
    def driver(self) -> HasMicrophone: ...

    def truth(self) -> bool:
        """Tell whether the codec says that it is muted, past the driver."""
        ...

    def press(self, is_muted: bool) -> None:
        """Mute or open the microphone as a person in the room does."""
        ...

    def obey(self, does_obey: bool) -> None:
        """Say whether the codec does what it accepts; at first it does."""
        ...


Check = Callable[[Peer], Awaitable[None]]


@asynccontextmanager
async def opened(peer: Peer) -> AsyncIterator[HasMicrophone]:
    await peer.driver.open()
    try:
        yield peer.driver
    finally:
        await peer.driver.close()


async def it_mutes_unmutes_and_reads_back(peer: Peer) -> None:
    for _ in range(2):
        async with opened(peer) as codec:
            await codec.mute()
            assert (peer.truth(), await codec.is_muted()) == (True, True)
            await codec.unmute()
            assert (peer.truth(), await codec.is_muted()) == (False, False)
            peer.press(True)
            assert await codec.is_muted() is True
            peer.press(False)


async def closed_it_says_so_and_may_be_closed_again(peer: Peer) -> None:
    async with opened(peer) as codec:
        await codec.close()
        for ask in (codec.is_muted, codec.mute, codec.unmute):
            assert (await refusal_of(ask())).fault is ControlFault.CLOSED
    assert peer.truth() is False


async def many_at_once_are_all_answered_rightly(peer: Peer) -> None:
    async with opened(peer) as codec:
        await codec.mute()
        assert await asyncio.gather(*(codec.is_muted() for _ in range(6))) == [True] * 6


async def accepting_is_not_doing(peer: Peer) -> None:
    async with opened(peer) as codec:
        peer.obey(False)
        await codec.mute()
        assert await codec.is_muted() is False


CHECKS: tuple[Check, ...] = (
    it_mutes_unmutes_and_reads_back,
    closed_it_says_so_and_may_be_closed_again,
    many_at_once_are_all_answered_rightly,
    accepting_is_not_doing,
)
