"""Keeps an engine's records in memory, and writes them as journal and samples years later."""

from pathlib import Path

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.sample_recorder import MinuteOfSamples
from gbdt_console.journal.sample_store import Pin, SampleStore
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME
from tests.support.journal.kept import kept_ledger

_DAY_MINUTES = 24 * 60
_AGINGS = 200
"""Limits the rounds of retention: each removes ten minutes of a table."""


class KeptRecords(NoRecords):
    """Numbers and publishes entries as NoRecords does, and keeps them.

    entries: all entries, in order
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.entries: list[Entry] = []
        self._minutes: list[MinuteOfSamples] = []
        self._pins: list[Pin] = []

    def record(self, event, actor=""):  # type: ignore[no-untyped-def]
        done = super().record(event, actor)
        self.entries.append(done.result())
        return done

    def keep_samples(self, minute: MinuteOfSamples) -> None:
        self._minutes.append(minute)

    def pin_samples(self, from_utc: float, to_utc: float, reason: str) -> None:
        self._pins.append(Pin(from_utc, to_utc, reason))

    def write(self, directory: Path, *, checkpoint_every: int, later_days: int) -> None:
        """Write journal and samples of a state directory.

        checkpoint_every: entries between two Checkpoints
        later_days: retention has run for so many days since
        """
        EventStore.create(directory / JOURNAL_NAME)
        ledger, drafts = Ledger(), []
        for entry in self.entries:
            assert entry.event is not None
            if len(drafts) % checkpoint_every == checkpoint_every - 1:
                drafts.append(UnchainedEntry.of(Checkpoint(kept_ledger(ledger)), entry.at_utc))
            drafts.append(UnchainedEntry.of(entry.event, entry.at_utc, entry.actor))
            ledger.apply(entry.event)
        with EventStore.open(directory / JOURNAL_NAME) as store:
            store.append(drafts)
        self._write_samples(directory / SAMPLES_NAME, later_days)

    def _write_samples(self, path: Path, later_days: int) -> None:
        samples = SampleStore.open(path)
        try:
            for pin in self._pins:
                samples.pin(pin)
            for minute in self._minutes:
                samples.write(minute)
            last = max(minute.minute for minute in self._minutes)
            for _ in range(_AGINGS):
                samples.age(last + later_days * _DAY_MINUTES)
        finally:
            samples.close()
