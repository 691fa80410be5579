"""A running engine over a world where everything answers, and the two ports into it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.people import Operator
from gbdt_console.core.port import ClientKind, ConsolePort
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.secret import Secret
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.local_port import LocalPort
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.engine.fake_world import FakeEcho, FakeWorld
from tests.support.engine.logins import ME
from tests.support.engine.networks import network

Way = Callable[[EngineThread, Path, ClientKind], Awaitable[ConsolePort]]
MEETING = StartMeeting("Giao ban", "s1", 1_800_000_000.0, 1_800_003_600.0, ("s2", "s3"))
PIN = "zq-pin"
"""Of the deputy. Four digits would stand by chance among the ids and times of a journal."""
OPERATORS = (
    Operator("duty", "trực trung tâm", (ME,)),
    Operator("deputy", "trực phụ", (), Secret(PIN)),
)


@contextmanager
def running(
    tmp_path: Path,
    operators: tuple[Operator, ...] = OPERATORS,
    sites: int = 3,
    world: FakeWorld | None = None,
) -> Iterator[EngineThread]:
    """`world` is what its devices answer; all of them without one."""
    clock = SystemClock()
    echo = FakeEcho(world or FakeWorld(clock))
    records = JournalRecords(tmp_path, clock)
    socket_path = tmp_path / "engine.sock"
    net = network(sites, operators=operators)
    thread = EngineThread(lambda: Engine(Equipment(net, clock, echo, (), records, socket_path)))
    thread.start()
    try:
        yield thread
    finally:
        thread.stop()
        records.close()


async def local(thread: EngineThread, tmp_path: Path, kind: ClientKind) -> ConsolePort:
    return LocalPort(thread, kind, "tty1")


async def remote(thread: EngineThread, tmp_path: Path, kind: ClientKind) -> ConsolePort:
    return await SocketPort.connect(tmp_path / "engine.sock", kind, "tty2")


@asynccontextmanager
async def opened(
    way: Way, thread: EngineThread, tmp_path: Path, kind: ClientKind
) -> AsyncIterator[ConsolePort]:
    port = await way(thread, tmp_path, kind)
    try:
        yield port
    finally:
        await port.close()


async def life(port: ConsolePort, command: Command) -> list[Progress]:
    async with asyncio.timeout(60):
        return [progress async for progress in port.submit(command)]


async def outcome(port: ConsolePort, command: Command) -> tuple[Stage, str]:
    last = (await life(port, command))[-1]
    return last.stage, last.code
