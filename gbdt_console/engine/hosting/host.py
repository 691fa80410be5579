"""Runs an engine over opened records, on a thread or in the foreground."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gbdt_console.engine.engine import Engine
from gbdt_console.engine.hosting.end_limit import limit_end
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.records.records import Records


@contextmanager
def engine_on_thread(build: Callable[[Records], Engine], records: Records) -> Iterator[EngineThread]:
    """Run an engine on a thread of its own for as long as the block lasts; `build` runs on that thread."""
    thread = EngineThread(lambda: build(records))
    thread.start()
    try:
        yield thread
    finally:
        limit_end(records)
        thread.stop()


async def run_in_foreground(
    build: Callable[[Records], Engine], records: Records, on_ready: Callable[[], None]
) -> None:
    """Run until a signal asks for an orderly end."""
    await build(records).run(_stop_signal(lambda: limit_end(records)), on_ready)


async def until_signalled() -> None:
    """Wait for SIGTERM, SIGINT or SIGHUP."""
    await _stop_signal().wait()


def _stop_signal(on_signal: Callable[[], object] = lambda: None) -> asyncio.Event:
    """Set by SIGTERM, SIGINT or SIGHUP from now on; `on_signal` is called before."""
    stop = asyncio.Event()

    def end() -> None:
        on_signal()
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, end)
    return stop
