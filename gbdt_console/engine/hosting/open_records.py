"""Opens the records of a state directory: its lock, journal and log."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler, WatchedFileHandler
from queue import SimpleQueue

from gbdt_console.core.clock import SystemClock
from gbdt_console.engine.hosting.state_directory import (
    EngineLock,
    StateDirectory,
    StateDirectoryTaken,
    StateDirectoryUnusable,
)
from gbdt_console.engine.records.journal_records import JournalRecords

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
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
def log_of_viewer(state: StateDirectory) -> Iterator[None]:
    """Log to the running engine's file, which that engine rotates, for as long as the block lasts."""
    file = WatchedFileHandler(state.log_path, encoding="utf-8", delay=True)
    file.setFormatter(logging.Formatter(_FORMAT))
    with _logged_to(file):
        yield


@contextmanager
def _log_file(state: StateDirectory) -> Iterator[None]:
    """Log to the state directory's file, never over the screen; a service also logs to journald."""
    file = RotatingFileHandler(state.log_path, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8")
    file.setFormatter(logging.Formatter(_FORMAT))
    with _logged_to(file, *_journald()):
        yield


def _journald() -> Iterator[logging.Handler]:
    """Yield a handler where standard error is what JOURNAL_STREAM names (systemd.exec(5))."""
    with suppress(OSError, ValueError):
        status = os.fstat(sys.stderr.fileno())
        if os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}":
            handler = logging.StreamHandler()
            handler.setFormatter(_JournaldFormatter("%(name)s: %(message)s"))
            yield handler


class _JournaldFormatter(logging.Formatter):
    """Puts the priority of sd-daemon(3) before each line."""

    def format(self, record: logging.LogRecord) -> str:
        priority = 3 if record.levelno >= logging.ERROR else 4 if record.levelno >= logging.WARNING else 6
        return "\n".join(f"<{priority}>{line}" for line in super().format(record).splitlines())


@contextmanager
def _logged_to(*handlers: logging.Handler) -> Iterator[None]:
    """Log by a thread of its own: a disk that hangs must not hold up the engine's loop."""
    records: SimpleQueue[logging.LogRecord] = SimpleQueue()
    entrance, writer = QueueHandler(records), QueueListener(records, *handlers)
    root = logging.getLogger()
    root.addHandler(entrance)
    writer.start()

    def end() -> None:
        writer.stop()
        for handler in handlers:
            handler.close()

    try:
        yield
    finally:
        root.removeHandler(entrance)
        ending = threading.Thread(target=end, name="log-end", daemon=True)
        ending.start()
        ending.join(_LOG_ENDS_WITHIN_S)
