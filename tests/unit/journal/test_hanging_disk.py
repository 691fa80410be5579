"""A disk that neither writes nor refuses: people get an answer, and the gap is recorded afterwards."""

import threading
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import BlipSeen, Entry, Event, RecordingRefused
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.commit_queue import RecordingRefusedError, RetryPolicy
from gbdt_console.journal.hang_watch import HANG_S
from gbdt_console.journal.sample_recorder import MinuteOfSamples
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
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
        self.changes: SimpleQueue[Recording] = SimpleQueue()
        self.told: list[Entry] = []
        self.writer = JournalWriter(directory, self.clock, PATIENT)
        self.writer.on_change(self.changes.put)
        self.writer.on_entries(self.told.extend)
        append = EventStore.append

        def wait(store: EventStore, drafts: Sequence[UnchainedEntry]) -> list[Entry]:
            self.is_entered.set()
            assert self.answers.wait(30)
            return append(store, drafts)

        self.writer.start()
        monkeypatch.setattr(EventStore, "append", wait)

    def hang(self, first: Event, actor: str = "") -> "object":
        """Let the commit of that event hang until `check` notices it; its future."""
        self.answers.clear()
        self.is_entered.clear()
        future = self.writer.record(first, actor)
        assert self.is_entered.wait(10)
        self.clock.advance(HANG_S)
        self.writer.check()
        return future


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
    disk.clock.advance(HANG_S - 0.1)
    disk.writer.check()
    assert disk.writer.recording is Recording.WRITING
    disk.answers.set()
    assert future.result(10).seq == 1


def test_a_person_is_refused_within_five_seconds(disk: HangingDisk) -> None:
    future = disk.hang(blip(1), "duty")
    assert isinstance(future.exception(0), RecordingRefusedError)  # type: ignore[attr-defined]
    assert disk.changes.get(timeout=10) is Recording.REFUSING
    assert disk.writer.recording is Recording.REFUSING


def test_a_person_who_asks_meanwhile_is_refused_at_once(disk: HangingDisk) -> None:
    waiting = [disk.writer.record(blip(number), "duty") for number in range(3)]
    for future in waiting:
        future.result(10)
    disk.hang(blip(4))
    assert isinstance(disk.writer.record(blip(5), "duty").exception(0), RecordingRefusedError)
    disk.answers.set()
    disk.writer.record(blip(6)).result(10)
    assert blip(5) not in [entry.event for entry in disk.told]


def test_the_hang_is_recorded_once_the_disk_answers(disk: HangingDisk) -> None:
    disk.hang(blip(1))
    kept = disk.writer.record(blip(2))
    disk.clock.advance(10.0)
    disk.answers.set()
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
    disk.answers.set()
    futures[0].result(10)
    lost = [entry.event.lost for entry in disk.told if isinstance(entry.event, RecordingRefused)]
    assert lost == [2]


def test_a_stop_does_not_wait_for_a_disk_that_hangs(disk: HangingDisk) -> None:
    disk.hang(blip(1))
    with pytest.raises(OSError, match="state"):
        disk.writer.stop()
    assert not disk.answers.is_set()


def test_an_answer_that_comes_with_the_refusal_stops_nothing(disk: HangingDisk) -> None:
    """The event was refused while its commit hung, and turns up: refused means not recorded for certain."""
    disk.hang(blip(1), "duty")
    disk.answers.set()
    assert disk.writer.record(blip(2)).result(10).seq >= 2
    assert disk.writer.record(blip(3), "duty").result(10).event == blip(3)
