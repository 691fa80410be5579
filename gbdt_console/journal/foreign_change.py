"""Proves the open journal after another program wrote into it, and writes again what is gone."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from gbdt_console.core.events import Entry
from gbdt_console.core.journal_events import EntriesLost
from gbdt_console.journal import database
from gbdt_console.journal.chain import (
    MALFORMED,
    ChainHead,
    Damage,
    JournalDamaged,
    JournalRow,
    UnchainedEntry,
    linked,
)
from gbdt_console.journal.file_marks import FileMarks
from gbdt_console.journal.opening import put_in_place
from gbdt_console.journal.recent_rows import RecentRows
from gbdt_console.journal.replay import fold
from gbdt_console.journal.store import EventStore

_COPY = ".check"
"""Ending of the copy that is proven: opening the files themselves would write into them."""


class JournalChangingError(Exception):
    """Another program is writing into the journal just now."""


class Settled:
    """What became of the files.

    is_unharmed: they hold every acknowledged row, and the open store may go on
    made: the entry that tells the loss, when rows were missing; with it the missing rows were written again
    """

    def __init__(self, *, is_unharmed: bool, made: Sequence[Entry] = ()) -> None:
        self.is_unharmed = is_unharmed
        self.made = made


def settle(path: Path, recent: RecentRows, at_utc: float) -> Settled:
    """Prove the files, and put whole ones in their place where rows are missing.

    Nothing is written into the files; a whole file takes their place by one rename.

    recent: what the journal must hold
    Raises JournalDamaged where the files hold no beginning of our chain that memory can complete,
    JournalChangingError, OSError, and sqlite3.Error when the disk refuses.
    """
    copy = path.with_name(path.name + _COPY)
    with ExitStack() as cleaning:
        cleaning.callback(_remove, copy)
        marks = FileMarks(path)
        _remove(copy)
        _copy(path, copy)
        if not marks.are_unchanged():
            raise JournalChangingError(path)
        missing = _missing_in(copy, recent)
        if not missing and _is_whole(path, recent):
            return Settled(is_unharmed=True)
        made = _complete(copy, missing, at_utc)
        if database.with_companions(copy)[1].exists():
            raise OSError(copy)
        put_in_place(copy, path, at_utc)
        return Settled(is_unharmed=False, made=made)


def _copy(path: Path, copy: Path) -> None:
    main, log, _ = database.with_companions(copy)
    for source, target in zip(database.with_companions(path), (main, log), strict=False):
        with suppress(FileNotFoundError), source.open("rb") as read:
            private = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(private, "wb") as write:
                shutil.copyfileobj(read, write, 1 << 20)


def _missing_in(copy: Path, recent: RecentRows) -> Sequence[JournalRow]:
    """Return the acknowledged rows that the files lack; none where they hold all.

    A log that does not fit an older main file would ruin it: then the main file counts alone, and the log is
    removed from the copy.
    """
    try:
        return _missing_after(_proven_head(copy, recent), recent)
    except JournalDamaged:
        log = database.with_companions(copy)[1]
        if not log.exists() or not log.stat().st_size:
            raise
        log.unlink()
    return _missing_after(_proven_head(copy, recent), recent)


def _missing_after(head: ChainHead, recent: RecentRows) -> Sequence[JournalRow]:
    if head.seq >= recent.head.seq:
        return ()
    missing = recent.after(head)
    if missing is None:
        raise JournalDamaged(Damage.CUT, head)
    return missing


def _is_whole(path: Path, recent: RecentRows) -> bool:
    """Tell whether the open files, with SQLite's shared index of the log, give exactly our chain."""
    try:
        return _proven_head(path, recent) == recent.head
    except JournalDamaged:
        return False


def _proven_head(path: Path, recent: RecentRows) -> ChainHead:
    """Prove that the file holds a beginning of our chain, or all of it and more; return its end.

    Rows in memory are compared one by one; of older ones their number and SQLite's own check must hold.
    Raises JournalDamaged, and sqlite3.Error when the disk refuses.
    """
    try:
        with EventStore.view(path) as store:
            fold(store)
            if store.head.seq >= recent.base.seq:
                _require_ours(store, recent)
            if not store.is_without_gap() or not store.is_sound():
                raise JournalDamaged(Damage.UNREADABLE)
            return store.head
    except MALFORMED as error:
        raise JournalDamaged(Damage.MALFORMED) from error
    except (sqlite3.Error, database.ForeignFileError) as error:
        if not database.is_damage(error):
            raise
        raise JournalDamaged(Damage.UNREADABLE) from error


def _require_ours(store: EventStore, recent: RecentRows) -> None:
    if not store.holds(recent.base) and recent.base.seq:
        raise JournalDamaged(Damage.CHAIN)
    for _, row in linked(store.rows(recent.base.seq), recent.base):
        if row.seq <= recent.head.seq and not recent.is_of_chain(row):
            raise JournalDamaged(Damage.CHAIN)


def _complete(copy: Path, missing: Sequence[JournalRow], at_utc: float) -> Sequence[Entry]:
    """Write the missing rows into the copy, then the entry that tells of them, and close it."""
    with EventStore.open(copy) as store:  # its closing empties the copy's log into it
        if not missing:
            return ()
        store.restore(missing)
        lost = EntriesLost(len(missing), len(missing), store.head.seq, store.head.hash)
        return store.append([UnchainedEntry.of(lost, at_utc)])


def _remove(copy: Path) -> None:
    for file in database.with_companions(copy):
        file.unlink(missing_ok=True)
