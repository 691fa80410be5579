"""Passes on that something changed, each kind once until somebody hears it: nothing piles up."""

import asyncio
from collections.abc import AsyncIterator

from gbdt_console.devices.polycom.answers import ReportedChange


class ChangeSignal:
    """From `begin` to `end` of one connection."""

    def __init__(self) -> None:
        self._pending: set[ReportedChange] = set()
        self._news = asyncio.Event()
        self._is_over = True

    def begin(self) -> None:
        self._pending.clear()
        self._is_over = False

    def add(self, change: ReportedChange) -> None:
        self._pending.add(change)
        self._news.set()

    def end(self) -> None:
        self._is_over = True
        self._news.set()

    async def listen(self) -> AsyncIterator[ReportedChange]:
        """What changed, as it comes; ends with the connection."""
        while self._pending or not self._is_over:
            while self._pending:
                yield self._pending.pop()
            self._news.clear()
            if not self._is_over:
                await self._news.wait()
