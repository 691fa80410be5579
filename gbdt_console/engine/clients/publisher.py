"""Publishes the newest Snapshot and the journal's entries to any reader."""

from collections.abc import Callable

from gbdt_console.core.events import Entry
from gbdt_console.core.snapshot import Snapshot

Unsubscribe = Callable[[], None]


class SnapshotPublisher:
    """Calls readers on the engine's loop; a callback returns at once and never raises."""

    def __init__(self, first: Snapshot) -> None:
        self.latest = first
        self.is_closed = False
        self._snapshot_readers: list[Callable[[Snapshot], None]] = []
        self._entry_readers: list[Callable[[Entry], None]] = []
        self._close_readers: list[Callable[[], None]] = []

    def publish(self, snapshot: Snapshot) -> None:
        self.latest = snapshot
        for reader in tuple(self._snapshot_readers):
            reader(snapshot)

    def publish_entry(self, entry: Entry) -> None:
        for reader in tuple(self._entry_readers):
            reader(entry)

    def close(self) -> None:
        self.is_closed = True
        for reader in tuple(self._close_readers):
            reader()

    def on_snapshot(self, reader: Callable[[Snapshot], None]) -> Unsubscribe:
        self._snapshot_readers.append(reader)
        return lambda: self._snapshot_readers.remove(reader)

    def on_entry(self, reader: Callable[[Entry], None]) -> Unsubscribe:
        self._entry_readers.append(reader)
        return lambda: self._entry_readers.remove(reader)

    def on_close(self, reader: Callable[[], None]) -> Unsubscribe:
        self._close_readers.append(reader)
        return lambda: self._close_readers.remove(reader)
