"""Defines what waits to be written, and how that can end."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import field
from pathlib import Path

from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.store import CommitFailed, EventStore


class RecordingRefusedError(Exception):
    """The event is not in the journal and will not be."""


class RecordingUnknownError(Exception):
    """This process will not find out whether the event is in the journal."""


class Fate:
    """What became of the events of one command, which are written together or not at all.

    Before its COMMIT begins a command can be withdrawn, and is then certainly not recorded. Afterwards only
    the COMMIT's return or a fresh read tells.
    """

    def __init__(self, on_doubt: Callable[[], None] = lambda: None) -> None:
        """Begin as waiting.

        on_doubt: called at most once, on any thread, when nobody knows for now whether it is recorded; must
            not block
        """
        self._on_doubt = on_doubt
        self._lock = threading.Lock()
        self._is_begun = False
        self._is_withdrawn = False
        self._is_doubted = False

    @property
    def is_begun(self) -> bool:
        return self._is_begun

    def begin(self) -> bool:
        """Note that its COMMIT begins. Return False where it was withdrawn: then it must not be written."""
        with self._lock:
            self._is_begun = not self._is_withdrawn
            return self._is_begun

    def withdraw(self) -> bool:
        """Keep it from being written. Return False where its COMMIT has begun."""
        with self._lock:
            self._is_withdrawn = not self._is_begun
            return self._is_withdrawn

    def roll_back(self) -> None:
        """Note that it is proven not to be in the journal; it may begin again."""
        with self._lock:
            self._is_begun = False

    def doubt(self) -> None:
        """Tell once that nobody knows for now whether it is recorded."""
        with self._lock:
            is_first, self._is_doubted = not self._is_doubted, True
        if is_first:
            self._on_doubt()


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """One event to write.

    fate: what became of it, the same for all events of one command
    future: gets the Entry once the event is durable; it cannot be cancelled
    """

    draft: UnchainedEntry
    fate: Fate = field(default_factory=Fate)
    future: Future[Entry] = field(default_factory=Future)

    def __post_init__(self) -> None:
        self.future.set_running_or_notify_cancel()

    @property
    def is_automatic(self) -> bool:
        """Tell whether the event is the engine's own. An operator's event is refused at once instead."""
        return not self.draft.actor

    def acknowledge(self, entry: Entry) -> None:
        """End the wait with the durable entry, unless the wait ended before."""
        with suppress(InvalidStateError):
            self.future.set_result(entry)

    def refuse(self) -> None:
        """End the wait with RecordingRefusedError, unless the wait ended before."""
        with suppress(InvalidStateError):
            self.future.set_exception(RecordingRefusedError())

    def give_up(self) -> None:
        """End the wait of a request that nobody will look for again: refused, or unknown if it was begun."""
        if not self.fate.is_begun:
            self.refuse()
            return
        with suppress(InvalidStateError):
            self.future.set_exception(RecordingUnknownError())


@dataclass(slots=True)
class Refusal:
    """The state while the disk refuses.

    since_s: monotonic time of the first refusal, in seconds
    retry_s: wait before the next retry, in seconds
    retry_at_s: monotonic time of the next retry, in seconds
    most_waiting: most automatic events kept
    backlog: automatic events that wait
    lost: number of events dropped from the backlog
    """

    since_s: float
    retry_s: float
    retry_at_s: float
    most_waiting: int
    backlog: deque[WriteRequest] = field(default_factory=deque)
    lost: int = 0

    def keep(self, requests: Sequence[WriteRequest]) -> None:
        """Add to the backlog and drop its oldest events beyond the limit.

        The newest events tell the state.
        """
        for request in requests:
            self.backlog.append(request)
            if len(self.backlog) > self.most_waiting:
                self.backlog.popleft().refuse()
                self.lost += 1

    def forget_ended(self) -> None:
        """Drop the events from the backlog that are written after all."""
        self.backlog = deque(request for request in self.backlog if not request.future.done())


@dataclass(frozen=True, slots=True)
class ReturnedCommit:
    """A transaction whose COMMIT returned into files that may lie at their paths no longer.

    own: how many rows at its begin are the journal's own
    requests: the requests that the rows behind these are of
    """

    entries: Sequence[Entry]
    own: int
    requests: Sequence[WriteRequest]

    def end(self) -> None:
        for request, entry in zip(self.requests, self.entries[self.own :], strict=False):
            request.acknowledge(entry)


@dataclass(frozen=True, slots=True)
class UnprovenCommit:
    """A transaction that may be in the file or not.

    failed: its rows and the end of the chain with them
    """

    failed: CommitFailed
    own: int
    requests: Sequence[WriteRequest]

    def is_in(self, path: Path) -> bool:
        """Tell by a file opened anew whether the rows are recorded; nobody may have it open.

        Rows that were found are called recorded once they are in the main file: the sync that failed told
        nothing about them. Raises sqlite3.Error while nobody can tell, and ForeignFileError.
        """
        with EventStore.recover(path) as store:
            is_found = store.holds(self.failed.head)
            if is_found:
                store.write_through()
        return is_found

    def end(self, *, is_found: bool) -> None:
        """Tell the requests; the engine's own that are not recorded may be written again."""
        if is_found:
            ReturnedCommit(self.failed.entries, self.own, self.requests).end()
        for request in self.requests:
            request.fate.roll_back()
            if not request.is_automatic:
                request.refuse()
