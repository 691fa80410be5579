"""Lets commands that record follow one another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gbdt_console.journal.write_request import RecordingRefusedError


class Turn:
    """Held by one command at a time, so that each sees what the one before recorded.

    While nobody knows whether the holder's record is in the journal, the commands behind it are refused: they
    would wait for the disk without an end, and none of them was begun.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._doubt = asyncio.Event()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold the turn for as long as the block lasts. Raises RecordingRefusedError."""
        await self._acquire()
        try:
            yield
        finally:
            self._doubt.clear()
            self._lock.release()

    def doubt(self) -> None:
        """Note, as its holder, that nobody knows for now whether the record is in the journal."""
        self._doubt.set()

    async def _acquire(self) -> None:
        acquiring = asyncio.ensure_future(self._lock.acquire())
        doubting = asyncio.ensure_future(self._doubt.wait())
        try:
            await asyncio.wait((acquiring, doubting), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if not acquiring.cancel():
                self._lock.release()
            raise
        finally:
            doubting.cancel()
        if not acquiring.done():
            acquiring.cancel()
            raise RecordingRefusedError
