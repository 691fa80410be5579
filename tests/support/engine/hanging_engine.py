"""An engine in the foreground whose journal's commits hang from the moment it is ready.

Run as `python -m tests.support.engine.hanging_engine DIRECTORY`; prints a line once commits hang, to be ended
by a signal. The commit waits in Python instead of the kernel: the process can be ended at any time.
"""

import asyncio
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from gbdt_console.cli.failures import engine_failures
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen, Entry
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.hosting.host import run_in_foreground
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.engine.hosting.service_manager import ServiceManager
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.engine.records.records import Records
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.store import EventStore
from gbdt_console.text.words import Words
from tests.support.engine.fake_world import FakeEcho, FakeWorld
from tests.support.engine.networks import network


def main(state: StateDirectory) -> None:
    clock = SystemClock()

    def build(records: Records) -> Engine:
        echo = FakeEcho(FakeWorld(clock))  # type: ignore[arg-type]
        return Engine(Equipment(network(2), clock, echo, (), records, state.socket_path))

    def hang(store: EventStore, drafts: Sequence[UnchainedEntry]) -> list[Entry]:
        print("hangs", flush=True)
        threading.Event().wait()
        return []

    with engine_failures(state, Words("en")), records_of(state) as records:

        def ready() -> None:
            EventStore.append = hang  # type: ignore[method-assign]
            records.record(BlipSeen("a.line", 1.0, 2.0))

        asyncio.run(run_in_foreground(build, records, ServiceManager({}, clock.monotonic), ready))


if __name__ == "__main__":
    main(StateDirectory(Path(sys.argv[1])))
