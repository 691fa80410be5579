"""Meetings of fourteen sites on a simulated MCU of Cisco, for the whole engine over the real protocol."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.records import NoRecords
from tests.support.conference.simulated_cms import CmsPeer, cms
from tests.support.conference.simulated_codian import CodianPeer, codian
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network

LIMIT_S = 20.0
SITES = 14
NUMBERS = tuple(f"2{number:03}" for number in range(1, SITES + 1))
"""More than one page of the MCU's list."""


P = TypeVar("P", CodianPeer, CmsPeer)


@dataclass
class Held:
    """A meeting that is held at this engine."""

    engine: Engine

    async def ask(self, command: Command) -> Progress:
        (end,) = await self.ask_all(command)
        return end

    async def ask_all(self, *commands: Command) -> list[Progress]:
        """Ask for all at once, as one console; return their ends."""
        session = self.engine.join(ClientKind.CONSOLE, "tty")

        async def end_of(command: Command) -> Progress:
            return [step async for step in session.submit(new_request_id(), command)][-1]

        try:
            return await asyncio.gather(*map(end_of, commands))
        finally:
            session.leave()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not condition():
                await asyncio.sleep(0.02)

    def standing(self, site_id: str) -> RosterStatus | None:
        view = self.engine.publisher.latest.conference
        row = None if view is None else view.row(site_id)
        return None if row is None else row.standing

    def count(self, standing: RosterStatus) -> int:
        view = self.engine.publisher.latest.conference
        return 0 if view is None else sum(row.standing is standing for row in view.roster)

    async def begin(self, sites: int) -> None:
        """Start the meeting, chaired by s1, and wait until so many sites are in the conference."""
        now = SystemClock().utc()
        started = await self.ask(StartMeeting("Giao ban", "s1", now, now + 7_200))
        assert started.stage is Stage.RECORDED
        await self.until(lambda: self.count(RosterStatus.CONNECTED) == sites)


@dataclass
class Hall(Held, Generic[P]):
    """A meeting of the sites s1 to s14, chaired by s1."""

    peer: P


@asynccontextmanager
async def hall() -> AsyncIterator[Hall[CodianPeer]]:
    async with codian(*NUMBERS, chair=NUMBERS[0]) as peer, _meeting(peer) as made:
        yield made


@asynccontextmanager
async def cms_hall(bridges: int = 1) -> AsyncIterator[Hall[CmsPeer]]:
    async with cms(*NUMBERS, chair=NUMBERS[0], bridges=bridges) as peer, _meeting(peer) as made:
        yield made


@asynccontextmanager
async def _meeting(peer: P) -> AsyncIterator[Hall[P]]:
    clock, plain = SystemClock(), network(SITES)
    sites = tuple(
        replace(site, conference_number=number) for site, number in zip(plain.sites, NUMBERS, strict=True)
    )
    echo = FakeEcho(FakeWorld(clock))
    equipment = Equipment(
        replace(plain, sites=sites), clock, echo, [], NoRecords(clock), traps=FakeTraps(), mcu=peer.mcu()
    )
    async with run(equipment) as engine:
        made = Hall(engine, peer)
        await made.begin(SITES)
        yield made


@asynccontextmanager
async def run(equipment: Equipment) -> AsyncIterator[Engine]:
    engine, stop = Engine(equipment), asyncio.Event()
    running = asyncio.ensure_future(engine.run(stop))
    try:
        yield engine
    finally:
        stop.set()
        await running
