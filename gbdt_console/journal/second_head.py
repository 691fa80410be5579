"""Keeps the newest head in a second place: with it a start sees that the journal was set back meanwhile."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from gbdt_console.core.journal_events import EntriesLost, JournalReplaced
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.store import EventStore

HEAD_NAME = "journal.head"
_RECORD = re.compile(rb"(([0-9]{15}):([0-9a-f]{64})) ([0-9a-f]{16})\n")
_RECORD_BYTES = 98


class SecondHead:
    """One short file beside the journal, written after each commit and never before it.

    It may be behind the journal, after a kill or a power cut, and then tells less. It is ahead only where
    rows that were durable are gone.
    """

    def __init__(self, journal: Path) -> None:
        """Take the place; `journal`: the journal's main file."""
        self._path = journal.with_name(HEAD_NAME)

    def read(self) -> ChainHead | None:
        """Return the newest head that was written; None where no whole record is found."""
        with suppress(OSError), self._opened(os.O_RDONLY) as handle:
            found = _RECORD.fullmatch(os.read(handle, _RECORD_BYTES))
            if found is not None and found[4] == _check(found[1]):
                return ChainHead(int(found[2]), found[3].decode())
        return None

    def write(self, head: ChainHead) -> None:
        """Write the head over the one before: one page, so no kill leaves half of it.

        A refusal is passed over: the file stays behind.
        """
        text = f"{head.seq:015}:{head.hash}".encode()
        with suppress(OSError), self._opened(os.O_WRONLY | os.O_CREAT) as handle:
            os.pwrite(handle, text + b" " + _check(text) + b"\n", 0)

    def sync(self) -> None:
        """Make the file durable; a refusal is passed over."""
        with suppress(OSError), self._opened(os.O_RDONLY) as handle:
            os.fsync(handle)

    @contextmanager
    def _opened(self, flags: int) -> Iterator[int]:
        """Open the file, and nothing that would lead elsewhere or wait."""
        handle = os.open(self._path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
        try:
            yield handle
        finally:
            os.close(handle)


def missing_before(head: ChainHead, store: EventStore) -> EntriesLost | None:
    """Return what the journal lacks of the rows up to `head`, which it had; None where nothing is missing.

    Nor is it where the journal itself tells of that loss already. Raises sqlite3.Error, and the errors of
    chain.MALFORMED for a damaged row.
    """
    if not head.seq or store.holds(head) or any(head == known for known in _told(store)):
        return None
    return EntriesLost(max(0, head.seq - store.head.seq), 0, head.seq, head.hash)


def _told(store: EventStore) -> list[ChainHead]:
    events = [
        entry.event for kind in (EntriesLost.KIND, JournalReplaced.KIND) for entry in store.of_kind(kind)
    ]
    return [
        ChainHead(event.known_seq, event.known_hash)
        for event in events
        if isinstance(event, EntriesLost | JournalReplaced)
    ]


def _check(text: bytes) -> bytes:
    return sha256(text).hexdigest()[:16].encode()
