"""The writer thread: from any thread, in one order, and never lost without a word."""

import resource
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue

import pytest

from gbdt_console.core.clock import ManualClock, SystemClock
from gbdt_console.core.events import BlipSeen, Entry, PointChanged, RecordingRefused
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.monitoring.detector import Outcome, PointState
from gbdt_console.core.sample_seals import SamplesSealed, SamplesUnsealed
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.commit_queue import RetryPolicy
from gbdt_console.journal.database import FutureSchemaError
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_recorder import SampleRecorder
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.write_request import RecordingRefusedError, RecordingUnknownError
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME, JournalWriter
from tests.support.journal.events import write_journal

SOON = RetryPolicy(first_s=0.01, longest_s=0.05, backlog=100)


class Told:
    """What a writer told, to be waited for."""

    def __init__(self, writer: JournalWriter) -> None:
        self.entries: list[Entry] = []
        self.changes: SimpleQueue[Recording] = SimpleQueue()
        writer.on_entries(self.entries.extend)
        writer.on_change(self.changes.put)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[JournalWriter]:
    writer = JournalWriter(tmp_path / "state", SystemClock(), SOON)
    yield writer
    writer.stop()


def blip(number: int) -> BlipSeen:
    return BlipSeen(f"t{number}.line", 1.0, 2.0)


def test_many_threads_make_one_chain_and_listeners_hear_it_in_order(
    writer: JournalWriter, tmp_path: Path
) -> None:
    told = Told(writer)
    writer.start()
    acknowledged: list[Entry] = []

    def work(worker: int) -> None:
        futures = [writer.record(blip(worker * 1_000 + n), "duty") for n in range(100)]
        acknowledged.extend(future.result(10) for future in futures)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.stop()
    assert [entry.seq for entry in told.entries] == list(range(1, 401))
    assert sorted(acknowledged, key=lambda entry: entry.seq) == told.entries
    assert verify(tmp_path / "state" / JOURNAL_NAME).events == 400


def test_the_events_of_one_command_are_one_transaction(
    writer: JournalWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, sizes = EventStore.append, []

    def counted(store: EventStore, drafts: Sequence[UnchainedEntry]) -> list[Entry]:
        sizes.append(len(drafts))
        return append(store, drafts)

    writer.start()
    monkeypatch.setattr(EventStore, "append", counted)
    futures = writer.record_together([blip(n) for n in range(200)], "duty")
    assert [future.result(10).seq for future in futures] == list(range(1, 201))
    assert sizes == [200]


def test_a_refused_event_takes_the_others_of_its_command_along(
    writer: JournalWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = EventStore.append

    def short_of_room(store: EventStore, drafts: Sequence[UnchainedEntry]) -> list[Entry]:
        if any("t2.line" in str(draft) for draft in drafts):
            raise sqlite3.OperationalError("database or disk is full")
        return append(store, drafts)

    monkeypatch.setattr(EventStore, "append", short_of_room)
    writer.start()
    for future in writer.record_together([blip(1), blip(2)], "duty"):
        with pytest.raises(RecordingRefusedError):
            future.result(10)
    assert writer.record(blip(3), "duty").result(10)
    writer.stop()
    with EventStore.view(tmp_path / "state" / JOURNAL_NAME) as store:
        assert "t1.line" not in str(store.read())


def test_stop_writes_what_is_queued_and_then_refuses(writer: JournalWriter, tmp_path: Path) -> None:
    writer.start()
    futures = [writer.record(blip(n)) for n in range(500)]
    writer.stop()
    assert [future.result(0).seq for future in futures] == list(range(1, 501))
    assert isinstance(writer.record(blip(1)).exception(0), RecordingRefusedError)
    with EventStore.view(tmp_path / "state" / JOURNAL_NAME) as journal:
        assert journal.head.seq == 500


def test_the_directory_is_the_owners_alone(writer: JournalWriter, tmp_path: Path) -> None:
    writer.start()
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_start_returns_what_was_recorded_before(tmp_path: Path) -> None:
    write_journal(tmp_path / JOURNAL_NAME)
    writer = JournalWriter(tmp_path, ManualClock(), SOON)
    ledger = writer.start()
    writer.stop()
    assert ledger[MeetingsHeld].running is not None
    assert ledger[LastStates].faults == {"sapa.codec": "silent"}


def test_a_newer_journal_stops_the_start(tmp_path: Path) -> None:
    write_journal(tmp_path / JOURNAL_NAME)
    with sqlite3.connect(tmp_path / JOURNAL_NAME) as connection:
        connection.execute("PRAGMA user_version = 9")
    writer = JournalWriter(tmp_path, ManualClock(), SOON)
    with pytest.raises(FutureSchemaError):
        writer.start()
    assert isinstance(writer.record(blip(1)).exception(1), RecordingRefusedError)
    writer.stop()


def test_nobody_can_cancel_what_is_on_its_way(writer: JournalWriter) -> None:
    writer.start()
    future = writer.record(blip(1), "duty")
    assert not future.cancel()
    assert future.result(10).seq == 1


def test_a_listener_that_fails_does_not_stop_the_journal(writer: JournalWriter) -> None:
    def fail(entries: Sequence[Entry]) -> None:
        raise LookupError

    writer.on_entries(fail)
    told = Told(writer)
    writer.start()
    assert writer.record(blip(1), "duty").result(10).seq == 1
    assert writer.record(blip(2), "duty").result(10).seq == 2
    assert len(told.entries) == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_the_program_leaves_nobody_waiting(
    writer: JournalWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fold that fails: by then the COMMIT of its event has returned."""
    told = Told(writer)
    writer.start()
    with monkeypatch.context() as faulty:
        faulty.setattr(Ledger, "apply", lambda ledger: None)
        with pytest.raises(RecordingUnknownError):
            writer.record(PointChanged("s1.line", "down", PointState.UP, 1.0), "duty").result(10)
    writer.stop()
    with pytest.raises(RecordingRefusedError):
        writer.record(blip(1)).result(10)
    assert writer.recording is Recording.REFUSING
    assert told.changes.get(timeout=10) is Recording.REFUSING


def test_the_disk_is_tried_again_without_being_asked(writer: JournalWriter, tmp_path: Path) -> None:
    told = Told(writer)
    writer.start()
    holder = sqlite3.connect(tmp_path / "state" / JOURNAL_NAME, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    kept = writer.record(blip(1))
    assert told.changes.get(timeout=10) is Recording.REFUSING
    assert writer.recording is Recording.REFUSING
    with pytest.raises(RecordingRefusedError):
        writer.record(blip(2), "duty").result(10)
    holder.rollback()
    holder.close()
    assert told.changes.get(timeout=10) is Recording.WRITING
    assert kept.result(10).seq == 1
    assert [type(entry.event) for entry in told.entries] == [BlipSeen, RecordingRefused]


def test_a_write_that_the_kernel_refuses_is_survived(writer: JournalWriter, tmp_path: Path) -> None:
    """By the limit on file size: the kernel fails the write in the middle of the log."""
    told = Told(writer)
    writer.start()
    writer.record(blip(1), "duty").result(10)
    wal = tmp_path / "state" / f"{JOURNAL_NAME}-wal"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 100, hard))
    try:
        with pytest.raises(RecordingRefusedError):
            writer.record(blip(2), "duty").result(10)
        kept = writer.record(blip(3))
        assert told.changes.get(timeout=10) is Recording.REFUSING
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    kept.result(10)
    writer.stop()
    events = [entry.event for entry in told.entries]
    assert blip(2) not in events
    assert blip(3) in events
    assert verify(tmp_path / "state" / JOURNAL_NAME).is_sound


def test_samples_and_pins_reach_their_own_file(writer: JournalWriter, tmp_path: Path) -> None:
    writer.start()
    recorder = SampleRecorder(writer.keep_samples)
    recorder.put(recorder.series("sapa.line"), 1_767_225_601, Outcome.REPLY, 12.34)
    writer.pin_samples(1_767_225_600, 1_767_225_660, "meeting m1")
    recorder.flush()
    writer.stop()
    with SampleReader(tmp_path / "state" / SAMPLES_NAME) as reader:
        assert list(reader.read_seconds("sapa.line", 1_767_225_600, 1_767_225_603)) == [65_535, 123, 65_535]


def test_samples_of_an_hour_that_was_sealed_are_kept_after_the_journal_has_it(tmp_path: Path) -> None:
    hour_utc = 1_767_225_600
    (tmp_path / "state").mkdir(mode=0o700)
    sealed = UnchainedEntry.of(SamplesSealed(float(hour_utc), 1, "0" * 64), hour_utc + 3_600.0)
    EventStore.create(tmp_path / "state" / JOURNAL_NAME, [sealed])
    writer = JournalWriter(tmp_path / "state", SystemClock())
    writer.start()
    recorder = SampleRecorder(writer.keep_samples)
    for minute in (60, 2, 1):
        recorder.put(recorder.series("sapa.line"), hour_utc + minute * 60, Outcome.REPLY, 12.34)
    recorder.flush()
    writer.stop()
    with EventStore.view(tmp_path / "state" / JOURNAL_NAME) as store:
        assert [entry.event for entry in store.of_kind(SamplesUnsealed.KIND)] == [
            SamplesUnsealed(float(hour_utc))
        ]


def test_a_samples_file_that_cannot_be_written_does_not_touch_the_journal(
    writer: JournalWriter, tmp_path: Path
) -> None:
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "state" / SAMPLES_NAME).mkdir()
    writer.start()
    recorder = SampleRecorder(writer.keep_samples)
    recorder.put(recorder.series("sapa.line"), 1_767_225_601, Outcome.LOST)
    recorder.flush()
    assert writer.record(blip(1), "duty").result(10).seq == 1
    writer.stop()
    assert writer.counters()["samples.refused"] == 1
    assert writer.recording is Recording.WRITING
