"""Keeps the engine's records in the journal and samples file of a state directory."""

from collections.abc import Sequence
from pathlib import Path

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.snapshot import Recording
from gbdt_console.engine.records.record_files import RecordFiles
from gbdt_console.engine.records.records import OnEntries, OnRecording
from gbdt_console.journal.writer import JournalWriter

RECORDED_WITHIN_S = 10.0
"""Limits the wait for an entry that an opening engine must have on disk before it goes on."""


class JournalRecords(RecordFiles):
    """Made by the holder of the lock; raises why the journal does not open."""

    def __init__(self, directory: Path, clock: Clock) -> None:
        super().__init__(directory)
        self._writer = JournalWriter(directory, clock)
        self._unheard: list[Entry] = []
        self._on_entries: OnEntries = self._unheard.extend
        self._on_recording: OnRecording = lambda recording: None
        self._writer.on_entries(self._tell)
        self._writer.on_change(self._tell_recording)
        self._ledger = self._writer.start()
        self.record, self.record_together = self._writer.record, self._writer.record_together
        self.keep_samples, self.pin_samples = self._writer.keep_samples, self._writer.pin_samples
        self.counters = self._writer.counters

    def stuck_s(self) -> float:
        return self._writer.stuck_s()

    def ledger(self) -> Ledger:
        return self._ledger

    def listen(self, on_entries: OnEntries, on_recording: OnRecording) -> None:
        on_entries(self._unheard)
        self._on_entries, self._on_recording = on_entries, on_recording
        on_recording(self._writer.recording)

    def close(self) -> None:
        """Write what is queued and close the files."""
        self._writer.stop()

    def _tell(self, entries: Sequence[Entry]) -> None:
        self._on_entries(entries)

    def _tell_recording(self, recording: Recording) -> None:
        self._on_recording(recording)
