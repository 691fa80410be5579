"""Time commands to the MCU until 'confirmed by the device'.

The engine with its journal sends orders over a path with a round trip of 20 ms to the simulated MCU in its
own process and, as root where Debian sid is installed (tests/lab), to Asterisk with eleven real codecs. The
time from the key to the same words on screen is measured beside it.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench.delayed_path import delayed_path
from bench.figure import Figure
from bench.key_to_verified import McuAccess, key_to_verified
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
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.conference.ami_raw import RawAmi
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network
from tests.support.lab import mcu as lab_mcu
from tests.support.lab.lab import Lab
from tests.support.lab.plan import CENTRE_ADDRESS
from tests.support.wait import until

_ROUND_TRIP_S = 0.020
_ELEVEN, _MANY = 11, 200
_TIMES = 40
_PAUSE_S = 0.1, 0.6
_ALL_TIMES = 5
_WITHIN_S = 30.0
_SIZES = {_ELEVEN: (120, 40), _MANY: (200, 60)}
_BUDGET_ALL_S = 1.5
_BUDGET_REJOIN_S = 1.5
_LOOPBACK = "127.0.0.1"
_RANDOM = Random(1)


@dataclass(frozen=True, slots=True)
class _Conference:
    """A conference of the MCU at a port of this machine.

    name: its name in the figures
    port: TCP port of the MCU
    numbers: numbers of its participants, the chair's first
    """

    name: str
    port: int
    numbers: tuple[str, ...]


def measure() -> list[Figure]:
    figures = []
    for count in (_ELEVEN, _MANY):
        with _simulated(count) as conference:
            figures += asyncio.run(_commands(conference))
    for count, size in _SIZES.items():
        with _simulated(count) as conference:
            figures += asyncio.run(_on_screen(conference, size))
    if not os.geteuid() and lab_mcu.FOLDER.exists():
        figures += _real()
    return figures


async def _commands(conference: _Conference) -> list[Figure]:
    async with _Running(conference) as running:
        title = f"command to verified, {conference.name}"
        all_s = []
        for _ in range(_ALL_TIMES):
            all_s.append(await running.block_the_others())
            await running.open_the_others()
        figures = [Figure(f"{title}: all others blocked, worst of {len(all_s)}", "s", max(all_s),
                          budget=_BUDGET_ALL_S)]  # fmt: skip
        for what, took_s in (
            ("block", await running.blocks()),
            ("floor", await running.floors()),
            ("take", await running.takes()),
        ):
            ordered = sorted(took_s)
            figures += [
                Figure(f"{title}: {what}, p50", "s", statistics.median(ordered)),
                Figure(f"{title}: {what}, p95", "s", ordered[int(0.95 * len(ordered))]),
            ]
        return figures


async def _on_screen(conference: _Conference, size: tuple[int, int]) -> list[Figure]:
    title = f"{conference.name}, {size[0]}x{size[1]}"
    access = McuAccess(
        conference.port,
        lab_mcu.CONSOLE,
        lab_mcu.CONSOLE_SECRET,
        lab_mcu.CONFERENCE,
        len(conference.numbers),
    )
    return await key_to_verified(size, access, title)


class _Running:
    """An engine over that conference, in a meeting."""

    def __init__(self, conference: _Conference) -> None:
        self._conference = conference
        self._sites = [f"s{number}" for number in range(1, len(conference.numbers) + 1)]
        self._folder = tempfile.TemporaryDirectory()
        self._stop = asyncio.Event()

    async def __aenter__(self) -> "_Running":
        clock = SystemClock()
        login = AmiLogin(_LOOPBACK, self._conference.port, lab_mcu.CONSOLE, Secret(lab_mcu.CONSOLE_SECRET))
        self._records = JournalRecords(Path(self._folder.name), clock)
        echo = FakeEcho(FakeWorld(clock))
        mcu = ConfBridge(login, lab_mcu.CONFERENCE)
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
        for site in islice(cycle(self._sites[1:]), _TIMES):
            await asyncio.sleep(_RANDOM.uniform(*_PAUSE_S))
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


@contextmanager
def _simulated(count: int) -> Iterator[_Conference]:
    numbers = tuple(f"2{number:04}" for number in range(1, count + 1))
    words = ["ami", lab_mcu.CONFERENCE, lab_mcu.CONSOLE, lab_mcu.CONSOLE_SECRET, str(_ROUND_TRIP_S), *numbers]
    with subprocess.Popen(
        [sys.executable, "-m", "bench.mcu_child", *words],
        stdout=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout
        try:
            yield _Conference(f"{count} simulated", int(child.stdout.readline()), numbers)
        finally:
            child.kill()


def _real() -> list[Figure]:
    """Measure Asterisk and eleven baresip in the lab's namespaces.

    This thread enters the centre's.
    """
    lab = Lab(_ELEVEN)
    with ExitStack() as stack:
        stack.callback(lab.close)
        lab.settle(lab.sites)
        asterisk = lab_mcu.Asterisk(lab.namespaces, lab.sites)
        stack.callback(asterisk.close)
        asterisk.start()
        ends = [lab_mcu.Endpoint(lab.namespaces, site) for site in lab.sites]
        for end in ends:
            stack.callback(end.close)
            end.start()
            end.call()
        stack.enter_context(lab_mcu.inside(lab.namespaces, "centre"))
        return asyncio.run(_of_real(tuple(map(lab_mcu.number_of, lab.sites)), asterisk, ends))


async def _of_real(
    numbers: tuple[str, ...], asterisk: lab_mcu.Asterisk, ends: Sequence[lab_mcu.Endpoint]
) -> list[Figure]:
    async with delayed_path(CENTRE_ADDRESS, lab_mcu.AMI_PORT, _ROUND_TRIP_S) as port:
        conference = _Conference(f"{_ELEVEN} real", port, numbers)
        figures = await _commands(conference)
        async with _Running(conference) as running:
            await running.block_the_others()
            took_s = await asyncio.to_thread(_come_back, ends[1:], asterisk)
        name = f"listed again to blocked, {conference.name}, worst of {len(took_s)}"
        return [*figures, Figure(name, "s", max(took_s), budget=_BUDGET_REJOIN_S)]


def _come_back(ends: Sequence[lab_mcu.Endpoint], asterisk: lab_mcu.Asterisk) -> list[float]:
    """Let each endpoint call again.

    Return the seconds from listed to blocked, by another AMI client.
    """
    with asterisk.witness() as witness:
        return [_come_back_one(end, witness) for end in ends]


def _come_back_one(end: lab_mcu.Endpoint, witness: RawAmi) -> float:
    number = lab_mcu.number_of(end.site)

    def muted() -> str | None:
        rows = witness.rows("ConfbridgeList", Conference=lab_mcu.CONFERENCE)
        return next((row["Muted"] for row in rows if row["CallerIDNum"] == number), None)

    end.hang_up()
    until(lambda: muted() is None, "it has hung up")
    end.call()
    until(lambda: muted() is not None, "it is listed")
    began_s = time.perf_counter()
    until(lambda: muted() == "Yes", "it is blocked")
    return time.perf_counter() - began_s
