"""The whole engine over a mixer: checks that run against OBS and our simulator, with a second client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from gbdt_console.core.clock import ManualClock, SystemClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.conference.commands import SetClosed
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.frame.commands import (
    LoadPreview,
    LoadShot,
    SetPreviewLayout,
    SetSeat,
    TakeFrame,
    UndoTake,
)
from gbdt_console.core.frame.still import Still
from gbdt_console.core.frame.view import BusView
from gbdt_console.core.pictures import Bus
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, Network, VisionMixer
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.records import NoRecords
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network
from tests.support.mixer.mixer_contract import LOOPBACK, Peer, come_on_air, driver
from tests.support.mixer.office import BACHA, CAMDUONG, CHAIR, COLOURS, FULL, LONE, SAPA, SPLIT
from tests.support.mixer.witness import Witness

LIMIT_S = 20.0
BETWEEN_TAKES_S = 0.45
"""A second take within 0.4 s is taken for a slip of the finger."""
IN_CONFERENCE = ("2001", "2002", "2003")
SOURCES = (CHAIR, SAPA, BACHA, CAMDUONG)


class Running(Peer, Protocol):
    """A peer that can go away and come back."""

    async def stop(self) -> None: ...

    async def start(self) -> None: ...


Check = Callable[[Running], Awaitable[None]]


def network_with(peer: Peer) -> Network:
    """Sites s1 to s4, called 2001 to 2004, with a source each."""
    plain = network(len(SOURCES))
    sites = tuple(
        replace(site, conference_number=f"200{site.number}", mixer_source=source)
        for site, source in zip(plain.sites, SOURCES, strict=True)
    )
    control = DeviceControl("obs-websocket", "ws", peer.port, "", Secret(peer.password), {"bus": "branches"})
    centre = replace(plain.centre, mixer=VisionMixer(LOOPBACK, control))
    return replace(plain, sites=sites, centre=centre)


@dataclass
class Console:
    """A meeting chaired by s1 with s1 to s3 in the conference.

    clock: the driver's, by which a picture is frozen
    """

    peer: Running
    engine: Engine
    clock: ManualClock

    async def ask(self, command: Command) -> Progress:
        session = self.engine.join(ClientKind.CONSOLE, "tty")
        try:
            return [step async for step in session.submit(new_request_id(), command)][-1]
        finally:
            session.leave()

    async def take(self, command: Command) -> Progress:
        await asyncio.sleep(BETWEEN_TAKES_S)
        return await self.ask(command)

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not condition():
                await asyncio.sleep(0.02)

    def bus(self) -> BusView:
        """What the branches see."""
        frame = self.engine.publisher.latest.frame
        found = None if frame is None else frame.bus(Bus.BRANCHES)
        assert found is not None
        return found

    def has_roster(self) -> bool:
        """Tell whether the MCU's callers are known: without them the engine refuses every take as absent."""
        found = self.engine.publisher.latest.conference
        state = found.state if found is not None else None
        return state is not None and len(state.participants) == len(IN_CONFERENCE)

    def on_air(self) -> list[str]:
        return [pane.site_id for pane in self.bus().panes]


@asynccontextmanager
async def console(peer: Running) -> AsyncIterator[Console]:
    mcu, system, clock = FakeMcu(), SystemClock(), ManualClock()
    for number in IN_CONFERENCE:
        mcu.join(number)
    echo = FakeEcho(FakeWorld(system))
    equipment = Equipment(
        network_with(peer), system, echo, [], NoRecords(system), traps=FakeTraps(), mcu=mcu,
        mixer=driver(peer, clock=clock),
    )  # fmt: skip
    engine, stop = Engine(equipment), asyncio.Event()
    running = asyncio.ensure_future(engine.run(stop))
    try:
        made = Console(peer, engine, clock)
        now = system.utc()
        started = await made.ask(StartMeeting("Giao ban", "s1", now, now + 7_200))
        assert started.stage is Stage.RECORDED
        await made.until(lambda: made.on_air() == ["s1"] and made.has_roster())
        yield made
    finally:
        stop.set()
        await running


async def a_take_is_confirmed_and_another_client_sees_it(peer: Running) -> None:
    async with console(peer) as at:
        taken = await at.take(TakeFrame("s2"))
        assert taken.stage is Stage.VERIFIED
        assert (await come_on_air(peer, SAPA)).switched_on == {SAPA}
        await at.until(lambda: at.on_air() == ["s2"])


async def an_undo_brings_the_former_picture_back(peer: Running) -> None:
    async with console(peer) as at:
        await at.take(TakeFrame("s2"))
        await come_on_air(peer, SAPA)
        assert (await at.take(TakeFrame("s3"))).stage is Stage.VERIFIED
        await come_on_air(peer, BACHA)
        assert (await at.take(UndoTake())).stage is Stage.VERIFIED
        await come_on_air(peer, SAPA)
        await at.until(lambda: at.on_air() == ["s2"])


async def a_layout_with_its_seats_is_confirmed(peer: Running) -> None:
    async with console(peer) as at:
        await at.ask(LoadPreview("s3"))
        assert (await at.ask(SetPreviewLayout(SPLIT, Bus.BRANCHES))).stage is Stage.RECORDED
        assert (await at.ask(SetSeat(0, "s3", Bus.BRANCHES))).stage is Stage.RECORDED
        assert (await at.ask(SetSeat(1, "s2", Bus.BRANCHES))).stage is Stage.RECORDED
        assert at.on_air() == ["s1"]
        assert (await at.take(TakeFrame())).stage is Stage.VERIFIED
        await come_on_air(peer, BACHA, SAPA)
        await at.until(lambda: (at.bus().layout, at.on_air()) == (SPLIT, ["s3", "s2"]))


async def a_picture_changed_by_hand_is_told_as_another_than_wanted(peer: Running) -> None:
    async with console(peer) as at:
        await at.take(TakeFrame("s2"))
        await come_on_air(peer, SAPA)
        await peer.by_hand(lambda witness: witness.cut_to(SPLIT))
        await at.until(lambda: at.bus().layout == SPLIT and at.bus().differs_since_utc is not None)
        assert at.bus().wanted is not None
        assert at.bus().layout != FULL


async def a_frozen_picture_is_told(peer: Running) -> None:
    async with console(peer) as at:
        await peer.by_hand(lambda witness: witness.freeze(CHAIR))

        def is_frozen() -> bool:
            at.clock.advance(1.0)
            return at.bus().panes[0].frozen_since_utc is not None

        await at.until(is_frozen)


async def a_mixer_that_restarts_in_a_meeting_is_told_and_taken_with_again(peer: Running) -> None:
    async with console(peer) as at:
        await at.take(TakeFrame("s2"))
        await come_on_air(peer, SAPA)
        await peer.stop()
        await at.until(lambda: at.bus().fault in (ControlFault.CLOSED, ControlFault.REFUSED))
        refused = await at.take(TakeFrame("s3"))
        assert refused.stage is not Stage.VERIFIED
        await peer.start()
        await at.until(lambda: at.bus().fault is None)
        assert (await at.take(TakeFrame("s3"))).stage is Stage.VERIFIED
        await come_on_air(peer, BACHA)


async def a_take_that_the_mixer_refuses_leaves_nothing_wanted(peer: Running) -> None:
    """The layout of one scene that is on air cannot be taken with other seats."""
    async with console(peer) as at:
        await peer.by_hand(lambda witness: witness.cut_to(LONE))
        await at.until(lambda: at.bus().layout == LONE)
        loading = await at.ask(LoadShot(Bus.BRANCHES, LONE, ("s3", "s1")))
        assert loading.stage is Stage.RECORDED, loading
        loaded = at.bus().preview
        taken = await at.take(TakeFrame())
        assert taken.code == "mixer.scene-on-air"
        await at.until(lambda: at.bus().wanted is None)
        assert (at.bus().preview, at.on_air()) == (loaded, ["s2", "s1"])
        read_s = at.bus().taken_s
        await at.until(lambda: at.bus().taken_s != read_s)
        assert at.bus().differs_since_utc is None


async def stills_are_given_of_what_is_on_air_and_none_of_a_closed_meeting(peer: Running) -> None:
    """Of what did not change since then there are no pixels."""
    async with console(peer) as at:
        session = at.engine.join(ClientKind.OBSERVER, "tty")
        found: tuple[Still, ...] = ()

        async def look(since_s: float = -1.0) -> bool:
            nonlocal found
            at.clock.advance(1.0)
            found = await session.stills(since_s)
            return bool(found)

        async with asyncio.timeout(LIMIT_S):
            while not await look():
                await asyncio.sleep(0.02)
        (still,) = found
        pixels = {row[place : place + 3] for row in still.rows() for place in range(0, len(row), 3)}
        assert (still.site_id, still.width, len(still.rows())) == ("s1", 48, 27)
        assert any(_is_near(pixel, COLOURS[CHAIR]) for pixel in pixels)
        (known,) = await session.stills(at.clock.monotonic())
        assert (known.site_id, known.pixels) == ("s1", "")
        assert (await at.ask(SetClosed(is_on=True))).stage in (Stage.VERIFIED, Stage.RECORDED)
        assert await session.stills(-1.0) == ()
        session.leave()


def _is_near(pixel: bytes, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


OF_BOTH: tuple[Check, ...] = (
    stills_are_given_of_what_is_on_air_and_none_of_a_closed_meeting,
    a_take_is_confirmed_and_another_client_sees_it,
    an_undo_brings_the_former_picture_back,
    a_layout_with_its_seats_is_confirmed,
    a_mixer_that_restarts_in_a_meeting_is_told_and_taken_with_again,
)
OF_THE_CONSOLE: tuple[Check, ...] = (
    a_picture_changed_by_hand_is_told_as_another_than_wanted,
    a_frozen_picture_is_told,
    a_take_that_the_mixer_refuses_leaves_nothing_wanted,
)
"""What the driver's contract has shown with real OBS, and takes its seconds."""


async def is_not_confirmed(peer: Running, spoil: Callable[[Witness], object] | None = None) -> None:
    """A take that the mixer accepts and does not do ends not confirmed; then nothing else is on air."""
    async with console(peer) as at:
        if spoil is not None:
            await peer.by_hand(spoil)
        taken = await at.ask(TakeFrame("s3"))
        assert (taken.stage, taken.code) == (Stage.FAILED, "order.not-obeyed")
        assert "s3" not in at.on_air()
