"""Time a take on a Codian until 'confirmed by the device'.

The engine with its journal puts twenty sites into the MCU's layout of 20 panes, over a path with a round trip
of 20 ms to the simulated MCU in its own process. Each take exchanges two seats, so it is one request.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from bench.figure import Figure, Work
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.frame.commands import LoadPreview, SetSeat, TakeFrame
from gbdt_console.core.frame.rules import AGAIN_S
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.secret import Secret
from gbdt_console.devices.codian.client import CodianClient, CodianLogin
from gbdt_console.devices.drivers.cisco_codian import CiscoMcu
from gbdt_console.devices.transports.http import HttpPlace
from gbdt_console.engine.clients.session import Session
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network

_ROUND_TRIP_S = 0.020
_SITES = 20
_LAYOUT = "layout43"
_WITHIN_S = 30.0
_LOOPBACK, _CONFERENCE, _USER, _PASSWORD = "127.0.0.1", "giaoban", "console", "measurement"
_NUMBERS = [f"2{number:03}" for number in range(1, _SITES + 1)]
_RANDOM = Random(1)


@dataclass(frozen=True, slots=True)
class _Size:
    """How many takes are timed, and the least and most seconds before each."""

    takes: int
    pause_s: tuple[float, float]


_FULL, _SHORT = _Size(10, (0.5, 1.5)), _Size(2, (AGAIN_S, AGAIN_S))


def measure(is_short: bool) -> Iterator[Figure]:
    size = _SHORT if is_short else _FULL
    with _simulated() as port:
        took_s = sorted(asyncio.run(_takes(port, size)))
    title = f"take to verified, simulated Codian, {_SITES} sites in {_LAYOUT}"
    work = Work(len(took_s), size.takes, "takes verified")
    yield Figure(f"{title}, p50", "s", statistics.median(took_s), work)
    yield Figure(f"{title}, p95", "s", took_s[int(0.95 * len(took_s))], work)


async def _takes(port: int, size: _Size) -> list[float]:
    """Return the seconds of each take."""
    clock, stop = SystemClock(), asyncio.Event()
    place = HttpPlace(_LOOPBACK, port, None)
    mcu = CiscoMcu(CodianClient(place, CodianLogin(_USER, Secret(_PASSWORD))), clock, _CONFERENCE)
    plain = network(_SITES)
    sites = tuple(replace(s, conference_number=n) for s, n in zip(plain.sites, _NUMBERS, strict=True))
    with tempfile.TemporaryDirectory() as folder:
        records = JournalRecords(Path(folder), clock)
        echo = FakeEcho(FakeWorld(clock))
        equipment = Equipment(
            replace(plain, sites=sites), clock, echo, [], records, traps=FakeTraps(), mcu=mcu
        )
        engine = Engine(equipment)
        running = asyncio.ensure_future(engine.run(stop))
        session = engine.join(ClientKind.CONSOLE, "bench")
        try:
            await _until(lambda: _present(engine) == _SITES)
            now = clock.utc()
            await _seconds_of(session, StartMeeting("bench", "s1", now, now + 7_200))
            await _load_all(session)
            await _seconds_of(session, TakeFrame())
            return [await _exchanging_take(session, turn, size.pause_s) for turn in range(size.takes)]
        finally:
            session.leave()
            stop.set()
            await running
            records.close()


async def _load_all(session: Session) -> None:
    await _seconds_of(session, LoadPreview("s1", layout=_LAYOUT))
    for place in range(1, _SITES):
        await _seconds_of(session, SetSeat(place, f"s{place + 1}"))


async def _exchanging_take(session: Session, turn: int, pause_s: tuple[float, float]) -> float:
    """Exchange two seats of what is on air, and return the seconds of the take."""
    await _load_all(session)
    one, other = 2 * turn % _SITES, (2 * turn + 1) % _SITES
    await _seconds_of(session, SetSeat(one, f"s{other + 1}"))
    await _seconds_of(session, SetSeat(other, f"s{one + 1}"))
    await asyncio.sleep(_RANDOM.uniform(*pause_s))
    return await _seconds_of(session, TakeFrame())


async def _seconds_of(session: Session, command: Command) -> float:
    """Return the seconds until `command` is verified or recorded."""
    began_s = time.perf_counter()
    steps = [step async for step in session.submit(new_request_id(), command)]
    if steps[-1].stage not in (Stage.VERIFIED, Stage.RECORDED):
        raise RuntimeError(f"{command}: {steps[-1]}")
    return time.perf_counter() - began_s


def _present(engine: Engine) -> int:
    view = engine.publisher.latest.conference
    return sum(row.participant is not None for row in view.roster) if view else 0


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(_WITHIN_S):
        while not condition():
            await asyncio.sleep(0.02)


@contextmanager
def _simulated() -> Iterator[int]:
    """Run the MCU, and yield the port of the path to it."""
    words = ["codian", _CONFERENCE, _USER, _PASSWORD, str(_ROUND_TRIP_S), *_NUMBERS]
    with subprocess.Popen(
        [sys.executable, "-m", "bench.mcu_child", *words], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        try:
            yield int(child.stdout.readline())
        finally:
            child.kill()
