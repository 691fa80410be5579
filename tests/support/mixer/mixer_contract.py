"""What every mixer driver promises, as checks that run against OBS and against our simulator.

What is done is looked at by a second client, which shares no code with the driver.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import asynccontextmanager
from typing import Protocol

import pytest

from gbdt_console.core.clock import Clock, ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import Bus, Pane, PaneKind, Picture, PictureOrder
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.obs import ObsMixer
from gbdt_console.devices.obs.messages import ObsLogin
from tests.support.mixer.office import (
    BACHA,
    BREAK,
    CAMDUONG,
    CHAIR,
    FULL,
    FULL_2,
    LEFT,
    LONE,
    RIGHT,
    SAPA,
    SPLIT,
    SPLIT_2,
    WIDTH,
)
from tests.support.mixer.witness import Seen, Witness

MOST_LOOKS = 20
WITHIN_S = 30.0
TRIES = 10
"""Presses of a button that OBS nearly always ignores."""
LOOPBACK = "127.0.0.1"


class Peer(Protocol):
    """A mixer with the office's pictures as prepared, and a second client of it."""

    @property
    def port(self) -> int: ...

    @property
    def password(self) -> str: ...

    async def by_hand(self, work: Callable[[Witness], object]) -> object:
        """Let the second client do something."""
        ...


Check = Callable[[Peer], Awaitable[None]]


def driver(peer: Peer, password: str = "", clock: Clock | None = None) -> ObsMixer:
    login = ObsLogin(LOOPBACK, peer.port, Secret(password or peer.password))
    return ObsMixer(login, Bus.BRANCHES, clock or ManualClock())


@asynccontextmanager
async def opened(peer: Peer, clock: ManualClock | None = None) -> AsyncIterator[ObsMixer]:
    mixer = driver(peer, clock=clock)
    await mixer.open()
    try:
        yield mixer
    finally:
        await mixer.close()


async def take(mixer: ObsMixer, layout: str, *sources: str) -> None:
    await mixer.take({Bus.BRANCHES: PictureOrder(layout, sources)})


async def on_air(mixer: ObsMixer) -> Picture:
    return (await mixer.frame()).programs[Bus.BRANCHES]


async def seen(peer: Peer) -> Seen:
    found = await peer.by_hand(Witness.seen)
    assert isinstance(found, Seen)
    return found


async def told_and_seen(peer: Peer, mixer: ObsMixer) -> tuple[Set[str], Set[str]]:
    """Return the sources that the driver tells, and those that go out a moment later. None is told that goes
    out neither before nor afterwards."""
    before, picture, after = await seen(peer), await on_air(mixer), await seen(peer)
    told = {pane.source for pane in picture.panes if pane.kind is PaneKind.SOURCE}
    assert told <= before.active | after.active
    return told, after.active


async def come_on_air(peer: Peer, *sources: str) -> Seen:
    """Wait until these sources alone go out, as a second client sees it: a fade takes its time."""
    async with asyncio.timeout(WITHIN_S):
        while (found := await seen(peer)).active != set(sources):
            await asyncio.sleep(0.02)
    return found


def showing(layout: str, *sources: str) -> Picture:
    return Picture(layout, tuple(Pane(PaneKind.SOURCE, source) for source in sources))


async def a_take_is_on_air_and_another_client_sees_it(peer: Peer) -> None:
    async with opened(peer) as mixer:
        await take(mixer, FULL, CAMDUONG)
        assert await on_air(mixer) == showing(FULL, CAMDUONG)
        assert (await come_on_air(peer, CAMDUONG)).program == FULL_2


async def the_seats_of_a_layout_are_filled_in_their_order(peer: Peer) -> None:
    async with opened(peer) as mixer:
        await take(mixer, SPLIT, BACHA, SAPA)
        assert await on_air(mixer) == showing(SPLIT, BACHA, SAPA)
        await come_on_air(peer, BACHA, SAPA)
        await take(mixer, SPLIT, SAPA, BACHA)
        assert await on_air(mixer) == showing(SPLIT, SAPA, BACHA)
        layout = (await mixer.frame()).layout(SPLIT)
        assert layout is not None
        assert [(box.x * WIDTH, box.width * WIDTH) for box in layout.boxes] == [
            (place[0], place[2]) for place in (LEFT, RIGHT)
        ]


async def an_empty_seat_is_left_to_the_mixer(peer: Peer) -> None:
    async with opened(peer) as mixer:
        await take(mixer, SPLIT, "", CAMDUONG)
        picture = await on_air(mixer)
        assert [pane.source for pane in picture.panes] == [CHAIR, CAMDUONG]
        await come_on_air(peer, CHAIR, CAMDUONG)


async def an_undo_brings_the_former_picture_back(peer: Peer) -> None:
    async with opened(peer) as mixer:
        before = await on_air(mixer)
        await take(mixer, SPLIT, BACHA, SAPA)
        await come_on_air(peer, BACHA, SAPA)
        await take(mixer, before.layout, *(pane.source for pane in before.panes))
        assert await on_air(mixer) == before
        await come_on_air(peer, CHAIR)


async def what_is_on_air_is_not_taken_again(peer: Peer) -> None:
    async with opened(peer) as mixer:
        await take(mixer, FULL, CHAIR)
        assert (await seen(peer)).program == FULL


async def no_take_changes_the_scene_on_air(peer: Peer) -> None:
    async with opened(peer) as mixer:
        for source in (SAPA, BACHA, CAMDUONG, CHAIR):
            before = await seen(peer)
            await take(mixer, FULL, source)
            after = await come_on_air(peer, source)
            assert after.program != before.program
            items = await peer.by_hand(lambda w, name=before.program: w.switched_on(name))
            assert items == before.switched_on


async def a_layout_of_one_scene_on_air_keeps_its_seats(peer: Peer) -> None:
    async with opened(peer) as mixer:
        await take(mixer, LONE, SAPA, CHAIR)
        before = await come_on_air(peer, SAPA, CHAIR)
        await _is_refused(take(mixer, LONE, BACHA, CHAIR), "mixer.scene-on-air", LONE)
        assert await seen(peer) == before


async def what_the_mixer_has_not_is_refused_and_changes_nothing(peer: Peer) -> None:
    async with opened(peer) as mixer:
        before = await come_on_air(peer, CHAIR)
        await _is_refused(take(mixer, "Lưới 16", SAPA), "mixer.no-layout", "Lưới 16")
        await _is_refused(take(mixer, FULL, "Y Tý"), "mixer.no-source", "Y Tý")
        await _is_refused(take(mixer, FULL, SAPA, BACHA), "mixer.no-source", "")
        orders = {Bus.CHAIR: PictureOrder(FULL, (SAPA,)), Bus.BRANCHES: PictureOrder(FULL, (SAPA,))}
        await _is_refused(mixer.take(orders), "mixer.other-bus", "")
        assert await seen(peer) == before


async def a_still_is_a_layout_without_panes(peer: Peer) -> None:
    async with opened(peer) as mixer:
        await take(mixer, BREAK)
        assert await on_air(mixer) == Picture(BREAK)
        assert (await come_on_air(peer)).program == BREAK


async def scenes_with_the_same_places_are_one_layout(peer: Peer) -> None:
    async with opened(peer) as mixer:
        frame = await mixer.frame()
        assert [(layout.id, len(layout.boxes)) for layout in frame.layouts] == [
            (FULL, 1), (SPLIT, 2), (LONE, 2), (BREAK, 0),
        ]  # fmt: skip
        await peer.by_hand(lambda witness: witness.cut_to(SPLIT_2))
        await come_on_air(peer, CHAIR, BACHA)
        assert await on_air(mixer) == showing(SPLIT, CHAIR, BACHA)


async def studio_mode_s_preview_is_reported_and_studio_mode_stays(peer: Peer) -> None:
    async with opened(peer) as mixer:
        assert (await mixer.frame()).previews == {}
        await peer.by_hand(_studio_mode)
        await peer.by_hand(lambda witness: witness.ask("SetCurrentPreviewScene", sceneName=SPLIT))
        async with asyncio.timeout(WITHIN_S):
            while (await mixer.frame()).previews != {Bus.BRANCHES: showing(SPLIT, CHAIR, SAPA)}:
                await asyncio.sleep(0.02)  # OBS accepts it before it does it
        await take(mixer, FULL, BACHA)
        assert (await come_on_air(peer, BACHA)).preview is not None
        assert await on_air(mixer) == showing(FULL, BACHA)


async def a_take_right_after_studio_mode_came_on_is_on_air(peer: Peer) -> None:
    async with opened(peer) as mixer:
        await peer.by_hand(_studio_mode)
        await take(mixer, SPLIT, BACHA, SAPA)
        await come_on_air(peer, BACHA, SAPA)
        assert await on_air(mixer) == showing(SPLIT, BACHA, SAPA)


async def a_press_that_obs_accepts_and_does_not_do_is_not_on_air(peer: Peer) -> None:
    """The transition button right after studio mode was switched on: OBS's own trap."""

    def press(witness: Witness) -> None:
        _studio_mode(witness)
        witness.ask("SetCurrentPreviewScene", sceneName=SPLIT)
        witness.ask("TriggerStudioModeTransition")

    async with opened(peer) as mixer:
        for _ in range(TRIES):
            await peer.by_hand(Witness.reset)
            await come_on_air(peer, CHAIR)
            await peer.by_hand(press)
            await peer.by_hand(Witness.settle)
            async with asyncio.timeout(WITHIN_S):  # a busy OBS begins a fade later
                while (found := await told_and_seen(peer, mixer))[0] != found[1]:
                    await asyncio.sleep(0.02)
            if found[1] == {CHAIR}:
                return
    raise AssertionError("the button always worked")


async def a_take_lost_in_a_transition_is_not_on_air(peer: Peer) -> None:
    """OBS names its scene as the program for good, and goes on sending the one before."""

    def take_twice(witness: Witness) -> None:
        _studio_mode(witness)
        witness.fade_to(LONE)
        witness.cut_to(FULL_2)

    async with opened(peer) as mixer:
        await peer.by_hand(take_twice)
        await peer.by_hand(Witness.settle)
        found = await come_on_air(peer, SAPA, CHAIR)
        assert found.program == FULL_2
        assert await on_air(mixer) == Picture(FULL, (Pane(PaneKind.OTHER),))
        await take(mixer, FULL, SAPA)
        await come_on_air(peer, SAPA)
        assert await on_air(mixer) == showing(FULL, SAPA)


async def a_seat_changed_by_hand_behind_a_copy_is_not_on_air(peer: Peer) -> None:
    async with opened(peer) as mixer:
        await peer.by_hand(_studio_mode)
        for source, is_on in ((SAPA, True), (CHAIR, False)):
            await peer.by_hand(lambda w, s=source, on=is_on: w.switch(FULL, s, is_on=on))
            assert await on_air(mixer) == Picture(FULL, (Pane(PaneKind.OTHER),))
        assert (await seen(peer)).active == {CHAIR}
        await take(mixer, FULL, SAPA)
        await come_on_air(peer, SAPA)
        assert await on_air(mixer) == showing(FULL, SAPA)


async def what_another_client_does_is_told(peer: Peer) -> None:
    async with opened(peer) as mixer:
        changes = mixer.changes()
        await peer.by_hand(lambda witness: witness.cut_to(SPLIT))
        async with asyncio.timeout(WITHIN_S):
            assert await anext(changes)
        await come_on_air(peer, CHAIR, SAPA)
        assert await on_air(mixer) == showing(SPLIT, CHAIR, SAPA)


async def a_frozen_picture_is_told_after_three_seconds(peer: Peer) -> None:
    clock = ManualClock()

    async def moving() -> bool | None:
        (pane,) = (await on_air(mixer)).panes
        clock.advance(1.0)
        return pane.is_moving

    async def has_changed() -> None:
        async with asyncio.timeout(WITHIN_S):
            shown = await _shot(peer, SAPA)
            while await _shot(peer, SAPA) == shown:
                await asyncio.sleep(0.02)

    async with opened(peer, clock) as mixer:
        await take(mixer, FULL, SAPA)
        await come_on_air(peer, SAPA)
        clock.advance(1.0)
        assert await moving() is None
        for _ in range(4):
            await has_changed()
            assert await moving() is True
        await peer.by_hand(lambda witness: witness.freeze(SAPA))
        after = [await moving() for _ in range(3)]
        assert after[0] is True
        while after[-1] is not False and len(after) < MOST_LOOKS:  # a busy mixer still draws what came before
            after.append(await moving())
        assert after[-1] is False


async def a_source_without_picture_is_told_on_air_and_off(peer: Peer) -> None:
    """Its scene can be taken, and what goes out is empty."""
    async with opened(peer) as mixer:
        assert (await mixer.frame()).blank == frozenset()
        await peer.by_hand(lambda witness: witness.stop(SAPA))
        try:
            assert (await mixer.frame()).blank == {SAPA}
            await take(mixer, SPLIT, SAPA, CHAIR)
            await come_on_air(peer, SAPA, CHAIR)
            empty, chair = (await on_air(mixer)).panes
            assert (empty, chair.source) == (Pane(PaneKind.EMPTY), CHAIR)
        finally:
            await peer.by_hand(lambda witness: witness.restart(SAPA))
        assert (await mixer.frame()).blank == frozenset()
        assert await on_air(mixer) == showing(SPLIT, SAPA, CHAIR)


async def a_renamed_scene_is_the_same_layout(peer: Peer) -> None:
    async with opened(peer) as mixer:
        await take(mixer, LONE, SAPA, CHAIR)
        await come_on_air(peer, SAPA, CHAIR)
        await peer.by_hand(lambda witness: witness.rename(LONE, "Góc phải"))
        try:
            assert await on_air(mixer) == showing(LONE, SAPA, CHAIR)
            layout = (await mixer.frame()).layout(LONE)
            assert layout is not None
            assert layout.name == "Góc phải"
            await take(mixer, FULL, BACHA)
            await come_on_air(peer, BACHA)
            await take(mixer, LONE, SAPA, CHAIR)
            await come_on_air(peer, SAPA, CHAIR)
        finally:
            await peer.by_hand(lambda witness: witness.rename("Góc phải", LONE))
        assert await on_air(mixer) == showing(LONE, SAPA, CHAIR)


async def a_wrong_password_is_told_and_opens_nothing(peer: Peer) -> None:
    stranger = driver(peer, "wrong")
    with pytest.raises(ControlError) as refusal:
        await stranger.open()
    assert refusal.value.fault is ControlFault.CREDENTIALS
    await _is_closed(stranger)


async def a_closed_connection_is_told_and_opens_again(peer: Peer) -> None:
    mixer = driver(peer)
    await _is_closed(mixer)
    await mixer.open()
    before = await mixer.frame()
    await mixer.close()
    await mixer.close()
    async with asyncio.timeout(WITHIN_S):
        async for _ in mixer.changes():
            pass
    await _is_closed(mixer)
    await mixer.open()
    assert await mixer.frame() == before
    await mixer.close()


ANY_PEER: tuple[Check, ...] = (
    a_take_is_on_air_and_another_client_sees_it,
    the_seats_of_a_layout_are_filled_in_their_order,
    an_empty_seat_is_left_to_the_mixer,
    an_undo_brings_the_former_picture_back,
    what_is_on_air_is_not_taken_again,
    no_take_changes_the_scene_on_air,
    a_layout_of_one_scene_on_air_keeps_its_seats,
    what_the_mixer_has_not_is_refused_and_changes_nothing,
    a_still_is_a_layout_without_panes,
    scenes_with_the_same_places_are_one_layout,
    studio_mode_s_preview_is_reported_and_studio_mode_stays,
    a_take_right_after_studio_mode_came_on_is_on_air,
    a_press_that_obs_accepts_and_does_not_do_is_not_on_air,
    a_take_lost_in_a_transition_is_not_on_air,
    a_seat_changed_by_hand_behind_a_copy_is_not_on_air,
    what_another_client_does_is_told,
    a_frozen_picture_is_told_after_three_seconds,
    a_source_without_picture_is_told_on_air_and_off,
    a_renamed_scene_is_the_same_layout,
    a_wrong_password_is_told_and_opens_nothing,
    a_closed_connection_is_told_and_opens_again,
)


async def _shot(peer: Peer, source: str) -> object:
    return await peer.by_hand(lambda witness: witness.shot(source))


async def _is_refused(order: Awaitable[None], code: str, words: str) -> None:
    with pytest.raises(ControlError) as refusal:
        await order
    assert (refusal.value.fault, refusal.value.code, refusal.value.words) == (
        ControlFault.REFUSED,
        code,
        words,
    )


async def _is_closed(mixer: ObsMixer) -> None:
    with pytest.raises(ControlError) as refusal:
        await mixer.frame()
    assert refusal.value.fault is ControlFault.CLOSED


def _studio_mode(witness: Witness) -> None:
    witness.ask("SetStudioModeEnabled", studioModeEnabled=True)
