"""Time commands to an MCU until 'confirmed by the device': the engine with its journal over a conference."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench.figure import Figure, Work
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    GiveFloor,
    UnblockMicrophone,
)
from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.frame.rules import AGAIN_S
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Network
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.control import ListsParticipants
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network
from tests.support.lab.mcu import CONFERENCE, CONSOLE, CONSOLE_SECRET

ROUND_TRIP_S = 0.020
"""Of the path to the MCU."""
_WITHIN_S = 30.0
_BUDGET_ALL_S = 1.5
_LOOPBACK = "127.0.0.1"
_RANDOM = Random(1)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured.

    alls: how often all others are blocked
    orders: how many orders of a kind
    pause_s: least and most seconds before each, so that it falls anywhere between two polls
    """

    alls: int
    orders: int
    pause_s: tuple[float, float]


FULL, SHORT = Effort(3, 8, (0.1, 0.6)), Effort(1, 2, (0.0, 0.1))


def _confbridge(port: int) -> ConfBridge:
    return ConfBridge(AmiLogin(_LOOPBACK, port, CONSOLE, Secret(CONSOLE_SECRET)), CONFERENCE)


@dataclass(frozen=True, slots=True)
class Conference:
    """A conference of the MCU at a port of this machine.

    name: its name in the figures
    port: TCP port of the MCU
    numbers: numbers of its participants, the chair's first
    mcu: makes the driver of the MCU at a port
    """

    name: str
    port: int
    numbers: tuple[str, ...]
    mcu: Callable[[int], ListsParticipants] = _confbridge


async def command_figures(conference: Conference, effort: Effort) -> AsyncIterator[Figure]:
    async with Running(conference, effort) as running:
        title = f"command to verified, {conference.name}"
        all_s = []
        for _ in range(effort.alls):
            all_s.append(await running.block_the_others())
            await running.open_the_others()
        work = Work(len(all_s), effort.alls, "orders verified")
        name = f"{title}: all others blocked, worst"
        yield Figure(name, "s", max(all_s), work, budget=_BUDGET_ALL_S)
        for what, took_s in (
            ("block", await running.blocks()),
            ("floor", await running.floors()),
            ("take", await running.takes()),
        ):
            ordered, work = sorted(took_s), Work(len(took_s), effort.orders, "orders verified")
            yield Figure(f"{title}: {what}, p50", "s", statistics.median(ordered), work)
            yield Figure(f"{title}: {what}, p95", "s", ordered[int(0.95 * len(ordered))], work)


class Running:
    """An engine over that conference, in a meeting."""

    def __init__(self, conference: Conference, effort: Effort) -> None:
        self._conference = conference
        self._effort = effort
        self._sites = [f"s{number}" for number in range(1, len(conference.numbers) + 1)]
        self._folder = tempfile.TemporaryDirectory()
        self._stop = asyncio.Event()

    async def __aenter__(self) -> "Running":
        clock = SystemClock()
        self._records = JournalRecords(Path(self._folder.name), clock)
        echo = FakeEcho(FakeWorld(clock))
        mcu = self._conference.mcu(self._conference.port)
        equipment = Equipment(
            _network(self._conference.numbers), clock, echo, [], self._records, traps=FakeTraps(), mcu=mcu
        )
        self._engine = Engine(equipment)
        self._task = asyncio.ensure_future(self._engine.run(self._stop))
        self._session = self._engine.join(ClientKind.CONSOLE, "bench")
        await self._until(lambda: self._present() == len(self._sites))
        now = clock.utc()
        await self._seconds_of(StartMeeting("bench", self._sites[0], now, now + 7_200))
        return self

    async def __aexit__(self, *error: object) -> None:
        self._session.leave()
        self._stop.set()
        await self._task
        self._records.close()
        self._folder.cleanup()

    async def block_the_others(self) -> float:
        return await self._seconds_of(BlockOthers())

    async def open_the_others(self) -> None:
        await self._seconds_of(BlockOthers(is_on=False))
        await asyncio.gather(*(self._seconds_of(UnblockMicrophone(site)) for site in self._sites[1:]))

    async def blocks(self) -> list[float]:
        took_s = []
        async for site in self._in_turn():
            took_s.append(await self._seconds_of(BlockMicrophone(site)))
            await self._seconds_of(UnblockMicrophone(site))
        return took_s

    async def floors(self) -> list[float]:
        """Return the seconds of each change of speaker."""
        return [await self._seconds_of(GiveFloor(site)) async for site in self._in_turn()]

    async def takes(self) -> list[float]:
        """Return the seconds of each take of one site; within AGAIN_S a second one does not count."""
        took_s = []
        async for site in self._in_turn():
            await asyncio.sleep(AGAIN_S)
            took_s.append(await self._seconds_of(TakeFrame(site)))
        return took_s

    async def _in_turn(self) -> AsyncIterator[str]:
        """Yield each site at a random moment between two polls."""
        for site in islice(cycle(self._sites[1:]), self._effort.orders):
            await asyncio.sleep(_RANDOM.uniform(*self._effort.pause_s))
            yield site

    async def _seconds_of(self, command: Command) -> float:
        """Return the seconds until `command` is verified or recorded."""
        began_s = time.perf_counter()
        steps = [step async for step in self._session.submit(new_request_id(), command)]
        if steps[-1].stage not in (Stage.VERIFIED, Stage.RECORDED):
            raise RuntimeError(f"{command}: {steps[-1]}")
        return time.perf_counter() - began_s

    def _present(self) -> int:
        view = self._engine.publisher.latest.conference
        return sum(row.participant is not None for row in view.roster) if view else 0

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(_WITHIN_S):
            while not condition():
                await asyncio.sleep(0.02)


def _network(numbers: Sequence[str]) -> Network:
    plain = network(len(numbers))
    sites = (replace(s, conference_number=number) for s, number in zip(plain.sites, numbers, strict=True))
    return replace(plain, sites=tuple(sites))
