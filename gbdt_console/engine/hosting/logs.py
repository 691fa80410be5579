"""Logs to files and journald, never over the screen."""

import logging
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler, WatchedFileHandler
from queue import Empty, SimpleQueue

from gbdt_console.engine.hosting.log_limit import LogLimit
from gbdt_console.engine.hosting.state_directory import StateDirectory

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_LOG_BYTES = 2_000_000
_LOG_ENDS_WITHIN_S = 1.0
"""Limits the wait for the last log lines, in seconds: they are few, and a disk that hangs takes none."""
_LOOK_EVERY_S = 5.0
"""Seconds between two looks for counts that are due while no line comes."""


@contextmanager
def log_of_viewer(state: StateDirectory) -> Iterator[None]:
    """Log to the running engine's file, which that engine rotates, for as long as the block lasts."""
    file = WatchedFileHandler(state.log_path, encoding="utf-8", delay=True)
    file.setFormatter(logging.Formatter(_FORMAT))
    with _logged_to(file):
        yield


@contextmanager
def log_of_engine(state: StateDirectory) -> Iterator[None]:
    """Log to the state directory's file, never over the screen; a service also logs to journald."""
    file = RotatingFileHandler(state.log_path, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8")
    file.setFormatter(logging.Formatter(_FORMAT))
    with _logged_to(file, *_journald()):
        yield


@contextmanager
def log_of_server() -> Iterator[None]:
    """Log to standard error, in a service with journald's priorities, for as long as the block lasts."""
    plain = logging.StreamHandler()
    plain.setFormatter(logging.Formatter(_FORMAT))
    with _logged_to(next(_journald(), plain)):
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
    entrance, limit = QueueHandler(records), LogLimit()
    entrance.addFilter(limit)
    writer = _Writer(records, limit, handlers)
    root = logging.getLogger()
    root.addHandler(entrance)
    writer.start()

    def end() -> None:
        writer.stop()
        for record in limit.counts(is_end=True):
            writer.handle(record)
        for handler in handlers:
            handler.close()

    try:
        yield
    finally:
        root.removeHandler(entrance)
        ending = threading.Thread(target=end, name="log-end", daemon=True)
        ending.start()
        ending.join(_LOG_ENDS_WITHIN_S)


class _Writer(QueueListener):
    """Writes the lines, and from time to time how many were held back."""

    def __init__(
        self, records: "SimpleQueue[logging.LogRecord]", limit: LogLimit, handlers: Sequence[logging.Handler]
    ) -> None:
        super().__init__(records, *handlers)
        self._records, self._limit = records, limit

    def dequeue(self, block: bool) -> logging.LogRecord:
        """Return the next line; while none comes, write the counts that are due."""
        while True:
            for record in self._limit.counts():
                self.handle(record)
            with suppress(Empty):
                return self._records.get(block, _LOOK_EVERY_S)
            if not block:
                raise Empty
