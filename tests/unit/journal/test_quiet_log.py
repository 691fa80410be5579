"""While nothing is written the log is emptied into the main file, and nobody is held up or alarmed."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.journal.database import with_companions
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import MORNING, CommitBench

LAST = BlipSeen("sapa.line", 1.0, 2.0)


@pytest.fixture
def bench(tmp_path: Path) -> CommitBench:
    bench = CommitBench(tmp_path)
    bench.write(*MORNING, actor="duty")
    return bench


def log_bytes(bench: CommitBench) -> int:
    return with_companions(bench.path)[1].stat().st_size


def test_the_main_file_alone_holds_everything(bench: CommitBench) -> None:
    assert log_bytes(bench)
    bench.commits.write(())
    assert log_bytes(bench) == 0
    with EventStore.view(bench.path, is_frozen=True) as alone:
        assert alone.head.seq == len(MORNING)
    (request,) = bench.write(LAST, actor="duty")
    assert request.future.result(0).seq == len(MORNING) + 1, "our own emptying is no foreign change"
    assert [entry.event for entry in bench.committed] == [*MORNING, LAST]


def test_a_reader_in_the_way_holds_up_nothing_and_is_not_disturbed(bench: CommitBench) -> None:
    with closing(sqlite3.connect(bench.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM events").fetchone() == (len(MORNING),)
        bench.write(LAST, actor="duty")
        bench.commits.write(())
        assert log_bytes(bench)
        assert reader.execute("SELECT count(*) FROM events").fetchone() == (len(MORNING),)
        reader.execute("COMMIT")
    bench.commits.write(())
    assert log_bytes(bench) == 0
    assert bench.changes == []
    assert verify(bench.path).events == len(MORNING) + 1


def test_a_disk_that_does_not_take_the_log_refuses_no_record(
    bench: CommitBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(EventStore, "empty_log", lambda store: store._connection.execute("SELECT * FROM none"))
        bench.commits.write(())
    (request,) = bench.write(LAST, actor="duty")
    assert request.future.result(0).seq == len(MORNING) + 1
    assert bench.changes == []


def test_a_log_cut_after_it_was_compared_is_found_by_the_emptying(
    bench: CommitBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = EventStore.empty_log

    def cut_first(store: EventStore) -> None:
        os.truncate(with_companions(bench.path)[1], 0)
        empty(store)

    with monkeypatch.context() as late:
        late.setattr(EventStore, "empty_log", cut_first)
        bench.commits.write(())
    bench.commits.write(())
    bench.commits.write(())
    bench.commits.close()
    assert CommitBench(bench.path.parent).ledger[MeetingsHeld].running is not None
    assert {"journal.lost", "journal.replaced"} & {entry.kind for entry in bench.committed}
    assert verify(bench.path).is_sound
