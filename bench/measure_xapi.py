"""Time the orders to a Cisco codec until 'confirmed by the device', over SSH and over a WebSocket.

The engine with its journal orders in turn what one room in a meeting can be told, over a path with a round
trip of 20 ms to the simulated codec in its own process. A call counts until the far end has answered, which
takes the simulated one 1 s.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from bench.figure import Figure, Work
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.rooms.commands import (
    CallFromRoom,
    DivideScreen,
    HangUpRoom,
    MuteRoom,
    OpenRoom,
    PresentRoom,
    StopPresenting,
)
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, Permissions
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.drivers.cisco_xapi import build
from gbdt_console.engine.clients.session import Session
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network
from tests.support.rooms.xapi_listeners import USER
from tests.support.rooms.xapi_office import PASSWORD, WIRES

_ROUND_TRIP_S = 0.020
_WITHIN_S = 30.0
_OPTIONS = {"allows_ssh_rsa": False, "camera": 1}
_RANDOM = Random(1)
_TURNS: Mapping[tuple[str, str], Callable[[str], tuple[Command, Command]]] = {
    ("microphone", "microphone"): lambda site: (MuteRoom(site, is_sure=True), OpenRoom(site)),
    ("content", "content"): lambda site: (PresentRoom(site), StopPresenting(site)),
    ("layout", "layout"): lambda site: (DivideScreen(site, "equal"), DivideScreen(site, "prominent")),
    ("call", "hang-up"): lambda site: (CallFromRoom(site, "2099"), HangUpRoom(site, is_sure=True)),
}
"""Two orders by turns, each of which takes back the other; and what each is counted as."""


@dataclass(frozen=True, slots=True)
class _Size:
    """How many orders of each pair are timed, and the least and most seconds before each."""

    orders: int
    pause_s: tuple[float, float]


_FULL, _SHORT = _Size(12, (0.2, 0.7)), _Size(2, (0.1, 0.1))


def measure(is_short: bool) -> Iterator[Figure]:
    size = _SHORT if is_short else _FULL
    with _simulated() as ports:
        for wire, port in zip(WIRES, ports, strict=True):
            for kind, took_s in asyncio.run(_orders(wire, port, size)).items():
                title = f"order to verified, simulated Cisco codec over {wire}, {kind}"
                planned = sum(kinds.count(kind) for kinds in _TURNS) * size.orders // 2
                work = Work(len(took_s), planned, "orders verified")
                yield Figure(f"{title}, p50", "s", statistics.median(took_s), work)
                yield Figure(f"{title}, p95", "s", sorted(took_s)[int(0.95 * len(took_s))], work)


async def _orders(wire: str, port: int, size: _Size) -> dict[str, list[float]]:
    """Return the seconds of each order, by what it was about."""
    clock, stop = SystemClock(), asyncio.Event()
    plain = network(1)
    site = replace(plain.sites[0], permissions=Permissions(remote_unmute=True))
    with tempfile.TemporaryDirectory() as folder:
        control = DeviceControl("cisco-xapi", wire, port, USER, Secret(PASSWORD), _OPTIONS)
        codec = build(ControlTarget("127.0.0.1", control, clock, Path(folder) / "known_hosts"))
        records = JournalRecords(Path(folder), clock)
        equipment = Equipment(
            replace(plain, sites=(site,)),
            clock,
            FakeEcho(FakeWorld(clock)),
            [],
            records,
            traps=FakeTraps(),
            codecs={f"{site.id}.codec": codec},
        )
        engine = Engine(equipment)
        running = asyncio.ensure_future(engine.run(stop))
        session = engine.join(ClientKind.CONSOLE, "bench")
        try:
            await _known(engine)
            now = clock.utc()
            await _seconds_of(session, StartMeeting("bench", site.id, now, now + 7_200))
            took_s: dict[str, list[float]] = {}
            for kinds, commands in _TURNS.items():
                for turn in range(size.orders):
                    order_s = await _order(session, commands(site.id)[turn % 2], size.pause_s)
                    took_s.setdefault(kinds[turn % 2], []).append(order_s)
            return took_s
        finally:
            session.leave()
            stop.set()
            await running
            records.close()


async def _order(session: Session, command: Command, pause_s: tuple[float, float]) -> float:
    """Order it at a random moment between two polls."""
    await asyncio.sleep(_RANDOM.uniform(*pause_s))
    return await _seconds_of(session, command)


async def _seconds_of(session: Session, command: Command) -> float:
    """Return the seconds until `command` is verified or recorded."""
    began_s = time.perf_counter()
    steps = [step async for step in session.submit(new_request_id(), command)]
    if steps[-1].stage not in (Stage.VERIFIED, Stage.RECORDED):
        raise RuntimeError(f"{command}: {steps[-1]}")
    return time.perf_counter() - began_s


async def _known(engine: Engine) -> None:
    async with asyncio.timeout(_WITHIN_S):
        while not any(room.state for room in engine.publisher.latest.rooms):
            await asyncio.sleep(0.02)


@contextmanager
def _simulated() -> Iterator[tuple[int, ...]]:
    """Run the codec, and yield the ports of the paths to it, by WIRES."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.xapi_child", str(_ROUND_TRIP_S)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        try:
            yield tuple(map(int, child.stdout.readline().split()))
        finally:
            child.kill()
