"""Tells whether files that are open are still those at their paths."""

import os
from pathlib import Path

FileId = tuple[int, int]
"""Device and inode. The kernel gives them to no other file while the first one is open."""


def file_id(path: Path) -> FileId | None:
    """Return the identity of the file at `path`, None without one.

    Raises OSError when the disk does not answer.
    """
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


class OpenFiles:
    """Remembers the main file and the log that SQLite holds open.

    SQLite goes on writing into a file that was removed or replaced, and what it writes there is lost at its
    end. The file `-shm` is left out: it holds no data.
    """

    def __init__(self, path: Path, main: FileId | None) -> None:
        """Take the files that are open now.

        main: its identity before it was opened; a file put there since then is noticed too
        """
        log = path.with_name(path.name + "-wal")
        self._ids = ((path, main), (log, file_id(log)))

    def are_in_place(self) -> bool:
        """Compare the open files with those at the paths. Raises OSError."""
        return all(file_id(path) == known for path, known in self._ids)
