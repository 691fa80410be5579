"""Reads journal and samples of a state directory beside their writer."""

import logging
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from gbdt_console.core.events import Entry
from gbdt_console.journal.database import ForeignFileError
from gbdt_console.journal.request_search import recorded_by
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_recorder import UNKNOWN, MinuteOfSamples
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.write_request import RecordingUnknownError
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME

_READS_WHILE_STUCK_S = 1.0
"""Seconds of an unanswered write after which nothing is read: a read would hang too, with its thread."""

log = logging.getLogger(__name__)


class RecordFiles:
    """The files' readers; what writes them is made by a subclass."""

    def __init__(self, directory: Path) -> None:
        """Note which files there are; call it before the writer starts.

        The writer makes the file of samples, and a file half made reads as a foreign one.
        """
        self._path = directory / JOURNAL_NAME
        self._samples_path = directory / SAMPLES_NAME
        self._had_samples = self._samples_path.exists()

    def stuck_s(self) -> float:
        """Return for how many seconds the disk has not answered a write; any thread may ask."""
        return 0.0

    def newest(self, count: int) -> Sequence[Entry]:
        """Return the last entries; none where the journal cannot be read, which is logged."""
        return self._look(lambda store: store.tail(count))

    def of_kind(self, kind: str) -> Sequence[Entry]:
        """Return all entries of that kind; none where the journal cannot be read, which is logged."""
        return self._look(lambda store: store.of_kind(kind))

    def of_request(self, request_id: str) -> Mapping[str, int]:
        """Look into the journal and those before it. Raises RecordingUnknownError."""
        if self.stuck_s() >= _READS_WHILE_STUCK_S:
            raise RecordingUnknownError
        return recorded_by(self._path, request_id)

    def _look(self, read: Callable[[EventStore], Sequence[Entry]]) -> Sequence[Entry]:
        if self.stuck_s() >= _READS_WHILE_STUCK_S:
            return ()
        try:
            with closing(EventStore.view(self._path)) as store:
                return read(store)
        except (sqlite3.Error, ForeignFileError):
            log.exception("the journal cannot be read")
            return ()

    def seconds(self, series: str, from_utc_s: int, to_utc_s: int) -> "array[int]":
        """Return sample codes; UNKNOWN where the file has none, is new, or is damaged."""
        if self.stuck_s() >= _READS_WHILE_STUCK_S:
            return array("H", [UNKNOWN]) * (to_utc_s - from_utc_s)
        try:
            with closing(SampleReader(self._samples_path)) as samples:
                return samples.read_seconds(series, from_utc_s, to_utc_s)
        except (sqlite3.Error, ForeignFileError):
            return array("H", [UNKNOWN]) * (to_utc_s - from_utc_s)

    def minutes(self, first: int, last: int) -> Iterable[MinuteOfSamples]:
        """Yield minutes of earlier runs; those after damage or a hanging disk are left out."""
        if not self._had_samples:
            return
        try:
            with closing(SampleReader(self._samples_path)) as samples:
                for minute in range(first, last + 1):
                    if self.stuck_s() >= _READS_WHILE_STUCK_S:
                        return
                    found = samples.read_minute(minute)
                    if found.names:
                        yield found
        except (sqlite3.Error, ForeignFileError):
            log.exception("the samples cannot be read")

    def entries_after(self, seq: int) -> Iterable[Entry]:
        with closing(EventStore.view(self._path)) as store:
            for row in store.rows(seq):
                yield row.entry()
