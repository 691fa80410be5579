"""Publishes the newest Snapshot and the journal's entries to any reader."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from gbdt_console.core.events import Entry
from gbdt_console.core.snapshot import Snapshot

_EVERY_S = 1.0
"""Limits the age of the newest Snapshot for those who read."""
_UNREAD_BEATS = 5
"""Where nobody reads, features see a Snapshot every so many rounds: what one costs at 200 sites is a fifth of
the engine's work."""
_APART_S = 0.05
"""Limits urgent Snapshots to 20 a second."""

Unsubscribe = Callable[[], None]


class SnapshotPublisher:
    """Calls readers on the engine's loop; a callback returns at once and never raises.

    Something urgent is published soon to those who read; where nobody does, a Snapshot is made when somebody
    asks for one, and now and then for the features that learn from it.
    """

    def __init__(self, build: Callable[[], Snapshot]) -> None:
        self.is_closed = False
        self._build = build
        self._latest: Snapshot | None = None
        self._is_old = True
        self._least_apart_s = 0.0
        self._is_wanted = asyncio.Event()
        self._beat_readers: list[Callable[[], None]] = []
        self._snapshot_readers: list[Callable[[Snapshot], None]] = []
        self._entry_readers: list[Callable[[Entry], None]] = []
        self._close_readers: list[Callable[[], None]] = []

    @property
    def latest(self) -> Snapshot:
        """What the readers got last, on any thread; without readers what holds now, on the engine's loop."""
        self.refresh()
        return self._latest or self._made()

    def refresh(self) -> None:
        """Make a Snapshot where news waits and nobody reads; readers are told of it soon."""
        if self._is_old and not self._snapshot_readers:
            self._made()

    def publish(self, snapshot: Snapshot) -> None:
        self._latest = snapshot
        for reader in tuple(self._snapshot_readers):
            reader(snapshot)

    def publish_now(self) -> None:
        self.publish(self._made())

    def publish_soon(self) -> None:
        self._is_old = True
        if self._snapshot_readers:
            self._is_wanted.set()

    async def run(self) -> None:
        """Publish once a second, and soon after something urgent; seldom unread, or slowed down."""
        for beat in count():
            if self._snapshot_readers or not beat % _UNREAD_BEATS:
                self.publish_now()
            else:
                self._is_old = True
                self._is_wanted.clear()
            for reader in tuple(self._beat_readers):
                reader()
            apart_s = _APART_S
            if self._snapshot_readers:
                apart_s = max(apart_s, self._least_apart_s)
                await asyncio.sleep(apart_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, _EVERY_S - apart_s)):
                    await self._is_wanted.wait()

    def slow_down(self, apart_s: float) -> None:
        """Publish by itself no more often than this from now on, seconds; 0: as usual."""
        self._least_apart_s = apart_s

    def publish_entry(self, entry: Entry) -> None:
        for reader in tuple(self._entry_readers):
            reader(entry)

    def close(self) -> None:
        self.is_closed = True
        for reader in tuple(self._close_readers):
            reader()

    def on_snapshot(self, reader: Callable[[Snapshot], None]) -> Unsubscribe:
        self.refresh()
        self._snapshot_readers.append(reader)
        return lambda: self._snapshot_readers.remove(reader)

    def on_beat(self, reader: Callable[[], None]) -> None:
        """Call the reader with each Snapshot: while the engine's loop goes round, every few seconds."""
        self._beat_readers.append(reader)

    def on_entry(self, reader: Callable[[Entry], None]) -> Unsubscribe:
        self._entry_readers.append(reader)
        return lambda: self._entry_readers.remove(reader)

    def on_close(self, reader: Callable[[], None]) -> Unsubscribe:
        self._close_readers.append(reader)
        return lambda: self._close_readers.remove(reader)

    def _made(self) -> Snapshot:
        self._is_old = False
        self._is_wanted.clear()
        self._latest = self._build()
        return self._latest
