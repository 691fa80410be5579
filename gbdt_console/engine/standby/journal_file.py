"""Reads the journal beside its writer, on a thread, for what is shipped."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from gbdt_console.journal.chain import ChainHead, JournalRow
from gbdt_console.journal.shipping import next_shipment
from gbdt_console.journal.store import EventStore

T = TypeVar("T")


class JournalFile:
    """Nothing of it stays in memory: what is behind is read by its number, however much that is."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def head(self) -> ChainHead:
        return await self._read(lambda store: store.head)

    async def holds(self, head: ChainHead) -> bool:
        return not head.seq or await self._read(lambda store: store.holds(head))

    async def next_rows(self, after: ChainHead, *, is_whole: bool) -> Sequence[JournalRow]:
        return await self._read(lambda store: next_shipment(store, after, is_whole=is_whole))

    async def _read(self, read: Callable[[EventStore], T]) -> T:
        def work() -> T:
            with closing(EventStore.view(self._path)) as store:
                return read(store)

        return await asyncio.to_thread(work)
