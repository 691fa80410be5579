"""Time the orders to a Cisco codec until 'confirmed by the device', over SSH and over a WebSocket.

The engine with its journal closes and opens the microphone of one room in a meeting, over a path with a
round trip of 20 ms to the simulated codec in its own process.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from bench.figure import Figure, Work
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.rooms.commands import MuteRoom, OpenRoom
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


@dataclass(frozen=True, slots=True)
class _Size:
    """How many orders are timed, and the least and most seconds before each."""

    orders: int
    pause_s: tuple[float, float]


_FULL, _SHORT = _Size(20, (0.3, 1.5)), _Size(2, (0.1, 0.1))


def measure(is_short: bool) -> Iterator[Figure]:
    size = _SHORT if is_short else _FULL
    with _simulated() as ports:
        for wire, port in zip(WIRES, ports, strict=True):
            took_s = sorted(asyncio.run(_orders(wire, port, size)))
            title = f"order to verified, simulated Cisco codec over {wire}"
            work = Work(len(took_s), size.orders, "orders verified")
            yield Figure(f"{title}, p50", "s", statistics.median(took_s), work)
            yield Figure(f"{title}, p95", "s", took_s[int(0.95 * len(took_s))], work)


async def _orders(wire: str, port: int, size: _Size) -> list[float]:
    """Return the seconds of each order."""
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
            return [await _order(session, site.id, turn, size.pause_s) for turn in range(size.orders)]
        finally:
            session.leave()
            stop.set()
            await running
            records.close()


async def _order(session: Session, site_id: str, turn: int, pause_s: tuple[float, float]) -> float:
    """Close or open the microphone at a random moment between two polls."""
    await asyncio.sleep(_RANDOM.uniform(*pause_s))
    return await _seconds_of(session, OpenRoom(site_id) if turn % 2 else MuteRoom(site_id, is_sure=True))


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
