"""Opens the journal, and begins a new chain after damage."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from gbdt_console.core.events import Entry
from gbdt_console.core.journal_events import JournalReplaced
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.whole_file import sync_directory
from gbdt_console.journal import database
from gbdt_console.journal.chain import MALFORMED, ChainHead, Damage, JournalDamaged, UnchainedEntry
from gbdt_console.journal.recent_rows import RecentRows
from gbdt_console.journal.replay import fold
from gbdt_console.journal.salvage import salvage
from gbdt_console.journal.second_head import Noted, missing_before
from gbdt_console.journal.store import EventStore

_ASIDE = {".damaged-": Damage.UNREADABLE, ".moved-": Damage.MOVED}
"""Endings of a journal that was put aside, and the fault where its move was interrupted."""

_FOUND = ".found-"
"""Ending of the files that lay in the place of an open journal."""


class Acknowledged(NamedTuple):
    """The part of the journal that this process wrote or read before."""

    recent: RecentRows
    ledger: Ledger

    @property
    def head(self) -> ChainHead:
        return self.recent.head


class OpenedJournal(NamedTuple):
    """A journal ready for appending.

    made: the entries that opening wrote, those of a new chain after a damaged one
    """

    store: EventStore
    ledger: Ledger
    made: Sequence[Entry]


def open_journal(
    path: Path, at_utc: float, known: Acknowledged | None = None, noted: Sequence[Noted] = ()
) -> OpenedJournal:
    """Open the journal, or make it; damage raises no error.

    known: what the journal must hold; another journal in its place is a damage
    noted: heads that an earlier process noted; what is missing up to them is told by an entry
    Raises FutureSchemaError, OSError, and sqlite3.Error when the disk refuses.
    """
    unfinished = _moved_before(path)
    if unfinished is not None:
        aside, reason = unfinished
        return _begin_anew(path, aside, reason, at_utc, known, noted)
    if known is None and not any(part.exists() for part in database.with_companions(path)):
        EventStore.create(path)
    try:
        return _open_sound(path, at_utc, known, noted)
    except JournalDamaged as damage:
        return _begin_anew(path, _free_name(path, ".damaged-", at_utc), damage.reason, at_utc, known, noted)


def put_moved_aside(store: EventStore, path: Path, at_utc: float) -> None:
    """Save an open journal that is no longer at its path, so that the next opening begins anew.

    The copy is complete before the files found at the path are moved: an interruption in between loses
    nothing.

    Raises OSError, and sqlite3.Error when the disk refuses.
    """
    try:
        store.copy_to(_free_name(path, ".moved-", at_utc))
    except sqlite3.Error as error:
        if not database.is_damage(error):
            raise
    _rename(path, _free_name(path, _FOUND, at_utc))


def put_found_aside(path: Path, at_utc: float) -> None:
    """Move the files at the path as they were found, so that the next opening begins anew. Raises OSError."""
    _rename(path, _free_name(path, ".moved-", at_utc))


def put_in_place(whole: Path, path: Path, at_utc: float) -> None:
    """Let a whole journal without companions take the place of the files found there, which are kept.

    Raises OSError.
    """
    change_places(whole, path, _free_name(path, _FOUND, at_utc))


def change_places(whole: Path, path: Path, found: Path) -> None:
    """Let a whole journal without companions take the place of the files found there, which go to `found`.

    Whoever has those open goes on in them; SQLite writes no log back into a main file that was moved.
    Raises OSError, FileExistsError where `found` is there.
    """
    found.hardlink_to(path)
    for old, new in zip(database.with_companions(path)[1:], database.with_companions(found)[1:], strict=True):
        if old.exists():
            old.rename(new)
    whole.rename(path)
    sync_directory(path.parent)


def ledger_beside(path: Path) -> Ledger:
    """Fold what a disk that refuses all writing still shows."""
    try:
        with EventStore.view(path, is_frozen=True) as store:
            return fold(store)
    except (sqlite3.Error, OSError, database.ForeignFileError, JournalDamaged):
        return Ledger()


def _open_sound(
    path: Path, at_utc: float, known: Acknowledged | None, noted: Sequence[Noted]
) -> OpenedJournal:
    """Open a journal that holds. Raises JournalDamaged and the errors of open_journal."""
    if not path.exists():
        raise JournalDamaged(Damage.MISSING)
    try:
        store = EventStore.open(path)
        try:
            if known is not None and not store.holds(known.head):
                raise JournalDamaged(Damage.MOVED)
            ledger = fold(store)
            missing = missing_before(noted, store)
            if missing is None:
                return OpenedJournal(store, ledger, ())
            made = store.append([UnchainedEntry.of(missing, at_utc)])
            ledger.apply(missing)
            return OpenedJournal(store, ledger, made)
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


def _begin_anew(
    path: Path,
    aside: Path,
    reason: Damage,
    at_utc: float,
    known: Acknowledged | None,
    noted: Sequence[Noted],
) -> OpenedJournal:
    """Move the damaged journal aside and begin a new chain.

    The new chain takes over what this process knows, else what the old file still shows.
    """
    _rename(path, aside)
    found = salvage(aside, None if known is None else known.recent)
    ledger = found.ledger if known is None else known.ledger.copy()
    is_any_left = any(part.exists() for part in database.with_companions(aside))
    last_good = found.last_good if known is None or found.kept else known.head
    had = max((one.head for one in noted), default=None) if known is None else known.head
    replaced = JournalReplaced(
        aside.name if is_any_left else "",
        last_good.seq,
        last_good.hash,
        reason,
        found.kept,
        found.lost(had.seq) if had is not None else found.lost(),
        *((had.seq, had.hash) if had is not None else ()),
    )
    ledger.apply(replaced)
    events = (replaced, Checkpoint(ledger))
    EventStore.create(path, [UnchainedEntry.of(event, at_utc) for event in events])
    store = EventStore.open(path)
    return OpenedJournal(store, fold(store), store.read())


def _rename(path: Path, aside: Path) -> None:
    """Move a journal's files, those that are there.

    The main file moves first: with it in place, an interrupted move would look like a sound journal without
    the newest rows, which are in the companion.
    """
    for old, new in zip(database.with_companions(path), database.with_companions(aside), strict=True):
        if old.exists():
            old.rename(new)


def _moved_before(path: Path) -> tuple[Path, Damage] | None:
    """Find the main file of an interrupted move, and the fault; None while a main file is in place."""
    if path.exists():
        return None
    moved = [
        (file.name.removeprefix(path.name + ending), file, reason)
        for ending, reason in _ASIDE.items()
        for file in path.parent.glob(f"{path.name}{ending}*")
        if ".part" not in file.suffix
    ]
    if not moved:
        return None
    _, newest, reason = max(moved)
    return newest.with_name(newest.name.removesuffix("-wal").removesuffix("-shm")), reason


def _free_name(path: Path, ending: str, at_utc: float) -> Path:
    stamp = datetime.fromtimestamp(at_utc, UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.name}{ending}{stamp}")
    count = 1
    while any(part.exists() for part in database.with_companions(aside)):
        count += 1
        aside = path.with_name(f"{path.name}{ending}{stamp}-{count}")
    return aside
