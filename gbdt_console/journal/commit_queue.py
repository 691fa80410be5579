"""Commits write requests in groups, and keeps them while the disk refuses."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Entry, RecordingRefused
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.chain import JournalDamaged, UnchainedEntry
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError, is_damage
from gbdt_console.journal.foreign_change import JournalChangingError, settle
from gbdt_console.journal.opening import (
    Acknowledged,
    ledger_beside,
    open_journal,
    put_found_aside,
    put_moved_aside,
)
from gbdt_console.journal.recent_rows import RecentRows
from gbdt_console.journal.second_head import SecondHead
from gbdt_console.journal.store import CommitFailed, EventStore
from gbdt_console.journal.write_request import Refusal, ReturnedCommit, UnprovenCommit, WriteRequest


class JournalMovedError(Exception):
    """The open files are no longer those at their paths."""


_REFUSALS = (
    sqlite3.Error,
    OSError,
    FutureSchemaError,
    JournalMovedError,
    JournalChangingError,
    CommitFailed,
)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Limits of retrying a disk that refuses.

    first_s: wait before the first retry, in seconds; each further wait is twice as long
    longest_s: longest wait between two retries, in seconds
    backlog: most automatic events kept meanwhile; older ones are dropped
    """

    first_s: float = 0.5
    longest_s: float = 30.0
    backlog: int = 10_000


DEFAULT_RETRY_POLICY = RetryPolicy()


class CommitQueue:
    """Writes the journal; every method runs on the writer thread."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        retry_policy: RetryPolicy,
        on_commit: Callable[[Sequence[Entry]], None],
        on_recording: Callable[[Recording], None],
    ) -> None:
        """Begin closed.

        on_commit: gets committed entries in order, before their futures
        on_recording: gets the new state when the disk begins or ceases to refuse
        """
        self._path = path
        self._clock = clock
        self._retry_policy = retry_policy
        self._on_commit = on_commit
        self._on_recording = on_recording
        self._store: EventStore | None = None
        self._is_moved = False
        self._is_unsettled = False
        self._recent = RecentRows()
        self._second = SecondHead(path)
        self._ledger = Ledger()
        self._refusal: Refusal | None = None
        self._unproven: UnprovenCommit | None = None
        self._returned: ReturnedCommit | None = None

    def open(self) -> Ledger:
        """Open the journal and return a copy of its fold.

        On a refusing disk it is the fold of the readable part.

        Raises FutureSchemaError.
        """
        try:
            self._reopen()
        except (sqlite3.Error, OSError):
            self._ledger = ledger_beside(self._path)
            self._refuse(())
        return self._ledger.copy()

    def retry_in_s(self) -> float | None:
        """Return the seconds until `write` must be called without requests; None while the disk writes."""
        if self._refusal is None:
            return None
        return max(0.0, self._refusal.retry_at_s - self._clock.monotonic())

    def write(self, requests: Sequence[WriteRequest]) -> None:
        """Commit the backlog and the requests in one transaction.

        While the disk refuses, automatic requests wait for the next retry and an operator's is tried at once.
        Without requests the files are compared with their paths all the same, and the log is emptied.
        """
        if not requests and not self._is_retry_due() and self._is_in_place():
            self._empty_log()
            return
        if self._refusal is not None and not self._is_retry_due() and all(r.is_automatic for r in requests):
            self._refusal.keep(requests)
            return
        try:
            self._commit(requests)
        except _REFUSALS:
            self._refuse(requests)
        except BaseException:
            # A fault of this program ends the thread; the callers that wait must still get an answer.
            self._refuse(requests)
            for request in requests:
                request.give_up()
            raise

    def note_hang(self, since_s: float, lost: int) -> None:
        """Treat a disk that hung, and answers again, like one that refused: the next write records it.

        since_s: when it began to hang, monotonic seconds
        lost: automatic events that were dropped meanwhile
        """
        if self._refusal is None:
            policy, now_s = self._retry_policy, self._clock.monotonic()
            self._refusal = Refusal(since_s, policy.first_s, now_s, policy.backlog)
        self._refusal.lost += lost

    def close(self) -> None:
        """Try the backlog once more, refuse the rest, and close the file.

        A journal that lost its place since the last write is saved before its files are closed.
        """
        try:
            self.write(())
            if self._refusal is not None:
                self._refusal.retry_at_s = self._clock.monotonic()
                self.write(())
        finally:
            for request in self._refusal.backlog if self._refusal else ():
                request.give_up()
            for commit in (self._unproven, self._returned):
                for request in commit.requests if commit else ():
                    request.give_up()
            self._close_store()
            self._second.sync()

    def _commit(self, requests: Sequence[WriteRequest]) -> None:
        now_utc = self._clock.utc()
        if self._is_moved:
            self._put_aside(now_utc)
        self._look_again()
        store = self._store or self._reopen()
        self._require_in_place(store)
        self._acknowledge()
        if not store.is_untouched():
            store = self._settle(store, now_utc)
        waiting = [*(self._refusal.backlog if self._refusal else ()), *requests]
        begun = [request for request in waiting if request.fate.begin()]
        before = self._checkpoint_due(store, now_utc)
        drafts = [*before, *(request.draft for request in begun), *self._refusal_event(now_utc)]
        entries = self._append(store, drafts, len(before), begun)
        self._recent.add(store.appended)
        for entry in entries[len(before) :]:
            if not isinstance(entry.event, Checkpoint):  # its ledger is for those who read the entry
                self._ledger.apply(entry.event)
        self._returned = ReturnedCommit(entries, len(before), begun)
        self._require_in_place(store)
        self._acknowledge()
        if self._refusal is not None:
            self._refusal = None
            self._on_recording(Recording.WRITING)
        self._second.write(self._recent.head, store.first)

    def _acknowledge(self) -> None:
        """Tell of a COMMIT that returned, once the journal at its path is known to hold what it wrote."""
        returned, self._returned = self._returned, None
        if returned is not None:
            self._on_commit(returned.entries)
            returned.end()
            if self._refusal is not None:
                self._refusal.forget_ended()

    def _append(
        self, store: EventStore, drafts: Sequence[UnchainedEntry], own: int, begun: Sequence[WriteRequest]
    ) -> list[Entry]:
        """Write the drafts; where that fails, note what is known of the requests that have begun."""
        try:
            return store.append(drafts)
        except CommitFailed as failed:
            self._unproven = UnprovenCommit(failed, own, begun)
            raise
        except sqlite3.Error:
            for request in begun:
                request.fate.roll_back()
            raise

    def _checkpoint_due(self, store: EventStore, now_utc: float) -> list[UnchainedEntry]:
        if not store.is_checkpoint_due(now_utc):
            return []
        return [UnchainedEntry.of(Checkpoint(self._ledger), now_utc)]

    def _refusal_event(self, now_utc: float) -> list[UnchainedEntry]:
        """Return the event that records the refusal, if there was one.

        It tells how long the disk refused and how many events were dropped.
        """
        if self._refusal is None:
            return []
        lasted_s = round(self._clock.monotonic() - self._refusal.since_s, 3)
        return [UnchainedEntry.of(RecordingRefused(lasted_s, self._refusal.lost), now_utc)]

    def _require_in_place(self, store: EventStore) -> None:
        if not store.is_in_place():
            self._is_moved = True
            raise JournalMovedError(self._path)

    def _is_in_place(self) -> bool:
        try:
            store = self._store
            return (
                self._refusal is not None or store is None or (store.is_in_place() and store.is_untouched())
            )
        except OSError:
            return False

    def _settle(self, store: EventStore, now_utc: float) -> EventStore:
        """Settle a foreign change of the open files; return the store to go on with.

        Until then the store stays open: its closing would write its log into files that are not trusted.
        """
        self._is_unsettled = True
        try:
            settled = settle(self._path, self._recent, now_utc)
        except JournalDamaged:
            put_found_aside(self._path, now_utc)
        else:
            if settled.is_unharmed:
                store.trust_files()
            else:
                self._on_commit(settled.made)
        # Unharmed files are opened anew too: reading them dropped this process's locks on them (fcntl(2)).
        self._is_unsettled = False
        self._close_store()
        return self._reopen()

    def _empty_log(self) -> None:
        """Let the main file hold everything while nothing is written, and the second place be durable.

        A disk that takes no more pages refuses no record by that: the log stays as it is.
        """
        if self._refusal is None and self._store is not None and not self._store.is_log_empty:
            with suppress(sqlite3.Error, OSError):
                self._store.empty_log()
            self._second.sync()

    def _put_aside(self, now_utc: float) -> None:
        """Save the open journal, which is lost once it is closed."""
        if self._store is not None:
            put_moved_aside(self._store, self._path, now_utc)
        self._is_moved = self._is_unsettled = False
        self._close_store()

    def _refuse(self, requests: Sequence[WriteRequest]) -> None:
        """Let the engine's own requests wait, and tell operators what became of theirs."""
        if not (self._is_moved or self._is_unsettled or self._returned):
            self._close_store()
            with suppress(*_REFUSALS):
                self._look_again()
        now_s = self._clock.monotonic()
        policy = self._retry_policy
        if self._refusal is None:
            self._refusal = Refusal(now_s, policy.first_s, now_s + policy.first_s, policy.backlog)
            self._on_recording(Recording.REFUSING)
        else:
            self._refusal.retry_s = min(self._refusal.retry_s * 2, policy.longest_s)
            self._refusal.retry_at_s = now_s + self._refusal.retry_s
        waiting = [request for request in requests if not request.future.done()]
        self._refusal.keep([request for request in waiting if request.is_automatic])
        for request in waiting:
            if request.fate.is_begun:
                request.fate.doubt()
            elif not request.is_automatic:
                request.refuse()

    def _look_again(self) -> None:
        """Look up what became of a failed COMMIT.

        A file that is lost or damaged since then is replaced first: the new one lacks it.
        """
        unproven = self._unproven
        if unproven is None:
            return
        try:
            is_found = unproven.is_in(self._path)
        except (sqlite3.Error, ForeignFileError) as error:
            if self._path.exists() and not is_damage(error):
                raise
            is_found = self._reopen().holds(unproven.failed.head)
        self._unproven = None
        if is_found:
            self._on_commit(unproven.failed.entries)
        unproven.end(is_found=is_found)
        if self._refusal is not None:
            self._refusal.forget_ended()

    def _is_retry_due(self) -> bool:
        return self._refusal is not None and self._clock.monotonic() >= self._refusal.retry_at_s

    def _reopen(self) -> EventStore:
        known = Acknowledged(self._recent, self._ledger) if self._recent.head.seq else None
        noted = self._second.noted() if known is None else ()
        opened = open_journal(self._path, self._clock.utc(), known, noted)
        self._store, self._ledger = opened.store, opened.ledger
        if known is None or opened.made:
            self._recent.restart(opened.store)
        else:
            self._recent.add(opened.store.rows(self._recent.head.seq))
        self._acknowledge()
        self._on_commit(opened.made)
        if opened.made:
            self._second.write(self._recent.head, opened.store.first)
        return opened.store

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
