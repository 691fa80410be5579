"""Keeps beside the journal when it was last backed up.

Not in the journal: a backup is also taken of a journal that nobody writes to, and without an engine.
"""

import json
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from gbdt_console.core.backups import BackupTimes
from gbdt_console.core.units import Utc
from gbdt_console.core.whole_file import put_in_place
from gbdt_console.journal.chain import MALFORMED
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME

LAST_NAME = "backup.last"
_FORM = 1
_MODE = 0o644
"""The engine reads what another user, such as root, has backed up; the directory itself is private."""
_MOST_BYTES = 1_024
_UNREAD = (sqlite3.Error, OSError, ForeignFileError, FutureSchemaError, *MALFORMED)


def note_backup(state: Path, taken_utc: Utc, entries: int) -> None:
    """Note a backup that is on its disk. Raises OSError.

    taken_utc: UTC seconds; all that was recorded before is in it
    entries: number of entries in it
    """
    text = json.dumps({"backup": _FORM, "taken_utc": taken_utc, "entries": entries})
    put_in_place(state / LAST_NAME, text.encode(), _MODE)


def backup_times(state: Path) -> BackupTimes | None:
    """Return when the records of a state directory began and were backed up. Waits for the disk.

    None where there are none, or they cannot be read.
    """
    with suppress(*_UNREAD), closing(EventStore.view(state / JOURNAL_NAME)) as store:
        return times_in(store, state)
    return None


def times_in(store: EventStore, state: Path) -> BackupTimes | None:
    """Return the same of an open journal. Raises as reading it does."""
    first = store.read(0, 1)
    return BackupTimes(first[0].at_utc, _noted_utc(state / LAST_NAME)) if first else None


def _noted_utc(path: Path) -> Utc:
    with suppress(OSError, ValueError, OverflowError, RecursionError):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:
            noted = json.loads(file.read(_MOST_BYTES))
        if isinstance(noted, dict) and noted.get("backup") == _FORM:
            taken_utc = noted.get("taken_utc")
            return max(0.0, float(taken_utc)) if isinstance(taken_utc, float | int) else 0.0
    return 0.0
