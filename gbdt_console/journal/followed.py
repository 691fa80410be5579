"""Keeps the journal of another PC: takes its rows, proves each, and folds them."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.journal.chain import ChainHead, Damage, JournalDamaged, JournalRow, UnchainedEntry, follow
from gbdt_console.journal.database import ForeignFileError, is_damage
from gbdt_console.journal.replay import fold
from gbdt_console.journal.second_head import SecondHead
from gbdt_console.journal.shipping import is_left_out
from gbdt_console.journal.store import EventStore


class FoldDiffers(Exception):
    """A Checkpoint is not what the rows before it make here: it is needed whole.

    entries: those of the rows before it, which were written
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(len(entries))
        self.entries = entries


class _Differs(Exception):
    """The next row is a Checkpoint that differs."""


class OtherJournal(Exception):
    """The rows do not go on from this journal."""


class FollowedJournal:
    """One journal that only another PC's rows are written into; used on one thread.

    Every method may raise sqlite3.Error.
    """

    def __init__(self, store: EventStore, second: SecondHead) -> None:
        self._store = store
        self._second = second
        self._ledger = fold(store)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the journal, or make an empty one. Raises JournalDamaged, else as EventStore.open."""
        if not path.exists():
            EventStore.create(path)
        try:
            store = EventStore.open(path)
        except (sqlite3.Error, ForeignFileError) as error:
            if not is_damage(error):
                raise
            raise JournalDamaged(Damage.UNREADABLE) from error
        try:
            return cls(store, SecondHead(path))
        except BaseException:
            store.close()
            raise

    @property
    def head(self) -> ChainHead:
        return self._store.head

    def ledger(self) -> Ledger:
        """Return a copy of the fold."""
        return self._ledger.copy()

    def holds(self, head: ChainHead) -> bool:
        return not head.seq or self._store.holds(head)

    def take(self, rows: Sequence[JournalRow]) -> Sequence[Entry]:
        """Write the rows that are not here yet; return their entries but the Checkpoints.

        Raises OtherJournal, JournalDamaged where a row's hash is not that of the row: then none is written;
        and FoldDiffers: then those before the Checkpoint are.
        """
        known = [row for row in rows if row.seq <= self.head.seq]
        new = rows[len(known) :]
        last = known[-1].head if known else new[0].before if new else self.head
        if not self.holds(last) or (new and last != self.head):
            raise OtherJournal
        ledger = self._ledger.copy() if any(map(is_left_out, new)) else self._ledger
        whole: list[JournalRow] = []
        entries: list[Entry] = []
        try:
            for row, entry in self._proven(new, ledger):
                whole.append(row)
                entries.append(entry)
                if ledger is not self._ledger:
                    ledger.apply(entry.event)
        except _Differs:
            self._write(whole, entries, ledger)
            raise FoldDiffers(_told(entries)) from None
        self._write(whole, entries, ledger)
        return _told(entries)

    def close(self) -> None:
        self._second.sync()
        self._store.close()

    def _write(self, rows: Sequence[JournalRow], entries: Sequence[Entry], ledger: Ledger) -> None:
        if not rows:
            return
        self._store.restore(rows)
        if ledger is self._ledger:
            for entry in entries:
                ledger.apply(entry.event)
        self._ledger = ledger
        self._second.write(self._store.head, self._store.first)

    def _proven(self, rows: Sequence[JournalRow], ledger: Ledger) -> Iterator[tuple[JournalRow, Entry]]:
        """Yield each row, a Checkpoint with its data, and its entry.

        ledger: the caller applies each entry to it before the next where a Checkpoint was left out
        """
        head = self.head
        for row in rows:
            made = _made(row, head, ledger) if is_left_out(row) else row
            ((head, entry),) = follow([made], head)
            yield made, entry


def _made(row: JournalRow, head: ChainHead, ledger: Ledger) -> JournalRow:
    """Return the Checkpoint that the ledger makes here. Raises _Differs where it is not that one."""
    made = JournalRow.after(head, UnchainedEntry.of(Checkpoint(ledger), row.at_utc, row.actor))
    if made != row._replace(data=made.data):
        raise _Differs
    return made


def _told(entries: Sequence[Entry]) -> Sequence[Entry]:
    return [entry for entry in entries if not isinstance(entry.event, Checkpoint)]
