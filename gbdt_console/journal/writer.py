"""Owns the journal and the samples on one thread."""

import errno
import logging
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sample_seals import SealedHours
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.commit_queue import DEFAULT_RETRY_POLICY, CommitQueue, RetryPolicy
from gbdt_console.journal.hang_watch import HANG_S, HangWatch
from gbdt_console.journal.sample_file_guard import REFUSED, SampleFileGuard
from gbdt_console.journal.sample_recorder import MinuteOfSamples
from gbdt_console.journal.sample_seal import SampleSealer
from gbdt_console.journal.sample_store import Pin
from gbdt_console.journal.write_request import Fate, WriteRequest

JOURNAL_NAME = "journal.sqlite"
SAMPLES_NAME = "samples.sqlite"
_GROUP = 1_000
"""Limits the queued items of one group, so that a commit stays short."""

_START_S = 60.0
"""Limits the wait for the opening, in seconds: a slow machine reads a damaged journal of five years in 20."""
_COMPARE_S = 5.0
"""Seconds without an event after which the open files are compared with their paths."""
_JOIN_S = 0.25
"""Seconds between two looks whether the end hangs."""

_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Stop:
    """The last item in the queue."""


_Item = tuple[WriteRequest, ...] | MinuteOfSamples | Pin | _Stop
"""The events of one command stay one item, so that one transaction takes all of them or none."""


class JournalWriter:
    """Writes both files. Made and started by the holder of the state directory's lock.

    Callbacks run on the writer's thread and must not block; register them before `start`.
    """

    def __init__(
        self, directory: Path, clock: Clock, retry_policy: RetryPolicy = DEFAULT_RETRY_POLICY
    ) -> None:
        """Prepare both files in `directory`; `start` opens the journal."""
        self._directory = directory
        self._clock = clock
        self._queue: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._is_closed = False
        self._recording = Recording.WRITING
        self._most_waiting = retry_policy.backlog
        self._people: dict[int, WriteRequest] = {}
        self._dropped_events = 0
        self._dropped_minutes = 0
        self._watch = HangWatch(clock, self._hang)
        self._on_entries: list[Callable[[Sequence[Entry]], None]] = []
        self._on_change: list[Callable[[Recording], None]] = []
        self._commits = CommitQueue(
            directory / JOURNAL_NAME, clock, retry_policy, self._notify_entries, self._set_recording
        )
        self._samples = SampleFileGuard(directory / SAMPLES_NAME)
        self._opened: Future[Ledger] = Future()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)

    @property
    def recording(self) -> Recording:
        """Return whether the disk takes records; any thread may ask."""
        return self._recording

    def counters(self) -> dict[str, int]:
        """Return counts by code: minutes refused, files begun anew."""
        counters = self._samples.counters()
        return counters | {REFUSED: counters[REFUSED] + self._dropped_minutes}

    def stuck_s(self) -> float:
        """Return for how many seconds the disk has not answered; any thread may ask."""
        return self._watch.stuck_s()

    def beat(self) -> None:
        """Look at once whether the disk hangs."""
        self._watch.beat()

    def on_entries(self, callback: Callable[[Sequence[Entry]], None]) -> None:
        """Register a callback that gets entries in order, once they are durable."""
        self._on_entries.append(callback)

    def on_change(self, callback: Callable[[Recording], None]) -> None:
        """Register a callback for when the disk begins or ceases to refuse."""
        self._on_change.append(callback)

    def start(self) -> Ledger:
        """Open the journal and return a copy of its fold.

        A disk that refuses raises no error; it shows in `recording`. Raises FutureSchemaError, and OSError
        when the disk does not answer.
        """
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._thread.start()
        self._watch.start()
        try:
            return self._opened.result(_START_S)
        except TimeoutError:
            raise self._no_answer() from None

    def record(self, event: Event, actor: str = "") -> Future[Entry]:
        """Queue an event from any thread. The future gets the entry once it is durable.

        An operator's event has an actor: when the disk refuses, its future raises RecordingRefusedError at
        once. The engine's own event waits for the disk to recover. While nobody knows whether the event is in
        the journal the future waits; RecordingUnknownError ends it where the writer ends before. Raises
        ValueError when the event is not JSON.
        """
        return self.record_together([event], actor)[0]

    def record_together(
        self,
        events: Sequence[Event],
        actor: str,
        request_id: str = "",
        on_doubt: Callable[[], None] = lambda: None,
    ) -> list[Future[Entry]]:
        """Queue several events from any thread; the journal takes all of them or none.

        The futures are those of `record`. Raises ValueError when an event is not JSON.

        request_id: id of the request that asks for them; the journal keeps it with each
        on_doubt: called at most once, on a thread of the writer, when nobody knows for now whether they are
            in the journal; must not block
        """
        now_utc, fate = self._clock.utc(), Fate(on_doubt)
        requests = tuple(
            WriteRequest(UnchainedEntry.of(event, now_utc, actor, request_id), fate) for event in events
        )
        for request in requests:
            if not request.is_automatic:
                self._note_operator(request)
        if not all(map(self._has_room, requests)) or not self._put(requests):
            for request in requests:
                request.refuse()
        return [request.future for request in requests]

    def keep_samples(self, minute: MinuteOfSamples) -> None:
        """Queue a minute of samples. A refused minute is counted, not tried again."""
        if self._watch.is_hung:
            self._dropped_minutes += 1
        else:
            self._put(minute)

    def pin_samples(self, from_utc: float, to_utc: float, reason: str) -> None:
        """Keep every second between two UTC times for five years."""
        self._put(Pin(from_utc, to_utc, reason))

    def stop(self) -> None:
        """Write the queue and close both files; later events are refused.

        Raises OSError without that when the disk hangs.
        """
        self._put(_Stop(), is_last=True)
        while self._thread.is_alive():
            if self._watch.stuck_s() >= HANG_S:
                raise self._no_answer()
            self._thread.join(_JOIN_S)

    def _note_operator(self, request: WriteRequest) -> None:
        """Keep an operator's request at hand until it is answered."""
        self._people[id(request)] = request
        request.future.add_done_callback(lambda _: self._people.pop(id(request), None))

    def _no_answer(self) -> OSError:
        return OSError(errno.EIO, os.strerror(errno.EIO), str(self._directory))

    def _has_room(self, request: WriteRequest) -> bool:
        """Tell whether the request may wait; while the disk hangs an operator's may not."""
        if not self._watch.is_hung:
            return True
        if request.is_automatic and self._queue.qsize() < self._most_waiting:
            return True
        self._dropped_events += request.is_automatic
        return False

    def _hang(self) -> None:
        """Tell operators: an event whose COMMIT has not begun is withdrawn, of any other nobody knows."""
        self._set_recording(Recording.REFUSING)
        for request in list(self._people.values()):
            if request.fate.withdraw():
                request.refuse()
            else:
                request.fate.doubt()

    def _put(self, item: _Item, *, is_last: bool = False) -> bool:
        with self._gate:
            if self._is_closed:
                return False
            self._is_closed = is_last
            self._queue.put(item)
            return True

    def _run(self) -> None:
        self._watch.begin()
        try:
            ledger = self._commits.open()
        except Exception as error:
            self._shut()
            self._opened.set_exception(error)
            return
        self._samples.sealer = SampleSealer(ledger[SealedHours].hours)
        self._end_work()
        self._opened.set_result(ledger)
        try:
            while self._turn():
                pass
        except BaseException:
            self._shut()
            self._set_recording(Recording.REFUSING)
            raise
        self._shut()

    def _turn(self) -> bool:
        items = self._take()
        self._watch.begin()
        requests = [request for item in items if isinstance(item, tuple) for request in item]
        requests += self._unsealing(item.minute for item in items if isinstance(item, MinuteOfSamples))
        self._commits.write([request for request in requests if not request.future.done()])
        for item in items:
            if isinstance(item, MinuteOfSamples):
                self._samples.write(item)
                self._seal(item.minute)
            elif isinstance(item, Pin):
                self._samples.pin(item)
        self._end_work()
        return not any(isinstance(item, _Stop) for item in items)

    def _unsealing(self, minutes: Iterable[int]) -> Iterator[WriteRequest]:
        """Yield what has to be in the journal before these minutes are in the samples file."""
        for event in map(self._samples.sealer.before_write, minutes):
            if event is not None:
                yield WriteRequest(UnchainedEntry.of(event, self._clock.utc(), "", ""))

    def _seal(self, now_minute: int) -> None:
        seal = self._samples.seal(now_minute)
        if seal is not None:
            self.record(seal)

    def _end_work(self) -> None:
        hung_since_s = self._watch.end()
        if hung_since_s is not None:
            lost, self._dropped_events = self._dropped_events, 0
            self._commits.note_hang(hung_since_s, lost)

    def _take(self) -> list[_Item]:
        """Wait for an item and take all that are queued.

        One sync serves them all. Without an item the turn compares the files with their paths.
        """
        items: list[_Item] = []
        try:
            retry_in_s = self._commits.retry_in_s()
            items.append(self._queue.get(timeout=_COMPARE_S if retry_in_s is None else retry_in_s))
            while len(items) < _GROUP:
                items.append(self._queue.get_nowait())
        except queue.Empty:
            pass
        return items

    def _shut(self) -> None:
        """Close both files and refuse the rest.

        It runs after an unforeseen error too, so that no caller waits for ever.
        """
        with self._gate:
            self._is_closed = True
        self._watch.begin()
        try:
            self._commits.close()
            self._samples.close()
        finally:
            self._watch.end()
            self._watch.stop()
            self._refuse_rest()

    def _refuse_rest(self) -> None:
        while not self._queue.empty():
            item = self._queue.get_nowait()
            for request in item if isinstance(item, tuple) else ():
                request.refuse()

    def _notify_entries(self, entries: Sequence[Entry]) -> None:
        if entries:
            _call_all(self._on_entries, entries)

    def _set_recording(self, recording: Recording) -> None:
        self._recording = recording
        _call_all(self._on_change, recording)


def _call_all(callbacks: Sequence[Callable[[T], None]], value: T) -> None:
    for callback in callbacks:
        try:
            callback(value)
        except Exception:
            # An error in a callback must not stop the journal.
            _log.exception("journal listener")
