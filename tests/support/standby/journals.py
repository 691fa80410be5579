"""Journals for tests of two PCs: one that is written, and one that follows, both as files."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from gbdt_console.core.events import EngineStopped, Event
from gbdt_console.core.ledger import Checkpoint
from gbdt_console.journal.chain import ChainHead, JournalRow, UnchainedEntry
from gbdt_console.journal.followed import FollowedJournal
from gbdt_console.journal.replay import fold
from gbdt_console.journal.shipping import next_shipment
from gbdt_console.journal.store import EventStore

BEGAN_UTC = 1_767_574_800.0


class Written:
    """The journal of the PC that commands, as its Shipper reads it."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            EventStore.create(path)
        self.path = path

    def write(self, *names: str) -> ChainHead:
        """Write an entry of each name, all in one commit; return the head."""
        return self._append([UnchainedEntry.of(EngineStopped(name), self._now(), "duty") for name in names])

    def write_event(self, event: Event) -> ChainHead:
        return self._append([UnchainedEntry.of(event, self._now(), "duty")])

    def write_checkpoint(self) -> ChainHead:
        with closing(EventStore.view(self.path)) as store:
            ledger = fold(store)
        return self._append([UnchainedEntry.of(Checkpoint(ledger), self._now())])

    def _now(self) -> float:
        with closing(EventStore.view(self.path)) as store:
            return BEGAN_UTC + store.head.seq

    def _append(self, drafts: Sequence[UnchainedEntry]) -> ChainHead:
        with closing(EventStore.open(self.path)) as store:
            store.append(drafts)
            return store.head

    @property
    def rows(self) -> list[JournalRow]:
        with closing(EventStore.view(self.path)) as store:
            return list(store.rows())

    async def head(self) -> ChainHead:
        return self.rows[-1].head if self.rows else ChainHead(0, bytes(32).hex())

    async def holds(self, head: ChainHead) -> bool:
        with closing(EventStore.view(self.path)) as store:
            return not head.seq or store.holds(head)

    async def next_rows(self, after: ChainHead, *, is_whole: bool) -> Sequence[JournalRow]:
        with closing(EventStore.view(self.path)) as store:
            return next_shipment(store, after, is_whole=is_whole)


class Kept:
    """The journal of the PC that follows, as its Follower writes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = FollowedJournal.open(path)

    @property
    def head(self) -> ChainHead:
        return self.journal.head

    async def take(self, rows: Sequence[JournalRow]) -> None:
        self.journal.take(rows)
