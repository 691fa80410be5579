"""Reads what a damaged journal still shows, row by row."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import field
from pathlib import Path

from gbdt_console.core.ledger import Ledger
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.journal import database
from gbdt_console.journal.chain import GENESIS, MALFORMED, ChainHead, JournalRow, digest
from gbdt_console.journal.recent_rows import RecentRows
from gbdt_console.journal.store import SCHEMA

_LONGEST_GAP = 20_000
"""Limits the unreadable rows that are passed over at once.

One bad page of the table's tree hides up to 8 000 rows (400 pages of 20 rows).
"""

_ROWS_AFTER = """
    SELECT seq, at_utc_us, kind, version, actor, data, prev_hash, hash
    FROM events WHERE seq > ? ORDER BY seq
"""
_ROW = """
    SELECT seq, at_utc_us, kind, version, actor, data, prev_hash, hash
    FROM events WHERE seq = ?
"""


@dataclass(slots=True)
class Salvage:
    """The readable part of a damaged journal. A row is kept when its own hash holds, also behind a gap.

    last_good: the end of the part that holds from the first row on
    kept: number of rows that were kept and, where the chain is known, are of it
    last_seq: highest number of a row of the chain that was found, kept or not
    ledger: fold of the kept rows, from the last Checkpoint among them on
    """

    last_good: ChainHead = GENESIS
    kept: int = 0
    last_seq: int = 0
    ledger: Ledger = field(default_factory=Ledger)

    def lost(self, known_seq: int = 0) -> int:
        """Return the number of rows that were not kept.

        known_seq: number of the last row that the journal is known to have had; 0: not known
        """
        return max(known_seq, self.last_seq) - self.kept


def salvage(path: Path, known: RecentRows | None = None) -> Salvage:
    """Read all of a damaged journal that can be read; raises no error of the file.

    known: the end of the chain that the journal had; rows of another chain are not kept
    """
    found = Salvage()
    rows: list[JournalRow] = []
    is_unbroken = True
    try:
        with closing(database.view(path, SCHEMA, is_damaged=True)) as connection:
            if known is not None and _parted_early(connection, known):
                return found
            for row in _readable(connection):
                if known is not None and row.seq > known.head.seq:
                    break
                found.last_seq = row.seq
                if not _is_own(row) or not (known is None or known.is_of_chain(row)):
                    is_unbroken = False
                    continue
                is_unbroken = is_unbroken and row.before == found.last_good
                if is_unbroken:
                    found.last_good = row.head
                found.kept += 1
                if row.is_fold:
                    rows.clear()
                rows.append(row)
    except (sqlite3.Error, database.ForeignFileError):
        pass
    _fold(rows, found.ledger)
    return found


def _parted_early(connection: sqlite3.Connection, known: RecentRows) -> bool:
    """Tell whether the file's rows left the known chain before those in memory begin."""
    rows = [_row_at(connection, seq) for seq in (1, known.base.seq)]
    return any(row is not None and _is_own(row) and not known.is_of_chain(row) for row in rows)


def _readable(connection: sqlite3.Connection) -> Iterator[JournalRow]:
    """Yield the rows that can be read, and pass over the others.

    Raises sqlite3.Error when the disk, not the file, is at fault.
    """
    seq = unreadable = 0
    while unreadable < _LONGEST_GAP:
        try:
            for values in connection.execute(_ROWS_AFTER, (seq,)):
                seq, unreadable = values[0], 0
                yield JournalRow(*values)
            return
        except sqlite3.DatabaseError as error:
            if not database.is_damage(error):
                raise
        # A scan fails one row before a bad page, and a seek one row behind it: those are read by number.
        seq += 1
        row = _row_at(connection, seq)
        unreadable = unreadable + 1 if row is None else 0
        if row is not None:
            yield row


def _row_at(connection: sqlite3.Connection, seq: int) -> JournalRow | None:
    try:
        values = connection.execute(_ROW, (seq,)).fetchone()
    except sqlite3.DatabaseError as error:
        if not database.is_damage(error):
            raise
        return None
    return None if values is None else JournalRow(*values)


def _is_own(row: JournalRow) -> bool:
    try:
        return digest(*row[:-1]) == row.hash
    except MALFORMED:
        return False


def _fold(rows: list[JournalRow], ledger: Ledger) -> None:
    for row in rows:
        try:
            ledger.apply(row.entry().event)
        except MALFORMED:
            continue
