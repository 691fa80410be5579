"""Keeps what a device pushed until it is read, over one connection after the other."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

T = TypeVar("T")
_MOST = 1_000
"""Limits unread events; the oldest falls out, because any event makes the engine poll."""


class Pushed(Generic[T]):
    """Works from `begin` to `end` of a connection."""

    def __init__(self) -> None:
        self._events: deque[T] = deque(maxlen=_MOST)
        self._changed = asyncio.Event()
        self._is_over = True

    def begin(self) -> None:
        """Drop what is unread; who listened to the connection before hears nothing more."""
        self._events, self._is_over = deque(maxlen=_MOST), False
        self._changed.set()

    def add(self, event: T) -> None:
        self._events.append(event)
        self._changed.set()

    def end(self) -> None:
        self._is_over = True
        self._changed.set()

    async def listen(self) -> AsyncIterator[T]:
        """Yield each event; end with the connection."""
        events = self._events
        while events is self._events:
            while events:
                yield events.popleft()
            if self._is_over:
                return
            self._changed.clear()
            await self._changed.wait()
