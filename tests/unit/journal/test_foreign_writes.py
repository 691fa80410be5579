"""Another program writes into the journal while the engine has it open: nothing is lost unsaid."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen, Event
from gbdt_console.core.journal_events import EntriesLost, JournalLosses, JournalReplaced
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal import commit_queue, recent_rows
from gbdt_console.journal.chain import JournalRow
from gbdt_console.journal.database import with_companions
from gbdt_console.journal.recent_rows import RecentRows
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import MORNING, CommitBench, write_journal
from tests.support.journal.reader import own_locks

LAST = BlipSeen("sapa.line", 1.0, 2.0)


def overwrite(path: Path, content: bytes) -> None:
    """As `cp` does: the same file, emptied and written anew."""
    with path.open("r+b") as file:
        file.truncate()
        file.write(content)


def cut_the_log(path: Path) -> None:
    os.truncate(with_companions(path)[1], 0)


def cut_half_of_the_log(path: Path) -> None:
    log = with_companions(path)[1]
    os.truncate(log, log.stat().st_size // 2)


def lay_an_empty_journal_over(path: Path) -> None:
    EventStore.create(path.with_name("older"))
    overwrite(path, path.with_name("older").read_bytes())
    cut_the_log(path)


OVERWRITES = pytest.mark.parametrize("ruin", [cut_the_log, cut_half_of_the_log, lay_an_empty_journal_over])


@pytest.fixture
def bench(tmp_path: Path) -> CommitBench:
    bench = CommitBench(tmp_path)
    for event in MORNING:
        bench.write(event, actor="duty")
    return bench


def rows_of(path: Path) -> list[JournalRow]:
    with EventStore.view(path) as store:
        return list(store.rows())


def told(bench: CommitBench, kind: type[Event]) -> list[Event]:
    return [entry.event for entry in bench.committed if isinstance(entry.event, kind)]


def lost(bench: CommitBench) -> EntriesLost:
    (event,) = told(bench, EntriesLost)
    assert isinstance(event, EntriesLost)
    return event


@OVERWRITES
def test_the_running_engine_writes_the_missing_rows_again(
    bench: CommitBench, ruin: Callable[[Path], None]
) -> None:
    before = rows_of(bench.path)
    ruin(bench.path)
    (request,) = bench.write(LAST, actor="duty")
    assert request.future.result(0).seq == len(MORNING) + 2
    assert rows_of(bench.path)[: len(MORNING)] == before, "each with its number and hash"
    loss = lost(bench)
    assert 0 < loss.missing == loss.rewritten <= len(MORNING)
    assert (loss.known_seq, loss.known_hash) == (before[-1].seq, before[-1].hash.hex())
    assert bench.changes == [], "nothing was refused"
    bench.commits.close()
    assert verify(bench.path).is_sound


@OVERWRITES
def test_it_is_noticed_without_an_event(bench: CommitBench, ruin: Callable[[Path], None]) -> None:
    before = rows_of(bench.path)
    ruin(bench.path)
    bench.commits.write(())
    assert lost(bench).rewritten == lost(bench).missing > 0
    assert rows_of(bench.path)[:-1] == before
    bench.commits.write(())
    assert len(told(bench, EntriesLost)) == 1


@OVERWRITES
def test_an_orderly_end_writes_them_again_too(bench: CommitBench, ruin: Callable[[Path], None]) -> None:
    ruin(bench.path)
    bench.commits.close()
    again = CommitBench(bench.path.parent)
    assert again.ledger[MeetingsHeld].running is not None
    assert again.ledger[JournalLosses].lost == lost(bench), "until an alarm says so"


def test_an_older_copy_under_the_newest_log_loses_nothing(bench: CommitBench) -> None:
    """The log's pages belong to another main file: together they are neither the old journal nor the new."""
    bench.commits.close()
    older = bench.path.read_bytes()
    bench = CommitBench(bench.path.parent)
    wide = [BlipSeen(f"{number}{'x' * 900}", 1.0, 2.0) for number in range(40)]
    bench.write(*wide, actor="duty")
    with closing(sqlite3.connect(bench.path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    bench.write(LAST, actor="duty")
    before = rows_of(bench.path)
    overwrite(bench.path, older)
    bench.write(LAST, actor="duty")
    assert lost(bench).missing == lost(bench).rewritten == 41
    assert rows_of(bench.path)[: len(before)] == before
    assert verify(bench.path).is_sound


def other_journal(path: Path) -> None:
    write_journal(path.with_name("other"), [LAST] * 9)
    overwrite(path, path.with_name("other").read_bytes())
    cut_the_log(path)


def noise(path: Path) -> None:
    overwrite(path, b"\x5a" * 9_000)
    cut_the_log(path)


@pytest.mark.parametrize("ruin", [other_journal, noise])
def test_what_is_no_beginning_of_our_chain_is_put_aside(
    bench: CommitBench, ruin: Callable[[Path], None]
) -> None:
    ruin(bench.path)
    found = bench.path.read_bytes()
    (request,) = bench.write(LAST, actor="duty")
    assert request.future.result(0).seq == 3
    (replaced,) = told(bench, JournalReplaced)
    assert isinstance(replaced, JournalReplaced)
    assert (replaced.kept, replaced.lost, replaced.last_good_seq) == (0, len(MORNING), len(MORNING))
    assert bench.path.with_name(replaced.moved_to).read_bytes() == found
    assert CommitBench(bench.path.parent).ledger[MeetingsHeld].running is not None


def test_a_copy_older_than_the_memory_is_put_aside_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit_queue, "RecentRows", lambda: RecentRows(most_rows=2))
    bench = CommitBench(tmp_path)
    bench.write(MORNING[0], actor="duty")
    with closing(sqlite3.connect(bench.path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    older = bench.path.read_bytes()
    bench.write(*MORNING[1:], actor="duty")
    overwrite(bench.path, older)
    cut_the_log(bench.path)
    bench.write(LAST, actor="duty")
    (replaced,) = told(bench, JournalReplaced)
    assert isinstance(replaced, JournalReplaced)
    assert (replaced.kept, replaced.lost) == (1, len(MORNING) - 1)
    assert CommitBench(bench.path.parent).ledger[MeetingsHeld].running is not None


def test_a_memory_is_bounded_by_its_text(bench: CommitBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_rows, "_MOST_TEXT", 300)
    with EventStore.view(bench.path) as store:
        recent = RecentRows()
        recent.restart(store)
        assert recent.head == store.head
        kept = recent.after(recent.base)
    assert kept is not None
    assert 0 < sum(len(row.data) for row in kept) <= 300


def touch(path: Path) -> None:
    os.utime(path)


def change_the_mode(path: Path) -> None:
    path.chmod(0o640)
    path.chmod(0o600)


def make_a_hard_link(path: Path) -> None:
    os.link(path, path.with_name("snapshot"))


def empty_the_log_properly(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_and_lay_back(path: Path) -> None:
    overwrite(path, path.read_bytes())


def read_and_verify(path: Path) -> None:
    assert verify(path).is_sound
    assert rows_of(path)
    with EventStore.view(path) as store:
        store.copy_to(path.with_name("backup"))
    shutil.copyfile(path, path.with_name("copy"))


@pytest.mark.parametrize(
    "act",
    [touch, change_the_mode, make_a_hard_link, empty_the_log_properly, copy_and_lay_back, read_and_verify],
)
def test_what_loses_nothing_raises_no_alarm(bench: CommitBench, act: Callable[[Path], None]) -> None:
    act(bench.path)
    (request,) = bench.write(LAST, actor="duty")
    assert request.future.result(0).seq == len(MORNING) + 1
    assert [entry.event for entry in bench.committed] == [*MORNING, LAST]
    assert bench.changes == []
    bench.commits.close()
    assert verify(bench.path).events == len(MORNING) + 1
    assert not list(bench.path.parent.glob("*.check*"))


def test_the_writers_locks_outlast_the_look_at_a_touched_file(bench: CommitBench) -> None:
    held = own_locks(bench.path)
    touch(bench.path)
    bench.write(LAST, actor="duty")
    assert held
    assert own_locks(bench.path) == held, "another reader would remove the log under the writer"


def test_a_journal_that_still_changes_is_left_alone_until_it_is_quiet(
    bench: CommitBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_the_log(bench.path)
    copy = shutil.copyfileobj

    def copy_slowly(*args: object) -> None:
        copy(*args)  # type: ignore[arg-type]
        os.utime(bench.path)

    with monkeypatch.context() as slow:
        slow.setattr(shutil, "copyfileobj", copy_slowly)
        (waiting,) = bench.write(LAST)
    assert not waiting.future.done()
    assert bench.changes == [Recording.REFUSING]
    bench.clock.advance(1.0)
    bench.commits.write(())
    assert waiting.future.result(0).event == LAST
    assert lost(bench).missing == lost(bench).rewritten > 0
    bench.commits.close()
    assert verify(bench.path).is_sound


def test_a_disk_that_refuses_the_proof_delays_it(bench: CommitBench) -> None:
    before = rows_of(bench.path)
    cut_the_log(bench.path)
    blocked = bench.path.with_name("journal.sqlite.check")
    blocked.mkdir()
    (waiting,) = bench.write(LAST)
    assert not waiting.future.done()
    blocked.rmdir()
    bench.clock.advance(1.0)
    bench.commits.write(())
    assert waiting.future.done()
    assert rows_of(bench.path)[: len(before)] == before


def test_rows_edited_by_hand_are_kept_beside_the_journal_and_written_again(bench: CommitBench) -> None:
    before = rows_of(bench.path)
    with closing(sqlite3.connect(bench.path)) as other:
        other.execute("DROP TRIGGER events_are_never_changed")
        other.execute("UPDATE events SET actor = 'guest' WHERE seq = 4")
        other.commit()
    bench.write(LAST, actor="duty")
    assert rows_of(bench.path)[: len(before)] == before
    (found,) = bench.path.parent.glob("*.found-*Z")
    assert rows_of(found)[3].actor == "guest"
