"""Keeps a journal that another PC writes: what comes from there is taken, what this engine finds is not."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from gbdt_console.core.events import EngineStopped, Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.snapshot import Recording
from gbdt_console.engine.records.record_files import RecordFiles
from gbdt_console.engine.records.records import OnEntries, OnRecording
from gbdt_console.journal.chain import ChainHead, JournalRow
from gbdt_console.journal.followed import FoldDiffers, FollowedJournal
from gbdt_console.journal.sample_recorder import MinuteOfSamples
from gbdt_console.journal.write_request import RecordingRefusedError


class FollowedRecords(RecordFiles):
    """Made by the holder of the lock; raises why the journal does not open.

    Samples are not kept: the seals in the journal are of those of the PC that commands.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._on_entries: OnEntries = lambda entries: None
        try:
            self._journal = self._thread.submit(FollowedJournal.open, self._path).result()
        except BaseException:
            self._thread.shutdown()
            raise
        self._ledger = self._thread.submit(self._journal.ledger).result()

    @property
    def head(self) -> ChainHead:
        return self._journal.head

    async def take(self, rows: Sequence[JournalRow]) -> None:
        """Write the other PC's rows, and let the engine hear of them. Raises as FollowedJournal.take."""
        try:
            entries = await asyncio.wrap_future(self._thread.submit(self._journal.take, rows))
        except FoldDiffers as differs:
            self._tell(differs.entries)
            raise
        self._tell(entries)

    def _tell(self, entries: Sequence[Entry]) -> None:
        if entries:
            self._on_entries(entries)

    def ledger(self) -> Ledger:
        return self._ledger

    def listen(self, on_entries: OnEntries, on_recording: OnRecording) -> None:
        self._on_entries = on_entries
        on_recording(Recording.WRITING)

    def record(self, event: Event, actor: str = "") -> Future[Entry]:
        return self.record_together([event], actor)[0]

    def record_together(
        self,
        events: Sequence[Event],
        actor: str,
        request_id: str = "",
        on_doubt: Callable[[], None] = lambda: None,
    ) -> Sequence[Future[Entry]]:
        """Write none: this PC adds nothing to a journal that is not its own.

        A person's are refused. The engine's own wait, as they do while a disk refuses; only its end does not.
        """
        unwritten: Future[Entry] = Future()
        if actor or any(isinstance(event, EngineStopped) for event in events):
            unwritten.set_exception(RecordingRefusedError())
        return [unwritten] * len(events)

    def keep_samples(self, minute: MinuteOfSamples) -> None:
        pass

    def pin_samples(self, from_utc: float, to_utc: float, reason: str) -> None:
        pass

    def counters(self) -> Mapping[str, int]:
        return {}

    def close(self) -> None:
        self._thread.submit(self._journal.close).result()
        self._thread.shutdown()
