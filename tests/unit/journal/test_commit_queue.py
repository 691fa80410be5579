"""A disk that refuses: people are told at once, the engine's own events wait, and the gap is confessed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen, EngineStarted, RecordingRefused
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Checkpoint
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.commit_queue import RetryPolicy
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.write_request import RecordingRefusedError, RecordingUnknownError
from tests.support.journal.events import MORNING, CommitBench
from tests.support.journal.failing_commit import fail_next_commit

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


def test_a_checkpoint_that_is_due_after_a_refusal_comes_before_what_waited(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, SHORT)
    bench.write(*MORNING)
    with refused(bench.path):
        bench.clock.advance(7 * 86_400)
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
    assert ledger[MeetingsHeld].running is not None
    assert [entry.kind for entry in bench.committed[5:]] == ["journal.replaced", "checkpoint"]
    bench.write(EngineStarted("e2", "fp", "0.1.0"))
    assert verify(bench.path).events == 3


def test_an_unusable_directory_leaves_an_empty_ledger_and_says_so(tmp_path: Path) -> None:
    in_the_way = tmp_path / "state"
    in_the_way.write_text("a file where the directory should be")
    bench = CommitBench(in_the_way, SHORT)
    assert bench.changes == [Recording.REFUSING]
    assert bench.ledger[LastStates].points == {}
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
    assert again.ledger[MeetingsHeld].running is not None
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


@pytest.mark.parametrize("is_done", [True, False])
def test_after_a_commit_that_raised_an_error_the_file_tells_what_became_of_it(
    tmp_path: Path, is_done: bool
) -> None:
    bench = CommitBench(tmp_path, SHORT)
    bench.write(*MORNING)
    fail_next_commit(bench, is_done=is_done)
    (own,) = bench.write(blip(1))
    fail_next_commit_after_retry(bench, is_done=is_done)
    (asked,) = bench.write(blip(2), actor="duty")
    if is_done:
        assert asked.future.result(0).event == blip(2)
    else:
        assert isinstance(asked.future.exception(0), RecordingRefusedError)
    bench.clock.advance(SHORT.longest_s)
    bench.commits.write(())
    events = [entry.event for entry in bench.committed if isinstance(entry.event, BlipSeen)]
    assert events == ([blip(1), blip(2)] if is_done else [blip(1)])
    assert own.future.result(0).event == blip(1)
    report = verify(bench.path)
    assert (report.is_sound, report.events) == (True, len(bench.committed))


def fail_next_commit_after_retry(bench: CommitBench, *, is_done: bool) -> None:
    """Let the disk take what waits, and fail again at the commit behind that."""
    bench.clock.advance(SHORT.longest_s)
    bench.commits.write(())
    fail_next_commit(bench, is_done=is_done)


def test_while_the_file_cannot_be_read_nobody_knows_and_then_it_is_recorded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = CommitBench(tmp_path, SHORT)
    bench.write(*MORNING)
    fail_next_commit(bench, is_done=True)
    recover = EventStore.recover
    monkeypatch.setattr(EventStore, "recover", unreadable)
    doubts: list[str] = []
    (asked,) = bench.write(blip(1), actor="duty", on_doubt=lambda: doubts.append("doubt"))
    assert (asked.future.done(), doubts) == (False, ["doubt"])
    (meanwhile,) = bench.write(blip(2), actor="duty")
    assert isinstance(meanwhile.future.exception(0), RecordingRefusedError)
    monkeypatch.setattr(EventStore, "recover", recover)
    bench.clock.advance(SHORT.longest_s)
    bench.commits.write(())
    assert asked.future.result(0).event == blip(1)
    assert [entry.event for entry in bench.committed].count(blip(1)) == 1
    assert doubts == ["doubt"]
    report = verify(bench.path)
    assert (report.is_sound, report.events) == (True, len(bench.committed))


def test_what_was_found_but_cannot_be_made_durable_is_not_called_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = CommitBench(tmp_path, SHORT)
    bench.write(*MORNING)
    fail_next_commit(bench, is_done=True)

    def refuse(store: EventStore) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(EventStore, "write_through", refuse)
    doubts: list[str] = []
    (asked,) = bench.write(blip(1), actor="duty", on_doubt=lambda: doubts.append("doubt"))
    assert (asked.future.done(), doubts) == (False, ["doubt"])
    bench.commits.close()
    assert isinstance(asked.future.exception(0), RecordingUnknownError)


def unreadable(*_: object) -> EventStore:
    raise sqlite3.OperationalError("disk I/O error")
