"""An engine with its lock and its journal, ready to run on a thread or in the foreground."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler, WatchedFileHandler
from queue import SimpleQueue

from gbdt_console.core.clock import SystemClock
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.hosting.end_limit import limit_end
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.state_directory import (
    EngineLock,
    StateDirectory,
    StateDirectoryTaken,
    StateDirectoryUnusable,
)
from gbdt_console.engine.records.journal_records import JournalRecords
from gbdt_console.engine.records.records import Records

_LOG_BYTES = 2_000_000
_LOG_ENDS_WITHIN_S = 1.0
"""Limits the wait for the last log lines, in seconds: they are few, and a disk that hangs takes none."""


@contextmanager
def records_of(state: StateDirectory) -> Iterator[JournalRecords]:
    """Take the lock and open the journal for as long as the block lasts. From then on the process makes
    private files only.

    Raises StateDirectoryTaken, StateDirectoryUnusable, or the journal's own refusals.
    """
    os.umask(0o077)
    with EngineLock(state), _log_file(state):
        records = JournalRecords(state.path, SystemClock())
        try:
            yield records
        finally:
            records.close()


def forget_records(state: StateDirectory) -> None:
    """Delete journal, samples and host keys, for a demonstration. Does nothing while an engine uses them."""
    with suppress(StateDirectoryTaken, StateDirectoryUnusable), EngineLock(state):
        for path in (*state.path.glob("*.sqlite*"), state.known_hosts_path):
            path.unlink(missing_ok=True)


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


@contextmanager
def log_of_viewer(state: StateDirectory) -> Iterator[None]:
    """Log to the running engine's file, which that engine rotates, for as long as the block lasts."""
    with _logged_to(WatchedFileHandler(state.log_path, encoding="utf-8", delay=True)):
        yield


@contextmanager
def _log_file(state: StateDirectory) -> Iterator[None]:
    """Log to the state directory's file, never over the screen."""
    with _logged_to(
        RotatingFileHandler(state.log_path, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8")
    ):
        yield


@contextmanager
def _logged_to(handler: logging.FileHandler) -> Iterator[None]:
    """Log by a thread of its own: a disk that hangs must not hold up the engine's loop."""
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    records: SimpleQueue[logging.LogRecord] = SimpleQueue()
    entrance, writer = QueueHandler(records), QueueListener(records, handler)
    root = logging.getLogger()
    root.addHandler(entrance)
    writer.start()

    def end() -> None:
        writer.stop()
        handler.close()

    try:
        yield
    finally:
        root.removeHandler(entrance)
        ending = threading.Thread(target=end, name="log-end", daemon=True)
        ending.start()
        ending.join(_LOG_ENDS_WITHIN_S)
