"""Keeps the newest acknowledged rows in memory, so that a running engine can write them again."""

from collections import deque
from collections.abc import Iterable, Sequence

from gbdt_console.journal.chain import GENESIS, ChainHead, JournalRow
from gbdt_console.journal.store import EventStore

_MOST_ROWS = 10_000
"""Limits the rows in memory: about two months of an ordinary province."""
_MOST_TEXT = 8 * 1024 * 1024
"""Limits their data, in characters: an old Checkpoint alone has a million."""


class RecentRows:
    """The end of the chain as this process read or wrote it, without a gap."""

    def __init__(self, most_rows: int = _MOST_ROWS) -> None:
        self._most_rows = most_rows
        self._rows: deque[JournalRow] = deque()
        self._base = GENESIS
        self._first = GENESIS
        self._text = 0

    @property
    def head(self) -> ChainHead:
        return self._rows[-1].head if self._rows else self._base

    @property
    def base(self) -> ChainHead:
        """Return the row before the oldest one in memory."""
        return self._base

    def restart(self, store: EventStore) -> None:
        """Take the chain of a store that was just opened, from its last Checkpoint on."""
        newest = store.last_checkpoint()
        self._rows.clear()
        self._text = 0
        self._base = GENESIS if newest is None else newest.before
        self._first = next((row.head for row in store.rows(at_once=1)), GENESIS)
        self.add(store.rows(self._base.seq))

    def add(self, rows: Iterable[JournalRow]) -> None:
        """Take rows that follow the head and are durable."""
        for row in rows:
            if row.seq == 1:
                self._first = row.head
            self._rows.append(row)
            self._text += len(row.data)
            while len(self._rows) > self._most_rows or (self._text > _MOST_TEXT and len(self._rows) > 1):
                oldest = self._rows.popleft()
                self._text -= len(oldest.data)
                self._base = oldest.head

    def after(self, head: ChainHead) -> Sequence[JournalRow] | None:
        """Return the rows after that one; None where it is not in memory as the chain's."""
        if head != self._head_at(head.seq):
            return None
        return [row for row in self._rows if row.seq > head.seq]

    def is_of_chain(self, row: JournalRow) -> bool:
        """Tell whether the row is one of this chain, as far as memory tells: before it, unless disproved."""
        if row.seq == self._first.seq:
            return row.head == self._first
        return row.seq < self._base.seq or row.head == self._head_at(row.seq)

    def _head_at(self, seq: int) -> ChainHead | None:
        place = seq - self._base.seq
        if place == 0:
            return self._base
        return self._rows[place - 1].head if 0 < place <= len(self._rows) else None
