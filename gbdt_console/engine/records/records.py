"""Defines what keeps the engine's records, and a keeper that keeps nothing."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Protocol

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.codec import event_data
from gbdt_console.journal.sample_recorder import UNKNOWN, MinuteOfSamples

OnEntries = Callable[[Sequence[Entry]], None]
OnRecording = Callable[[Recording], None]


class Records(Protocol):
    """Implemented over the journal and the samples file.

    The engine's loop calls it: no method waits, except where it says so.
    """

    def ledger(self) -> Ledger:
        """Return the fold of all entries before this run, for the caller to continue."""
        ...

    def listen(self, on_entries: OnEntries, on_recording: OnRecording) -> None:
        """Set the callbacks: called in order, on the keeper's thread, after entries are durable."""
        ...

    def record(self, event: Event, actor: str = "") -> Future[Entry]:
        """Write an event; the future is done once it is durable.

        The future fails with RecordingRefusedError when the disk refuses an operator's event, and with
        RecordingUnknownError where this process will not find out.

        actor: id of the operator; empty for the engine
        """
        ...

    def record_together(
        self,
        events: Sequence[Event],
        actor: str,
        request_id: str = "",
        on_doubt: Callable[[], None] = lambda: None,
    ) -> Sequence[Future[Entry]]:
        """Write the events of one command: all of them or none; the futures are those of `record`.

        request_id: id of its request, which the journal keeps with each; empty: none
        on_doubt: called at most once, on the keeper's threads, when nobody knows for now whether they are in
            the journal; the futures wait meanwhile
        """
        ...

    def keep_samples(self, minute: MinuteOfSamples) -> None:
        """Keep one minute of all targets' round trips."""
        ...

    def pin_samples(self, from_utc: float, to_utc: float, reason: str) -> None:
        """Keep every second of that time for replay."""
        ...

    def counters(self) -> Mapping[str, int]:
        """Return the keeper's own figures by code."""
        ...

    def stuck_s(self) -> float:
        """Return for how many seconds the disk has not answered a write; any thread may ask."""
        ...

    def of_kind(self, kind: str) -> Sequence[Entry]:
        """Return all entries of a rare kind, oldest first. Waits for the disk."""
        ...

    def of_request(self, request_id: str) -> Mapping[str, int]:
        """Return the number of the first entry of a request and of each of its parts, by their ids.

        Waits for the disk. Raises RecordingUnknownError where the journal cannot be read now.
        """
        ...

    def newest(self, count: int) -> Sequence[Entry]:
        """Return the last entries, oldest first. Waits for the disk."""
        ...

    def seconds(self, series: str, from_utc_s: int, to_utc_s: int) -> "array[int]":
        """Return sample codes from disk, one a second. Waits for the disk."""
        ...

    def minutes(self, first: int, last: int) -> Iterable[MinuteOfSamples]:
        """Yield the minutes from disk that have samples, in order. Waits for the disk.

        first: first minute, since the epoch
        """
        ...

    def entries_after(self, seq: int) -> Iterable[Entry]:
        """Yield the entries after that sequence number. Waits for the disk."""
        ...


class NoRecords:
    """Numbers and publishes entries and forgets them: for a short observation."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seq = 0
        self._on_entries: OnEntries = lambda _: None

    def ledger(self) -> Ledger:
        return Ledger()

    def listen(self, on_entries: OnEntries, on_recording: OnRecording) -> None:
        self._on_entries = on_entries

    def record(self, event: Event, actor: str = "") -> Future[Entry]:
        self._seq += 1
        entry = Entry(
            self._seq, self._clock.utc(), event.KIND, event.VERSION, actor, event_data(event), event
        )
        done: Future[Entry] = Future()
        done.set_result(entry)
        self._on_entries([entry])
        return done

    def record_together(
        self,
        events: Sequence[Event],
        actor: str,
        request_id: str = "",
        on_doubt: Callable[[], None] = lambda: None,
    ) -> Sequence[Future[Entry]]:
        return [self.record(event, actor) for event in events]

    def keep_samples(self, minute: MinuteOfSamples) -> None:
        pass

    def pin_samples(self, from_utc: float, to_utc: float, reason: str) -> None:
        pass

    def counters(self) -> Mapping[str, int]:
        return {}

    def stuck_s(self) -> float:
        return 0.0

    def of_kind(self, kind: str) -> Sequence[Entry]:
        return ()

    def of_request(self, request_id: str) -> Mapping[str, int]:
        return {}

    def newest(self, count: int) -> Sequence[Entry]:
        return ()

    def seconds(self, series: str, from_utc_s: int, to_utc_s: int) -> "array[int]":
        return array("H", [UNKNOWN]) * (to_utc_s - from_utc_s)

    def minutes(self, first: int, last: int) -> Iterable[MinuteOfSamples]:
        return ()

    def entries_after(self, seq: int) -> Iterable[Entry]:
        return ()
