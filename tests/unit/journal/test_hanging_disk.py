"""A disk that neither writes nor refuses: people get an answer, and the gap is recorded afterwards."""

import threading
from array import array
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import BlipSeen, Entry, Event, RecordingRefused
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.chain import JournalRow, UnchainedEntry
from gbdt_console.journal.commit_queue import RetryPolicy
from gbdt_console.journal.hang_watch import BEAT_S, HANG_S
from gbdt_console.journal.sample_recorder import MinuteOfSamples
from gbdt_console.journal.store import CommitFailed, EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.write_request import RecordingRefusedError
from gbdt_console.journal.writer import JOURNAL_NAME, JournalWriter

PATIENT = RetryPolicy(first_s=1.0, longest_s=1.0, backlog=3)


def blip(number: int) -> BlipSeen:
    return BlipSeen(f"t{number}.line", 1.0, 2.0)


class HangingDisk:
    """A writer whose commits wait inside `append` while the disk hangs."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = ManualClock()
        self.path = directory / JOURNAL_NAME
        self.answers = threading.Event()
        self.answers.set()
        self.is_entered = threading.Event()
        self.is_doubted = threading.Event()
        self.changes: SimpleQueue[Recording] = SimpleQueue()
        self.told: list[Entry] = []
        self.fails = False
        self.writer = JournalWriter(directory, self.clock, PATIENT)
        self.writer.on_change(self.changes.put)
        self.writer.on_entries(self.told.extend)
        append = EventStore.append

        def wait(store: EventStore, drafts: Sequence[UnchainedEntry]) -> list[Entry]:
            self.is_entered.set()
            assert self.answers.wait(30)
            if self.fails:
                raise CommitFailed([JournalRow.after(store.head, drafts[0])])
            return append(store, drafts)

        self.writer.start()
        monkeypatch.setattr(EventStore, "append", wait)

    def hang(self, first: Event, actor: str = "") -> Future[Entry]:
        """Let the commit of that event hang until the watch notices it; its future."""
        self.answers.clear()
        self.is_entered.clear()
        (future,) = self.writer.record_together([first], actor, "", self.is_doubted.set)
        assert self.is_entered.wait(10)
        self.pass_time(HANG_S)
        return future

    def answer(self) -> None:
        """Let the disk answer, and wait until the watch knows it: a person's event before that is refused."""
        self.answers.set()
        while self.writer.stuck_s():
            threading.Event().wait(0.001)

    def pass_time(self, seconds: float) -> None:
        """Let the watch see that time pass, beat by beat."""
        for _ in range(round(seconds / BEAT_S)):
            self.clock.advance(BEAT_S)
            self.writer.beat()


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HangingDisk]:
    disk = HangingDisk(tmp_path / "state", monkeypatch)
    yield disk
    disk.answers.set()
    with suppress(OSError):
        disk.writer.stop()


def test_a_short_wait_for_the_disk_is_no_hang(disk: HangingDisk) -> None:
    disk.answers.clear()
    future = disk.writer.record(blip(1), "duty")
    assert disk.is_entered.wait(10)
    disk.pass_time(HANG_S - BEAT_S)
    assert disk.writer.recording is Recording.WRITING
    disk.answer()
    assert future.result(10).seq == 1


@pytest.mark.outcome("recorded")
def test_a_person_whose_commit_hangs_is_told_that_nobody_knows_and_then_that_it_is_recorded(
    disk: HangingDisk,
) -> None:
    future = disk.hang(blip(1), "duty")
    assert disk.is_doubted.is_set()
    assert not future.done()
    assert disk.changes.get(timeout=10) is Recording.REFUSING
    assert disk.writer.recording is Recording.REFUSING
    disk.answer()
    assert future.result(10).event == blip(1)
    assert [entry.event for entry in disk.told][:1] == [blip(1)]


def test_a_person_whose_commit_had_not_begun_is_refused_and_it_is_never_written(disk: HangingDisk) -> None:
    disk.answers.clear()
    hanging = disk.writer.record(blip(1), "duty")
    assert disk.is_entered.wait(10)
    doubted = threading.Event()
    queued = disk.writer.record_together([blip(2), blip(3)], "duty", "", doubted.set)
    disk.pass_time(HANG_S)
    assert [type(future.exception(0)) for future in queued] == [RecordingRefusedError] * 2
    assert not doubted.is_set()
    disk.answer()
    assert hanging.result(10).seq == 1
    disk.writer.record(blip(4), "duty").result(10)
    assert not {blip(2), blip(3)} & {entry.event for entry in disk.told if isinstance(entry.event, BlipSeen)}


def test_a_commit_that_hangs_and_then_fails_is_called_not_recorded(disk: HangingDisk) -> None:
    disk.fails = True
    future = disk.hang(blip(1), "duty")
    assert disk.is_doubted.is_set()
    assert not future.done()
    disk.answer()
    assert isinstance(future.exception(10), RecordingRefusedError)
    disk.fails = False
    assert disk.writer.record(blip(2), "duty").result(10).seq == 1


@pytest.mark.outcome("not recorded")
def test_a_commit_that_never_ends_is_never_called_not_recorded(disk: HangingDisk) -> None:
    future = disk.hang(blip(1), "duty")
    with pytest.raises(OSError, match="state"):
        disk.writer.stop()
    assert disk.is_doubted.is_set()
    assert not future.done()


def test_the_time_that_this_process_was_stopped_is_no_time_of_the_disk(disk: HangingDisk) -> None:
    """The watch's thread was stopped too: its next beat comes late, and counts as one."""
    disk.answers.clear()
    (future,) = disk.writer.record_together([blip(1)], "duty", "", disk.is_doubted.set)
    assert disk.is_entered.wait(10)
    disk.clock.advance(600.0)
    disk.writer.beat()
    assert disk.writer.recording is Recording.WRITING
    assert disk.writer.stuck_s() < 1.0
    disk.answer()
    assert future.result(10).seq == 1
    assert not disk.is_doubted.is_set()


def test_a_person_who_asks_meanwhile_is_refused_at_once(disk: HangingDisk) -> None:
    waiting = [disk.writer.record(blip(number), "duty") for number in range(3)]
    for future in waiting:
        future.result(10)
    disk.hang(blip(4))
    assert isinstance(disk.writer.record(blip(5), "duty").exception(0), RecordingRefusedError)
    disk.answer()
    disk.writer.record(blip(6)).result(10)
    assert blip(5) not in [entry.event for entry in disk.told]


def test_the_hang_is_recorded_once_the_disk_answers(disk: HangingDisk) -> None:
    disk.hang(blip(1))
    kept = disk.writer.record(blip(2))
    disk.clock.advance(10.0)
    disk.answer()
    assert kept.result(10).seq in (2, 3)
    assert disk.changes.get(timeout=10) is Recording.REFUSING
    assert disk.changes.get(timeout=10) is Recording.WRITING
    told = [entry.event for entry in disk.told]
    assert told[:1] == [blip(1)]
    assert RecordingRefused(HANG_S + 10.0, 0) in told
    assert verify(disk.path).is_sound


def test_what_waits_in_memory_is_bounded_and_its_loss_recorded(disk: HangingDisk) -> None:
    disk.hang(blip(0))
    futures = [disk.writer.record(blip(number)) for number in range(1, 6)]
    assert [future.done() for future in futures] == [False] * 3 + [True] * 2
    for number in range(3):
        disk.writer.keep_samples(MinuteOfSamples(number, ("a.line",), array("H", [1] * 60)))
    assert disk.writer.counters()["samples.refused"] == 3
    disk.answer()
    futures[0].result(10)
    lost = [entry.event.lost for entry in disk.told if isinstance(entry.event, RecordingRefused)]
    assert lost == [2]


def test_a_stop_does_not_wait_for_a_disk_that_hangs(disk: HangingDisk) -> None:
    disk.hang(blip(1))
    with pytest.raises(OSError, match="state"):
        disk.writer.stop()
    assert not disk.answers.is_set()


def test_an_answer_after_the_hang_stops_nothing(disk: HangingDisk) -> None:
    disk.hang(blip(1), "duty")
    disk.answer()
    assert disk.writer.record(blip(2)).result(10).seq >= 2
    assert disk.writer.record(blip(3), "duty").result(10).event == blip(3)
