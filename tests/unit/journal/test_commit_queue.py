"""A disk that refuses: people are told at once, the engine's own events wait, and the gap is confessed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen, Checkpoint, EngineStarted, RecordingRefused
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.commit_queue import RecordingRefusedError, RetryPolicy
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import MORNING, CommitBench

SHORT = RetryPolicy(first_s=1.0, longest_s=4.0, backlog=3)


def blip(number: int) -> BlipSeen:
    return BlipSeen(f"t{number}.line", 1.0, 2.0)


@contextmanager
def refused(path: Path) -> Iterator[None]:
    """Another program holds the file, so that nothing can be committed."""
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    yield
    holder.rollback()
    holder.close()


def told(bench: CommitBench) -> list[object]:
    return [entry.event for entry in bench.committed]


def test_a_person_is_told_at_once_and_the_event_is_not_written_later(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    with refused(bench.path):
        (request,) = bench.write(blip(1), actor="duty")
        assert isinstance(request.future.exception(0), RecordingRefusedError)
        assert bench.changes == [Recording.REFUSING]
    (request,) = bench.write(blip(2), actor="duty")
    assert request.future.result(0).event == blip(2)
    assert told(bench) == [blip(2), RecordingRefused(0.0, 0)]
    assert bench.changes == [Recording.REFUSING, Recording.WRITING]


def test_the_engines_events_wait_and_keep_their_order_and_time(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    started_utc = bench.clock.utc()
    with refused(bench.path):
        requests = [*bench.write(blip(1)), *bench.write(blip(2))]
        assert not any(request.future.done() for request in requests)
    bench.clock.advance(1.5)
    bench.write(blip(3))
    assert [request.future.result(0).seq for request in requests] == [1, 2]
    assert told(bench) == [blip(1), blip(2), blip(3), RecordingRefused(1.5, 0)]
    assert [entry.at_utc - started_utc for entry in bench.committed] == [0, 0, 1.5, 1.5]
    assert verify(bench.path).is_sound


def test_the_backlog_is_bounded_keeps_the_newest_and_counts_what_it_lost(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    with refused(bench.path):
        requests = bench.write(*map(blip, range(5)))
    bench.clock.advance(1.0)
    bench.commits.write(())
    assert told(bench) == [blip(2), blip(3), blip(4), RecordingRefused(1.0, 2)]
    assert [isinstance(r.future.exception(0), RecordingRefusedError) for r in requests] == [True] * 2 + [
        False
    ] * 3


def test_the_disk_is_asked_again_after_longer_and_longer_waits(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    assert bench.commits.retry_in_s() is None
    waits = []
    with refused(bench.path):
        bench.write(blip(1))
        for _ in range(4):
            wait_s = bench.commits.retry_in_s()
            assert wait_s is not None
            waits.append(wait_s)
            bench.clock.advance(wait_s)
            bench.commits.write(())
    assert waits == [1.0, 2.0, 4.0, 4.0]
    assert bench.changes == [Recording.REFUSING]


def test_a_close_writes_what_waited_if_it_can(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    with refused(bench.path):
        bench.write(blip(1))
    bench.commits.close()
    assert told(bench) == [blip(1), RecordingRefused(0.0, 0)]


def test_a_close_that_cannot_write_refuses_what_waited(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    with refused(bench.path):
        (request,) = bench.write(blip(1))
        bench.commits.close()
    assert isinstance(request.future.exception(0), RecordingRefusedError)


def test_a_days_first_write_after_a_refusal_begins_with_its_checkpoint(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    bench.write(*MORNING)
    with refused(bench.path):
        bench.clock.advance(86_400)
        bench.write(blip(1))
    bench.clock.advance(1.0)
    bench.commits.write(())
    assert [type(event) for event in told(bench)[5:]] == [Checkpoint, BlipSeen, RecordingRefused]
    assert verify(bench.path).is_sound


def test_damage_found_on_the_way_begins_a_new_chain_and_goes_on(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    bench.write(*MORNING)
    bench.commits.close()
    bench.path.write_bytes(b"\x5a" * 9_000)
    ledger = bench.commits.open()
    assert ledger.meeting is not None
    assert [entry.kind for entry in bench.committed[5:]] == ["journal.replaced", "checkpoint"]
    bench.write(EngineStarted("e2", "fp", "0.1.0"))
    assert verify(bench.path).events == 3


def test_an_unusable_directory_leaves_an_empty_ledger_and_says_so(tmp_path: Path) -> None:
    in_the_way = tmp_path / "state"
    in_the_way.write_text("a file where the directory should be")
    bench = CommitBench(in_the_way, SHORT)
    assert bench.changes == [Recording.REFUSING]
    assert bench.ledger.points == {}
    (request,) = bench.write(blip(1), actor="duty")
    assert isinstance(request.future.exception(0), RecordingRefusedError)
    in_the_way.unlink()
    in_the_way.mkdir()
    (request,) = bench.write(blip(2), actor="duty")
    assert request.future.result(0).seq == 1


def test_a_disk_that_refuses_from_the_start_does_not_hide_what_was_decided(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    bench.write(*MORNING)
    bench.commits.close()
    for companion in tmp_path.glob("journal.sqlite-*"):
        companion.unlink()
    # A directory in the companion's place: SQLite can make no log, so it can neither write nor read.
    (tmp_path / "journal.sqlite-wal").mkdir()
    again = CommitBench(tmp_path, SHORT)
    assert again.changes == [Recording.REFUSING]
    assert again.ledger.meeting is not None
    assert not list(tmp_path.glob("*damaged*"))
    (tmp_path / "journal.sqlite-wal").rmdir()
    again.write(blip(1), actor="duty")
    assert again.changes == [Recording.REFUSING, Recording.WRITING]
    assert verify(again.path).events == len(MORNING) + 2


@pytest.mark.parametrize("actor", ["", "duty"])
def test_an_acknowledged_event_is_on_the_disk(tmp_path: Path, actor: str) -> None:
    bench = CommitBench(tmp_path, SHORT)
    (request,) = bench.write(blip(1), actor=actor)
    other = sqlite3.connect(bench.path)
    rows = other.execute("SELECT seq, actor FROM events").fetchall()
    other.close()
    assert rows == [(request.future.result(0).seq, actor)]
