"""Stores events as hash-chained rows in one append-only SQLite table."""

import contextlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Checkpoint
from gbdt_console.core.whole_file import sync_directory
from gbdt_console.journal import database
from gbdt_console.journal.chain import (
    GENESIS,
    MALFORMED,
    REQUEST,
    ChainHead,
    JournalRow,
    UnchainedEntry,
    entry_of,
)
from gbdt_console.journal.checkpoints import is_due
from gbdt_console.journal.file_marks import FileMarks
from gbdt_console.journal.open_files import OpenFiles, file_id

SCHEMA = database.load_schema("journal", application_id=1_734_501_482)
_PAGE = 2_000
"""Limits the rows of one read, so that a long read holds up no writer."""

_QUARTER_US = 900_000_000
"""A quarter of an hour: in every time zone a day begins with one."""

# The columns are named, and read at every opening: a table with other columns is another program's.
_HEAD = """
    SELECT seq, at_utc_us, kind, version, actor, data, prev_hash, hash
    FROM events ORDER BY seq DESC LIMIT 1
"""
_ROWS = "SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?"
# The condition on the actor comes first: a Checkpoint has none, and its long data is then not read.
_OF_REQUEST = "SELECT seq, data FROM events WHERE actor <> '' AND instr(data, ?) ORDER BY seq"
_OF_KINDS = "SELECT * FROM events WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY seq"
_QUARTERS = "SELECT DISTINCT at_utc_us / ? AS quarter FROM events ORDER BY quarter"
_ROWS_WITHOUT_FOLDS = """
    SELECT seq, at_utc_us, kind, version, actor,
        CASE kind WHEN 'checkpoint' THEN '' ELSE data END, prev_hash, hash
    FROM events WHERE seq > ? ORDER BY seq LIMIT ?
"""

_MARKS = """
    SELECT seq, at_utc_us, kind FROM events WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY seq
"""
_PERIOD = "SELECT min(seq), max(seq) FROM events WHERE at_utc_us >= ? AND at_utc_us < ?"
# The condition on the kind is that of the index `checkpoints`, so that no other row is read. A fold that only
# a newer program can read is no place to begin.
_CHECKPOINTS = "SELECT seq, at_utc_us FROM events WHERE kind = 'checkpoint' AND version <= ? ORDER BY seq"
_LAST_CHECKPOINT = """
    SELECT * FROM events WHERE kind = 'checkpoint' AND version <= ? ORDER BY seq DESC LIMIT 1
"""


class CommitFailed(Exception):
    """COMMIT raised an error. Whether the rows are in the file, only a file opened anew tells."""

    def __init__(self, rows: Sequence[JournalRow]) -> None:
        super().__init__(f"{len(rows)} rows")
        self._rows = rows

    @property
    def head(self) -> ChainHead:
        return self._rows[-1].head if self._rows else GENESIS

    @property
    def entries(self) -> Sequence[Entry]:
        return [row.entry() for row in self._rows]


class EventStore:
    """One journal file, used on the thread that opened it. Every method may raise sqlite3.Error."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._files: OpenFiles | None = None
        self._marks: FileMarks | None = None
        self._appended: Sequence[JournalRow] = ()
        self._is_log_empty = False
        self._folded: JournalRow | None = None
        self._head = self.read_head()
        self._first = ""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing journal for appending, at this program's schema. The chain is not checked.

        Raises FutureSchemaError, ForeignFileError, sqlite3.Error, OSError.
        """
        main = file_id(path)
        store = cls._over(database.extend(path, SCHEMA))
        store._files, store._marks = OpenFiles(path, main), FileMarks(path)
        return store

    @classmethod
    def view(cls, path: Path, *, is_frozen: bool = False) -> Self:
        """Open an existing journal for reading, beside its writer (see database.view)."""
        return cls._over(database.view(path, SCHEMA, is_frozen=is_frozen))

    @classmethod
    def recover(cls, path: Path) -> Self:
        """Open an existing journal that nobody has open, as after a crash (see database.recover)."""
        return cls._over(database.recover(path, SCHEMA))

    @classmethod
    def create(cls, path: Path, first: Sequence[UnchainedEntry] = ()) -> None:
        """Make a journal that begins with `first`. It appears at `path` whole or not at all."""
        unfinished = path.with_name(path.name + ".new")
        for leftover in database.with_companions(unfinished):
            leftover.unlink(missing_ok=True)
        with cls(database.create(unfinished, SCHEMA)) as store:
            store.append(first)
        unfinished.rename(path)
        sync_directory(path.parent)

    @property
    def head(self) -> ChainHead:
        """Return the end of the chain as last read or written."""
        return self._head

    @property
    def first(self) -> str:
        """Return the hash of the first row, which no other journal has; empty where it cannot be read."""
        if not self._first:
            with contextlib.suppress(sqlite3.Error, *MALFORMED):
                self._first = next((row.hash.hex() for row in self._page(0, 1)), "")
        return self._first

    @property
    def appended(self) -> Sequence[JournalRow]:
        return self._appended

    def append(self, drafts: Sequence[UnchainedEntry]) -> list[Entry]:
        """Write all drafts durably, or none.

        Raises sqlite3.Error before COMMIT, where none is written, and CommitFailed at COMMIT.
        """
        head, rows = self._head, []
        for draft in drafts:
            rows.append(JournalRow.after(head, draft))
            head = rows[-1].head
        self.restore(rows)
        return [row.entry() for row in rows]

    def restore(self, rows: Sequence[JournalRow]) -> None:
        """Write rows that follow the head durably, or none, each with its number and hash.

        Raises as `append`.
        """
        self._is_log_empty = False
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany("INSERT INTO events VALUES (?,?,?,?,?,?,?,?)", rows)
        except sqlite3.Error:
            self._roll_back()
            raise
        try:
            self._connection.execute("COMMIT")
            if self._marks is not None:
                self._marks.note()
        except (sqlite3.Error, OSError, MemoryError) as error:
            self._roll_back()
            raise CommitFailed(rows) from error
        self._appended = rows
        self._folded = next((row for row in reversed(rows) if row.is_fold), self._folded)
        if rows:
            self._head = rows[-1].head

    def is_untouched(self) -> bool:
        """Tell whether nobody else wrote into the files since our last write. Raises OSError."""
        return self._marks is None or self._marks.are_unchanged()

    @property
    def is_log_empty(self) -> bool:
        """Tell whether nothing was written since the log was emptied."""
        return self._is_log_empty

    def empty_log(self) -> None:
        """Move the rows of the log into the main file, so that it holds everything alone.

        It waits for nobody: where a reader is in the way, the next call goes on. Raises OSError.
        """
        wait_ms = self._connection.execute("PRAGMA busy_timeout").fetchone()[0]
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            is_busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {wait_ms:d}")
        self._is_log_empty = not is_busy
        if self._marks is not None:
            self._marks.note(is_log_emptied=self._is_log_empty)

    def trust_files(self) -> None:
        """Take the files as they are now, after they were proven. Raises OSError."""
        if self._marks is not None:
            self._marks.note(is_log_emptied=True)

    def write_through(self) -> None:
        """Write all rows into the main file and sync it. Raises sqlite3.Error where that was not done."""
        is_busy, written, moved = self._connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
        if is_busy or written != moved:
            raise sqlite3.OperationalError("the log could not be written into the journal")

    def is_in_place(self) -> bool:
        """Tell whether the files open for appending are still those at their paths. Raises OSError."""
        return self._files is None or self._files.are_in_place()

    def holds(self, head: ChainHead) -> bool:
        return any(row.head == head for row in self._page(head.seq - 1, 1))

    def copy_to(self, path: Path) -> None:
        """Copy the open journal, also one that was removed; it appears at `path` whole or not at all.

        Raises OSError.
        """
        database.copy_to(self._connection, path)

    def read(self, after_seq: int = 0, limit: int = 1_000) -> list[Entry]:
        """Read up to `limit` entries after `after_seq`, oldest first. The chain is not checked."""
        return [row.entry() for row in self._page(after_seq, limit)]

    def of_kind(self, kind: str) -> list[Entry]:
        """Read all entries of a rare kind, oldest first; the chain is not checked."""
        return list(self.of_kinds((kind,)))

    def of_kinds(self, kinds: Collection[str]) -> Iterator[Entry]:
        """Yield all entries of these kinds, oldest first; the chain is not checked."""
        for values in self._connection.execute(_OF_KINDS, (json.dumps(sorted(kinds)),)).fetchall():
            yield JournalRow(*values).entry()

    def quarters(self) -> list[float]:
        """Read the begin, UTC, of each quarter of an hour in which something was written."""
        return [
            number * _QUARTER_US / 1e6 for (number,) in self._connection.execute(_QUARTERS, (_QUARTER_US,))
        ]

    def of_request(self, request_id: str) -> Mapping[str, int]:
        """Read the number of the first entry of a request, and of each of its parts, by their ids."""
        found: dict[str, int] = {}
        for seq, data in self._connection.execute(_OF_REQUEST, (f'"{REQUEST}":"{request_id}',)):
            with contextlib.suppress(*MALFORMED):
                named = str(json.loads(data)[REQUEST])
                if named == request_id or named.startswith(f"{request_id}-"):
                    found.setdefault(named, seq)
        return found

    def tail(self, count: int) -> list[Entry]:
        """Read the newest entries, oldest first."""
        return self.read(max(0, self.read_head().seq - count), count)

    def rows(
        self, after_seq: int = 0, *, has_folds: bool = True, at_once: int = _PAGE
    ) -> Iterator[JournalRow]:
        """Yield all rows after `after_seq` as the file has them.

        The reads are short. Without `has_folds` a Checkpoint's data is left out as '': of a large province's
        year it is nine tenths.

        at_once: rows of one read; fewer for a reader that may stop soon
        """
        while page := self._page(after_seq, at_once, _ROWS if has_folds else _ROWS_WITHOUT_FOLDS):
            yield from page
            after_seq = page[-1].seq

    def entries(self, after_seq: int, *, at_once: int) -> Iterator[Entry]:
        """Yield all entries after `after_seq`, as `rows` reads them; the chain is not checked.

        Raises JournalDamaged at a row that is no event.
        """
        return map(entry_of, self.rows(after_seq, at_once=at_once))

    def marks(self, kinds: Collection[str]) -> list[tuple[int, int, str]]:
        """Read number, time (microseconds since the epoch) and kind of all rows of these kinds, in order."""
        found = self._connection.execute(_MARKS, (json.dumps(sorted(kinds)),))
        return found.fetchall()

    def span(self, from_utc_us: int, to_utc_us: int) -> tuple[int, int] | None:
        """Read the numbers of the first and the last row of a period, microseconds; None without a row.

        Where the clock was set back, rows between them have times outside of the period.
        """
        first, last = self._connection.execute(_PERIOD, (from_utc_us, to_utc_us)).fetchone()
        return None if first is None else (first, last)

    def checkpoints(self) -> list[tuple[int, int]]:
        """Read number and time (microseconds since the epoch) of all checkpoints, in order."""
        return self._connection.execute(_CHECKPOINTS, (Checkpoint.VERSION,)).fetchall()

    def last_checkpoint(self) -> JournalRow | None:
        """Read the newest row with a fold of all rows before it."""
        found = self._connection.execute(_LAST_CHECKPOINT, (Checkpoint.VERSION,)).fetchone()
        return None if found is None else JournalRow(*found)

    def is_checkpoint_due(self, now_utc: float) -> bool:
        if self._folded is None:
            self._folded = self.last_checkpoint() or next(self.rows(at_once=1), None)
        last = self._folded
        if last is None:
            return False
        seq, size = (last.seq, len(last.data)) if last.is_fold else (0, 0)
        return is_due(self.head.seq - seq, now_utc - last.at_utc, size)

    def read_head(self) -> ChainHead:
        found = self._connection.execute(_HEAD).fetchone()
        return GENESIS if found is None else JournalRow(*found).head

    def is_without_gap(self) -> bool:
        """Tell whether the rows are numbered from 1 without a gap; it reads the whole table."""
        count, last = self._connection.execute(
            "SELECT count(*), coalesce(max(seq), 0) FROM events"
        ).fetchone()
        return bool(count == last)

    def is_sound(self) -> bool:
        """Run SQLite's own check of all pages; it reads the whole file."""
        return bool(self._connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @classmethod
    def _over(cls, connection: sqlite3.Connection) -> Self:
        try:
            return cls(connection)
        except Exception:
            connection.close()
            raise

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._connection.rollback()

    def _page(self, after_seq: int, limit: int, query: str = _ROWS) -> list[JournalRow]:
        found = self._connection.execute(query, (after_seq, limit))
        return list(map(JournalRow._make, found))
