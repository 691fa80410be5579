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
from tests.support.journal.events import MORNING, Desk

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


def told(desk: Desk) -> list[object]:
    return [entry.event for entry in desk.heard]


def test_a_person_is_told_at_once_and_the_event_is_not_written_later(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SHORT)
    with refused(desk.path):
        (request,) = desk.write(blip(1), actor="duty")
        assert isinstance(request.future.exception(0), RecordingRefusedError)
        assert desk.changes == [Recording.REFUSING]
    (request,) = desk.write(blip(2), actor="duty")
    assert request.future.result(0).event == blip(2)
    assert told(desk) == [blip(2), RecordingRefused(0.0, 0)]
    assert desk.changes == [Recording.REFUSING, Recording.WRITING]


def test_the_engines_events_wait_and_keep_their_order_and_time(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SHORT)
    started_utc = desk.clock.utc()
    with refused(desk.path):
        requests = [*desk.write(blip(1)), *desk.write(blip(2))]
        assert not any(request.future.done() for request in requests)
    desk.clock.advance(1.5)
    desk.write(blip(3))
    assert [request.future.result(0).seq for request in requests] == [1, 2]
    assert told(desk) == [blip(1), blip(2), blip(3), RecordingRefused(1.5, 0)]
    assert [entry.at_utc - started_utc for entry in desk.heard] == [0, 0, 1.5, 1.5]
    assert verify(desk.path).is_sound


def test_the_backlog_is_bounded_keeps_the_newest_and_counts_what_it_lost(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SHORT)
    with refused(desk.path):
        requests = desk.write(*map(blip, range(5)))
    desk.clock.advance(1.0)
    desk.scribe.write(())
    assert told(desk) == [blip(2), blip(3), blip(4), RecordingRefused(1.0, 2)]
    assert [isinstance(r.future.exception(0), RecordingRefusedError) for r in requests] == [True] * 2 + [
        False
    ] * 3


def test_the_disk_is_asked_again_after_longer_and_longer_waits(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SHORT)
    assert desk.scribe.retry_in_s() is None
    waits = []
    with refused(desk.path):
        desk.write(blip(1))
        for _ in range(4):
            wait_s = desk.scribe.retry_in_s()
            assert wait_s is not None
            waits.append(wait_s)
            desk.clock.advance(wait_s)
            desk.scribe.write(())
    assert waits == [1.0, 2.0, 4.0, 4.0]
    assert desk.changes == [Recording.REFUSING]


def test_a_close_writes_what_waited_if_it_can(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SHORT)
    with refused(desk.path):
        desk.write(blip(1))
    desk.scribe.close()
    assert told(desk) == [blip(1), RecordingRefused(0.0, 0)]


def test_a_close_that_cannot_write_refuses_what_waited(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SHORT)
    with refused(desk.path):
        (request,) = desk.write(blip(1))
        desk.scribe.close()
    assert isinstance(request.future.exception(0), RecordingRefusedError)


def test_a_days_first_write_after_a_refusal_begins_with_its_checkpoint(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SHORT)
    desk.write(*MORNING)
    with refused(desk.path):
        desk.clock.advance(86_400)
        desk.write(blip(1))
    desk.clock.advance(1.0)
    desk.scribe.write(())
    assert [type(event) for event in told(desk)[5:]] == [Checkpoint, BlipSeen, RecordingRefused]
    assert verify(desk.path).is_sound


def test_damage_found_on_the_way_begins_a_new_chain_and_goes_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SHORT)
    desk.write(*MORNING)
    desk.scribe.close()
    desk.path.write_bytes(b"\x5a" * 9_000)
    ledger = desk.scribe.open()
    assert ledger.meeting is None
    assert [entry.kind for entry in desk.heard[5:]] == ["journal.replaced", "checkpoint"]
    desk.write(EngineStarted("e2", "fp", "0.1.0"))
    assert verify(desk.path).events == 3


def test_an_unusable_directory_leaves_an_empty_ledger_and_says_so(tmp_path: Path) -> None:
    in_the_way = tmp_path / "state"
    in_the_way.write_text("a file where the directory should be")
    desk = Desk(in_the_way, SHORT)
    assert desk.changes == [Recording.REFUSING]
    assert desk.ledger.points == {}
    (request,) = desk.write(blip(1), actor="duty")
    assert isinstance(request.future.exception(0), RecordingRefusedError)
    in_the_way.unlink()
    in_the_way.mkdir()
    (request,) = desk.write(blip(2), actor="duty")
    assert request.future.result(0).seq == 1


def test_a_disk_that_refuses_from_the_start_does_not_hide_what_was_decided(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SHORT)
    desk.write(*MORNING)
    desk.scribe.close()
    for companion in tmp_path.glob("journal.sqlite-*"):
        companion.unlink()
    # A directory in the companion's place: SQLite can make no log, so it can neither write nor read.
    (tmp_path / "journal.sqlite-wal").mkdir()
    again = Desk(tmp_path, SHORT)
    assert again.changes == [Recording.REFUSING]
    assert again.ledger.meeting is not None
    assert not list(tmp_path.glob("*damaged*"))
    (tmp_path / "journal.sqlite-wal").rmdir()
    again.write(blip(1), actor="duty")
    assert again.changes == [Recording.REFUSING, Recording.WRITING]
    assert verify(again.path).events == len(MORNING) + 2


@pytest.mark.parametrize("actor", ["", "duty"])
def test_an_acknowledged_event_is_on_the_disk(tmp_path: Path, actor: str) -> None:
    desk = Desk(tmp_path, SHORT)
    (request,) = desk.write(blip(1), actor=actor)
    other = sqlite3.connect(desk.path)
    rows = other.execute("SELECT seq, actor FROM events").fetchall()
    other.close()
    assert rows == [(request.future.result(0).seq, actor)]
