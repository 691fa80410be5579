"""Tells whether another program wrote into files that this one holds open."""

import os
from pathlib import Path

from gbdt_console.journal.database import with_companions

_Mark = tuple[int, ...] | None
"""Size in bytes, mtime and, of the main file, ctime in nanoseconds; None without a file."""


class FileMarks:
    """Remembers how our last own write left the main file and the log.

    Readers write into `-shm` alone, which is left out. Every write of another program moves a time, and one
    that sets the modification time back moves the change time. That of the log does not count: SQLite gives
    the log to the main file's owner whenever root opens it, also to read (robustFchown in its os_unix.c).
    """

    def __init__(self, path: Path) -> None:
        """Take the files as they are now; `path`: the main file. Raises OSError."""
        self._main, self._log, _ = with_companions(path)
        self._marks = self._look()

    def are_unchanged(self) -> bool:
        """Compare the files with what our last write left. Raises OSError."""
        return self._look() == self._marks

    def note(self, *, is_log_emptied: bool = False) -> None:
        """Take the files as our own write just left them. Raises OSError.

        A log that became shorter is not our doing, unless we emptied it: it stays noticed.
        """
        now = self._look()
        if is_log_emptied or _size(now[1]) >= _size(self._marks[1]):
            self._marks = now

    def _look(self) -> tuple[_Mark, _Mark]:
        main, log = _stat(self._main), _stat(self._log)
        return (
            None if main is None else (main.st_size, main.st_mtime_ns, main.st_ctime_ns),
            None if log is None else (log.st_size, log.st_mtime_ns),
        )


def _stat(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _size(mark: _Mark) -> int:
    return 0 if mark is None else mark[0]
