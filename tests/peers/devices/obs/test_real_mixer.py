"""The driver of obs-websocket against OBS Studio itself, with films as the sites' pictures.

What is done is looked at by obsws-python, and in the pixels of what goes out.
"""

import asyncio
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from tests.support.drivers.evidence import Against, proves
from tests.support.mixer.mixer_contract import (
    ANY_PEER,
    Check,
    come_on_air,
    on_air,
    opened,
    showing,
    take,
)
from tests.support.mixer.office import (
    BACHA,
    CAMDUONG,
    CHAIR,
    CORNER,
    FULL,
    LEFT,
    LONE,
    RIGHT,
    SAPA,
    SPLIT,
    WHOLE,
)
from tests.support.mixer.real_obs import PASSWORD, RealObs, real_obs
from tests.support.mixer.witness import Witness
from tests.support.wait import until


@dataclass(frozen=True)
class RealPeer:
    real: RealObs
    password: str = PASSWORD

    @property
    def port(self) -> int:
        return self.real.port

    async def by_hand(self, work: Callable[[Witness], object]) -> object:
        return await asyncio.to_thread(work, self.real.witness)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealObs]:
    """One OBS for the whole file."""
    with real_obs(tmp_path_factory.mktemp("obs")) as obs:
        yield obs


@pytest.fixture
def peer(standing: RealObs) -> RealPeer:
    standing.witness.settle()
    standing.witness.reset()
    return RealPeer(standing)


@proves("obs-websocket", Against.REAL_PEER, "OBS Studio 30.2 of Debian 13")
@pytest.mark.parametrize("check", ANY_PEER, ids=lambda check: check.__name__)
async def test_the_contract(peer: RealPeer, check: Check) -> None:
    await check(peer)


async def test_what_goes_out_shows_the_taken_pictures_in_their_places(peer: RealPeer) -> None:
    def goes_out(**places: str) -> None:
        wanted = {"whole": WHOLE, "left": LEFT, "right": RIGHT, "corner": CORNER}
        until(
            lambda: all(peer.real.colour_at(wanted[place]) == source for place, source in places.items()),
            f"{places} goes out",
        )

    async with opened(peer) as mixer:
        await take(mixer, FULL, SAPA)
        await asyncio.to_thread(goes_out, whole=SAPA)
        await take(mixer, SPLIT, BACHA, CAMDUONG)
        await asyncio.to_thread(goes_out, left=BACHA, right=CAMDUONG)
        await take(mixer, SPLIT, CAMDUONG, BACHA)
        await asyncio.to_thread(goes_out, left=CAMDUONG, right=BACHA)
        await take(mixer, LONE, SAPA, CHAIR)
        await asyncio.to_thread(goes_out, whole=SAPA, corner=CHAIR)
        await take(mixer, FULL, SAPA)
        await asyncio.to_thread(goes_out, whole=SAPA, corner=SAPA)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["quit", "crash"])
async def test_a_mixer_that_restarts_shows_what_it_shows_then(peer: RealPeer, how: signal.Signals) -> None:
    async with opened(peer) as mixer:
        await take(mixer, FULL, BACHA)
        await come_on_air(peer, BACHA)
        changes = mixer.changes()
        await asyncio.to_thread(peer.real.stop, how)
        async for _ in changes:
            pass
        with pytest.raises(ControlError) as refusal:
            await mixer.frame()
        assert refusal.value.fault is ControlFault.CLOSED
        with pytest.raises(ControlError) as refusal:
            await mixer.open()
        assert refusal.value.fault is ControlFault.REFUSED
        await asyncio.to_thread(peer.real.start)
        await mixer.open()
        picture = await on_air(mixer)
        found = await peer.by_hand(Witness.seen)
        assert {pane.source for pane in picture.panes} == found.active != set()
        await take(mixer, SPLIT, SAPA, CAMDUONG)
        await come_on_air(peer, SAPA, CAMDUONG)
        assert await on_air(mixer) == showing(SPLIT, SAPA, CAMDUONG)
