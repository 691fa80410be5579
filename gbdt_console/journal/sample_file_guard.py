"""Keeps the samples file usable after any failure. Samples may be lost; the journal never waits for them."""

import os
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from gbdt_console.core.sample_seals import SamplesSealed
from gbdt_console.journal import database
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_recorder import MinuteOfSamples
from gbdt_console.journal.sample_seal import SampleSealer
from gbdt_console.journal.sample_store import Pin, SampleStore

JOURNAL_RESERVE = 64 * 1024 * 1024
"""Limits the samples file, in bytes of free disk: this much stays free for years of events."""

REFUSED = "samples.refused"
STARTED_ANEW = "samples.started-anew"


class SampleFileGuard:
    """Writes the samples file on the writer thread. Opens it at first use and after every failure.

    sealer: hashes the hours that are over
    """

    def __init__(self, path: Path, reserve_bytes: int = JOURNAL_RESERVE) -> None:
        """Begin closed; `reserve_bytes` of the disk must stay free."""
        self._path = path
        self._reserve_bytes = reserve_bytes
        self._store: SampleStore | None = None
        self._counters: Counter[str] = Counter({REFUSED: 0, STARTED_ANEW: 0})
        self.sealer = SampleSealer()

    def counters(self) -> dict[str, int]:
        """Return counts by code: minutes refused, files begun anew."""
        return dict(self._counters)

    def write(self, samples: MinuteOfSamples) -> None:
        """Remove what is past its time and write a minute."""

        def work(store: SampleStore) -> None:
            store.age(samples.minute)
            store.write(samples)
            self.sealer.written(samples.minute)

        self._try(work)

    def seal(self, now_minute: int) -> SamplesSealed | None:
        """Go on with the oldest hour that is over; return its seal where it is whole.

        One that cannot be read is tried again.
        """
        if self._store is None:
            return None
        unread = (sqlite3.Error, OSError, database.ForeignFileError, database.FutureSchemaError)
        with suppress(*unread), SampleReader(self._path) as samples:
            return self.sealer.turn(samples, now_minute)
        return None

    def pin(self, pin: Pin) -> None:
        """Keep every second of the pin's time."""
        self._try(lambda store: store.pin(pin))

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _try(self, work: Callable[[SampleStore], None]) -> None:
        """Do the work, once more on a new file after damage. Count any other failure as a refusal."""
        for _ in range(2):
            try:
                self._work(work)
            except (sqlite3.Error, OSError, database.ForeignFileError, database.FutureSchemaError) as error:
                self.close()
                if database.is_damage(error) and self._is_removed():
                    continue
                self._counters[REFUSED] += 1
            return

    def _work(self, work: Callable[[SampleStore], None]) -> None:
        room = os.statvfs(self._path.parent)
        if room.f_bavail * room.f_frsize < self._reserve_bytes:
            raise OSError(self._path)
        if self._store is not None and not self._store.is_in_place():
            self._counters[STARTED_ANEW] += 1
            self.close()
        if self._store is None:
            self._store = SampleStore.open(self._path)
        work(self._store)

    def _is_removed(self) -> bool:
        try:
            for part in database.with_companions(self._path):
                part.unlink(missing_ok=True)
        except OSError:
            return False
        self._counters[STARTED_ANEW] += 1
        return True
