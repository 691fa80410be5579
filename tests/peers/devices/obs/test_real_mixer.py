"""The driver of obs-websocket against OBS Studio itself, with films as the sites' pictures.

What is done is looked at by obsws-python, and in the pixels of what goes out.
"""

import asyncio
import signal
from collections.abc import Callable

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import Pane, PaneKind
from gbdt_console.devices.control import ControlError
from gbdt_console.driver_contract.checking import come_true
from tests.support.drivers.evidence import Against, proves
from tests.support.mixer.mixer_contract import (
    ANY_PEER,
    Check,
    come_on_air,
    on_air,
    opened,
    seen,
    showing,
    take,
)
from tests.support.mixer.office import (
    BACHA,
    BREAK,
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
from tests.support.mixer.real_obs import RealPeer
from tests.support.mixer.witness import Witness
from tests.support.wait import until


@proves("obs-websocket", Against.REAL_PEER, "OBS Studio 30.2 of Debian 13")
@pytest.mark.parametrize("check", ANY_PEER, ids=lambda check: check.__name__)
async def test_the_contract(office: RealPeer, check: Check) -> None:
    await check(office)


async def test_what_goes_out_shows_the_taken_pictures_in_their_places(office: RealPeer) -> None:
    def goes_out(**places: str) -> None:
        wanted = {"whole": WHOLE, "left": LEFT, "right": RIGHT, "corner": CORNER}
        until(
            lambda: all(office.real.colour_at(wanted[place]) == source for place, source in places.items()),
            f"{places} goes out",
        )

    async with opened(office) as mixer:
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


async def test_a_mixer_that_crashed_shows_what_it_shows_after_its_start(office: RealPeer) -> None:
    async with opened(office) as mixer:
        await take(mixer, FULL, BACHA)
        await come_on_air(office, BACHA)
        changes = mixer.changes()
        await asyncio.to_thread(office.real.stop, signal.SIGKILL)
        async for _ in changes:
            pass
        with pytest.raises(ControlError) as refusal:
            await mixer.frame()
        assert refusal.value.fault is ControlFault.CLOSED
        with pytest.raises(ControlError) as refusal:
            await mixer.open()
        assert refusal.value.fault is ControlFault.REFUSED
        await asyncio.to_thread(office.real.start)
        await mixer.open()

        async def tells_the_truth() -> bool:
            """Of the scene that OBS saved last; it answers before its scenes have their sources again."""
            found, picture = await seen(office), await on_air(mixer)
            is_whole = bool(picture.panes) or found.program == BREAK
            return is_whole and {pane.source for pane in picture.panes} == found.active

        await come_true(tells_the_truth, "what is on air is told")
        await take(mixer, SPLIT, SAPA, CAMDUONG)
        await come_on_air(office, SAPA, CAMDUONG)
        assert await on_air(mixer) == showing(SPLIT, SAPA, CAMDUONG)


@pytest.mark.parametrize("closes", [False, True])
async def test_off_the_air_only_a_source_that_does_not_start_when_shown_is_called_blank(
    office: RealPeer, closes: bool
) -> None:
    def starts(is_on: bool, *, closes: bool) -> Callable[[Witness], object]:
        return lambda witness: witness.set_media(SAPA, restart_on_activate=is_on, close_when_inactive=closes)

    async with opened(office) as mixer:
        await take(mixer, FULL, BACHA)
        await come_on_air(office, BACHA)
        try:
            await office.by_hand(starts(True, closes=closes))
            await office.by_hand(lambda witness: (witness.close if closes else witness.stop)(SAPA))
            assert (await mixer.frame()).blank == frozenset()
            await take(mixer, FULL, SAPA)
            await asyncio.to_thread(office.real.until_shown, SAPA)
            assert await on_air(mixer) == showing(FULL, SAPA)
            await take(mixer, FULL, BACHA)
            await come_on_air(office, BACHA)
            await office.by_hand(starts(False, closes=closes))
            await office.by_hand(lambda witness: witness.stop(SAPA))
            assert (await mixer.frame()).blank == {SAPA}
            await take(mixer, FULL, SAPA)
            await come_on_air(office, SAPA)
            assert (await on_air(mixer)).panes == (Pane(PaneKind.EMPTY),)
        finally:
            await office.by_hand(starts(False, closes=False))
            await office.by_hand(lambda witness: witness.restart(SAPA))


async def test_a_recording_is_told_while_it_runs_and_afterwards_with_its_file(office: RealPeer) -> None:
    """OBS may say the end before it is over, so it is asked anew each second."""
    clock = ManualClock()
    async with opened(office, clock) as mixer:

        async def told() -> tuple[bool | None, str]:
            clock.advance(1.0)
            frame = await mixer.frame()
            return frame.is_recording, frame.recorded_to

        async def is_told() -> bool:
            return (await told())[0] is True

        assert await told() == (False, "")
        await office.by_hand(lambda witness: witness.ask("StartRecord"))
        await come_true(is_told, "it is told that OBS records")
        written = await office.by_hand(lambda witness: witness.ask("StopRecord"))
        assert isinstance(written, dict)

        async def is_over() -> bool:
            return await told() == (False, written["outputPath"])

        await come_true(is_over, "the end is told, and the file")
