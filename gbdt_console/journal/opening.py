"""Opens the journal, and begins a new chain after damage."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from gbdt_console.core.events import Checkpoint, Entry, JournalReplaced
from gbdt_console.core.ledger import Ledger
from gbdt_console.journal import database
from gbdt_console.journal.chain import GENESIS, MALFORMED, ChainHead, Damage, JournalDamaged, UnchainedEntry
from gbdt_console.journal.replay import fold, steps
from gbdt_console.journal.store import EventStore

_ASIDE = ".damaged-"


class OpenedJournal(NamedTuple):
    """A journal ready for appending.

    store: the open store
    ledger: the fold of its events
    made: the entries that opening wrote, those of a new chain after a damaged one
    """

    store: EventStore
    ledger: Ledger
    made: Sequence[Entry]


def open_journal(path: Path, at_utc: float) -> OpenedJournal:
    """Open the journal, or make it; damage raises no error.

    path: the journal's main file
    at_utc: time now, in seconds since the epoch
    Raises FutureSchemaError, OSError, and sqlite3.Error when the disk refuses.
    """
    unfinished = _moved_before(path)
    if unfinished is not None:
        return _begin_anew(path, unfinished, Damage.UNREADABLE, at_utc)
    if not any(part.exists() for part in database.with_companions(path)):
        EventStore.create(path)
    try:
        return _open_sound(path)
    except JournalDamaged as damage:
        return _begin_anew(path, _free_name(path, at_utc), damage.reason, at_utc)


def ledger_beside(path: Path) -> Ledger:
    """Fold what a disk that refuses all writing still shows."""
    try:
        with EventStore.view(path, is_frozen=True) as store:
            return fold(store)
    except (sqlite3.Error, OSError, database.ForeignFileError, JournalDamaged):
        return Ledger()


def _open_sound(path: Path) -> OpenedJournal:
    """Open a journal that holds. Raises JournalDamaged and the errors of open_journal."""
    if not path.exists():
        raise JournalDamaged(Damage.MISSING)
    try:
        store = EventStore.open(path)
        try:
            return OpenedJournal(store, fold(store), ())
        except BaseException:
            store.close()
            raise
    except MALFORMED as error:
        raise JournalDamaged(Damage.MALFORMED) from error
    except (sqlite3.Error, database.ForeignFileError) as error:
        if not database.is_damage(error):
            raise
        is_foreign = isinstance(error, database.ForeignFileError)
        raise JournalDamaged(Damage.NOT_A_JOURNAL if is_foreign else Damage.UNREADABLE) from error


def _begin_anew(path: Path, aside: Path, reason: Damage, at_utc: float) -> OpenedJournal:
    """Move the damaged journal aside and begin a new chain.

    The new chain takes over what the old one still holds.

    The main file moves first: with it in place, an interrupted move would look like a sound journal without
    the newest rows, which are in the companion.
    """
    for old, new in zip(database.with_companions(path), database.with_companions(aside), strict=True):
        if old.exists():
            old.rename(new)
    last_good, ledger = _salvage(aside)
    replaced = JournalReplaced(aside.name, last_good.seq, last_good.hash, reason)
    events = (replaced, Checkpoint(ledger.to_data()))
    EventStore.create(path, [UnchainedEntry.of(event, at_utc) for event in events])
    store = EventStore.open(path)
    return OpenedJournal(store, fold(store), store.read())


def _salvage(aside: Path) -> tuple[ChainHead, Ledger]:
    """Fold the part of a damaged journal that holds."""
    head, ledger = GENESIS, Ledger()
    try:
        with EventStore.view(aside) as store:
            for head_after, _ in steps(store, ledger):
                head = head_after
    except (*MALFORMED, sqlite3.Error, database.ForeignFileError, JournalDamaged):
        pass
    return head, ledger


def _moved_before(path: Path) -> Path | None:
    """Find the main file of an interrupted move.

    Returns None while a main file is in place.
    """
    if path.exists():
        return None
    moved = sorted(path.parent.glob(path.name + _ASIDE + "*"))
    if not moved:
        return None
    newest = moved[-1]
    return newest.with_name(newest.name.removesuffix("-wal").removesuffix("-shm"))


def _free_name(path: Path, at_utc: float) -> Path:
    stamp = datetime.fromtimestamp(at_utc, UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.name}{_ASIDE}{stamp}")
    count = 1
    while any(part.exists() for part in database.with_companions(aside)):
        count += 1
        aside = path.with_name(f"{path.name}{_ASIDE}{stamp}-{count}")
    return aside
