"""A real engine on its thread over a world that answers, with the screen on this terminal; every Snapshot's
version is written to the descriptor given."""

import asyncio
import os
import sys

from gbdt_console.app import GbdtApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.port import ClientKind
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.local_port import LocalPort
from gbdt_console.engine.records.records import NoRecords
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network


def build() -> Engine:
    clock = SystemClock()
    return Engine(
        Equipment(network(11), clock, FakeEcho(FakeWorld(clock)), [], NoRecords(clock), traps=FakeTraps())
    )


async def show(beats: int) -> None:
    thread = EngineThread(build)
    thread.start()
    publisher = thread.engine.publisher
    thread.call(lambda: publisher.on_snapshot(lambda _: os.write(beats, b".")))
    port = LocalPort(thread, ClientKind.CONSOLE, "pty")
    await GbdtApp(port, SystemClock(), AppOptions("vi", theme="dark")).run_async()
    thread.stop()


if __name__ == "__main__":
    asyncio.run(show(int(sys.argv[1])))
