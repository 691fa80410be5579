"""The event store: what goes in comes out, in order, and the file is ours alone."""

import sqlite3
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen, EngineStarted
from gbdt_console.core.last_states import LastStates
from gbdt_console.journal import database, store
from gbdt_console.journal.chain import GENESIS, UnchainedEntry
from gbdt_console.journal.database import FutureSchemaError, Schema
from gbdt_console.journal.opening import open_journal
from gbdt_console.journal.replay import fold
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import MORNING, write_journal
from tests.support.journal.reader import own_locks, read_journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def test_entries_come_back_as_they_went_in(path: Path) -> None:
    write_journal(path)
    with EventStore.view(path) as journal:
        entries = journal.read()
    assert [entry.event for entry in entries] == list(MORNING)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert {(entry.at_utc, entry.actor) for entry in entries} == {(1_767_225_600.0, "duty")}


def test_pages_and_tail(path: Path) -> None:
    write_journal(path)
    with EventStore.view(path) as journal:
        assert [entry.seq for entry in journal.read(after_seq=2, limit=2)] == [3, 4]
        assert [entry.seq for entry in journal.tail(2)] == [4, 5]
        assert [entry.seq for entry in journal.tail(99)] == [1, 2, 3, 4, 5]


def test_an_independent_reader_agrees(path: Path, tmp_path: Path) -> None:
    write_journal(path)
    with EventStore.open(path) as journal:
        journal.append([UnchainedEntry.of(BlipSeen("bắc-hà.line", 1.5, 0.25), 7.000_001)])
        read = read_journal(path, tmp_path / "copy")
    assert read[-1] == (6, "point.blip", {"target": "bắc-hà.line", "started_utc": 1.5, "lasted_s": 0.25})


def test_a_batch_is_written_whole_or_not_at_all(path: Path) -> None:
    write_journal(path)
    with EventStore.open(path) as journal:
        before = journal.head
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            journal.append([UnchainedEntry.of(event, 1.0) for event in MORNING])
        other.rollback()
        other.close()
        assert journal.head == before == journal.read_head()


def test_rows_can_neither_be_changed_nor_removed(path: Path) -> None:
    write_journal(path)
    other = sqlite3.connect(path)
    for statement in ("UPDATE events SET actor = 'x'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError):
            other.execute(statement)
    other.close()


def test_only_the_owner_may_read_the_files(path: Path) -> None:
    write_journal(path)
    with EventStore.open(path) as journal:
        journal.append([UnchainedEntry.of(MORNING[0], 1.0)])
        modes = {part.name: part.stat().st_mode & 0o777 for part in path.parent.iterdir()}
    assert modes == {"journal.sqlite": 0o600, "journal.sqlite-wal": 0o600, "journal.sqlite-shm": 0o600}


@pytest.mark.parametrize(
    "event",
    [BlipSeen("a.line", float("nan"), 1.0), EngineStarted("\ud800", "", "")],
    ids=["not a number", "unpaired surrogate"],
)
def test_what_is_not_json_is_refused_before_it_is_queued(event: BlipSeen | EngineStarted) -> None:
    with pytest.raises(ValueError, match=r".+"):
        UnchainedEntry.of(event, 1.0)


def test_an_older_file_is_migrated_and_keeps_its_chain(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_journal(path)
    later = Schema(store.SCHEMA.application_id, (*store.SCHEMA.scripts, "CREATE TABLE notes (text TEXT);"))
    monkeypatch.setattr(store, "SCHEMA", later)
    with EventStore.open(path) as journal:
        journal.append([UnchainedEntry.of(MORNING[0], 1.0)])
    other = sqlite3.connect(path)
    assert other.execute("PRAGMA user_version").fetchone() == (len(later.scripts),)
    assert other.execute("SELECT * FROM notes").fetchall() == []
    other.close()
    assert verify(path).events == len(MORNING) + 1


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_journal(path)
    known = store.SCHEMA
    broken = "CREATE TABLE notes (text TEXT); SELECT no_such_function();"
    monkeypatch.setattr(store, "SCHEMA", Schema(known.application_id, (*known.scripts, broken)))
    with pytest.raises(RuntimeError, match=f"migration {len(known.scripts) + 1}"):
        open_journal(path, 1.0)
    monkeypatch.setattr(store, "SCHEMA", known)
    assert verify(path).is_sound


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    write_journal(path)
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 9")
    other.close()
    before = path.read_bytes()
    with pytest.raises(FutureSchemaError) as refusal:
        open_journal(path, 1.0)
    assert (refusal.value.path, refusal.value.found, refusal.value.known) == (
        path,
        9,
        len(store.SCHEMA.scripts),
    )
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*damaged*"))


def test_a_fresh_journal_is_empty(path: Path) -> None:
    EventStore.create(path)
    with EventStore.view(path) as journal:
        assert journal.head == GENESIS
        assert fold(journal)[LastStates].points == {}


def test_the_scripts_are_numbered_without_gaps() -> None:
    for name in ("journal", "samples"):
        folder = Path(database.__file__).parent / "migrations" / name
        numbers = [int(script.name[:4]) for script in sorted(folder.iterdir())]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_reader_of_a_file_at_rest_changes_nothing_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    write_journal(path, [BlipSeen("a.line", 1.0, 2.0)])
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    with EventStore.view(path) as one, EventStore.view(path) as other:
        assert (one.head.seq, other.head.seq) == (1, 1)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            one.append([UnchainedEntry.of(BlipSeen("b.line", 1.0, 2.0), 3.0)])
    assert [file.name for file in tmp_path.iterdir()] == ["journal.sqlite"]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_reader_takes_nothing_from_a_writer_and_nothing_of_what_a_kill_left(tmp_path: Path) -> None:
    path, left = tmp_path / "journal.sqlite", tmp_path / "left"
    write_journal(path, [BlipSeen("a.line", 1.0, 2.0)])
    with EventStore.open(path) as store:
        store.append([UnchainedEntry.of(BlipSeen("b.line", 1.0, 2.0), 3.0)])
        with EventStore.view(path) as reader:
            assert reader.head.seq == 2
        store.append([UnchainedEntry.of(BlipSeen("c.line", 1.0, 2.0), 4.0)])
        left.mkdir()
        for name in ("journal.sqlite", "journal.sqlite-wal"):
            (left / name).write_bytes((tmp_path / name).read_bytes())
    log = (left / "journal.sqlite-wal").read_bytes()
    assert log
    with EventStore.view(left / "journal.sqlite") as reader:
        assert reader.head.seq == 3
    assert (left / "journal.sqlite-wal").read_bytes() == log, "the next engine opens it as after a crash"


def test_a_reader_in_the_writers_process_leaves_the_writers_locks(path: Path) -> None:
    write_journal(path)
    with EventStore.open(path):
        held = own_locks(path)
        with EventStore.view(path):
            pass
        assert held
        assert own_locks(path) == held, "without them another reader removes the log under the writer"
