"""Puts requests into the journal in groups, and keeps what a refusing disk does not take."""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Checkpoint, Entry, RecordingRefused
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.database import FutureSchemaError
from gbdt_console.journal.opening import ledger_beside, open_journal
from gbdt_console.journal.store import EventStore

_REFUSALS = (sqlite3.Error, OSError, FutureSchemaError)
_DAY_S = 86_400


class RecordingRefusedError(Exception):
    """The event is not in the journal, and will not be."""


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """A draft and who waits for it. Once made it can no longer be cancelled."""

    draft: UnchainedEntry
    future: Future[Entry] = field(default_factory=Future)

    def __post_init__(self) -> None:
        self.future.set_running_or_notify_cancel()

    @property
    def is_automatic(self) -> bool:
        """The engine's own event: worth keeping for later, whereas a person is told at once."""
        return not self.draft.actor

    def refuse(self) -> None:
        if not self.future.done():
            self.future.set_exception(RecordingRefusedError())


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to wait before the disk is tried again, and how many automatic events to keep meanwhile."""

    first_s: float = 0.5
    longest_s: float = 30.0
    backlog: int = 10_000


DEFAULT_PATIENCE = RetryPolicy()


@dataclass(slots=True)
class _Refusal:
    """Since when (monotonic) the disk refuses, what waits for it, and what could not be kept."""

    since_s: float
    retry_s: float
    retry_at_s: float
    backlog: deque[WriteRequest] = field(default_factory=deque)
    lost: int = 0


class CommitQueue:
    """Lives on the writer thread. `heard` is told of committed entries in their order, `changed` of the
    disk's mind; both before the futures are."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        patience: RetryPolicy,
        heard: Callable[[Sequence[Entry]], None],
        changed: Callable[[Recording], None],
    ) -> None:
        self._path = path
        self._clock = clock
        self._patience = patience
        self._heard = heard
        self._changed = changed
        self._store: EventStore | None = None
        self._ledger = Ledger()
        self._day: int | None = None
        self._refusal: _Refusal | None = None

    def open(self) -> Ledger:
        """Open the journal and return what it says; on a disk that takes nothing, what can be read of it.

        Raises FutureSchemaError.
        """
        try:
            self._reopen()
        except (sqlite3.Error, OSError):
            self._ledger = ledger_beside(self._path)
            self._refuse(())
        return Ledger.from_data(self._ledger.to_data())

    def retry_in_s(self) -> float | None:
        """When `write` wants to be called even without requests; None while the disk takes everything."""
        if self._refusal is None:
            return None
        return max(0.0, self._refusal.retry_at_s - self._clock.monotonic())

    def write(self, requests: Sequence[WriteRequest]) -> None:
        """Everything that waits goes into one transaction. A person's request is worth a try at once."""
        if not requests and not self._is_retry_due():
            return
        if self._refusal is not None and not self._is_retry_due() and all(r.is_automatic for r in requests):
            self._keep(self._refusal, requests)
            return
        try:
            self._commit(requests)
        except _REFUSALS:
            self._refuse(requests)
        except BaseException:
            # A fault of ours ends the thread; whoever waits must hear of it all the same.
            self._refuse(requests)
            raise

    def close(self) -> None:
        """Try what waits once more, refuse the rest, and let go of the file."""
        try:
            if self._refusal is not None:
                self._refusal.retry_at_s = self._clock.monotonic()
                self.write(())
        finally:
            for request in self._refusal.backlog if self._refusal else ():
                request.refuse()
            self._let_go()

    def _commit(self, requests: Sequence[WriteRequest]) -> None:
        store = self._store or self._reopen()
        now_utc = self._clock.utc()
        waiting = [*(self._refusal.backlog if self._refusal else ()), *requests]
        before = self._checkpoint_due(store, now_utc)
        drafts = [*before, *(request.draft for request in waiting), *self._confession(now_utc)]
        entries = store.append(drafts)
        for entry in entries:
            self._ledger.apply(entry.event)
        self._day = int(now_utc // _DAY_S)
        self._heard(entries)
        if self._refusal is not None:
            self._refusal = None
            self._changed(Recording.WRITING)
        for request, entry in zip(waiting, entries[len(before) :], strict=False):
            request.future.set_result(entry)

    def _checkpoint_due(self, store: EventStore, now_utc: float) -> list[UnchainedEntry]:
        """The first write of a UTC day begins with the fold of the days before."""
        if not store.head.seq or self._day == now_utc // _DAY_S:
            return []
        return [UnchainedEntry.of(Checkpoint(self._ledger.to_data()), now_utc)]

    def _confession(self, now_utc: float) -> list[UnchainedEntry]:
        if self._refusal is None:
            return []
        lasted_s = round(self._clock.monotonic() - self._refusal.since_s, 3)
        return [UnchainedEntry.of(RecordingRefused(lasted_s, self._refusal.lost), now_utc)]

    def _refuse(self, requests: Sequence[WriteRequest]) -> None:
        self._let_go()
        now_s = self._clock.monotonic()
        if self._refusal is None:
            self._refusal = _Refusal(now_s, self._patience.first_s, now_s + self._patience.first_s)
            self._changed(Recording.REFUSING)
        else:
            self._refusal.retry_s = min(self._refusal.retry_s * 2, self._patience.longest_s)
            self._refusal.retry_at_s = now_s + self._refusal.retry_s
        self._keep(self._refusal, [request for request in requests if request.is_automatic])
        for request in requests:
            if not request.is_automatic:
                request.refuse()

    def _keep(self, refusal: _Refusal, requests: Sequence[WriteRequest]) -> None:
        """The newest are kept: they say how things stand."""
        for request in requests:
            refusal.backlog.append(request)
            if len(refusal.backlog) > self._patience.backlog:
                refusal.backlog.popleft().refuse()
                refusal.lost += 1

    def _is_retry_due(self) -> bool:
        return self._refusal is not None and self._clock.monotonic() >= self._refusal.retry_at_s

    def _reopen(self) -> EventStore:
        opened = open_journal(self._path, self._clock.utc())
        self._store, self._ledger = opened.store, opened.ledger
        newest = opened.store.last_checkpoint()
        first = opened.store.read(limit=1) if newest is None else [newest.entry()]
        self._day = int(first[0].at_utc // _DAY_S) if first else None
        self._heard(opened.made)
        return opened.store

    def _let_go(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
