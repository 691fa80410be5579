"""The id of a request stands in the journal with what it recorded, so that doing it again doubles nothing."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.events import BlipSeen, Entry
from gbdt_console.core.journal_events import EntriesLost, JournalReplaced
from gbdt_console.core.recorded_requests import is_whole, recorded_line, recorded_of
from gbdt_console.core.requests import part_ids
from gbdt_console.journal.chain import GENESIS, UnchainedEntry
from gbdt_console.journal.commit_queue import RetryPolicy
from gbdt_console.journal.database import COMPANIONS
from gbdt_console.journal.request_search import recorded_by
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.write_request import (
    Fate,
    RecordingRefusedError,
    RecordingUnknownError,
    WriteRequest,
)
from tests.support.journal.events import CommitBench
from tests.support.journal.failing_commit import behind_commits, fail_next_commit

_POLICY = RetryPolicy(first_s=1.0, longest_s=4.0, backlog=3)


def blip(number: int) -> BlipSeen:
    return BlipSeen(f"t{number}.line", 1.0, 2.0)


def drafts(request_id: str, *numbers: int) -> list[UnchainedEntry]:
    return [UnchainedEntry.of(blip(number), 1.0, "duty", request_id) for number in numbers]


def test_a_request_is_found_by_its_id_and_by_no_other(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    EventStore.create(path, [*drafts("ab", 1), *drafts("abc", 2, 3), *drafts("abc-1-2", 4), *drafts("", 5)])
    with closing(EventStore.view(path)) as store:
        assert store.of_request("abc") == {"abc": 2, "abc-1-2": 4}
        assert store.of_request("ab") == {"ab": 1}
        assert store.of_request("a") == {}
        assert store.of_request('b":"') == {}
        assert [entry.event for entry in store.read()] == list(map(blip, range(1, 6)))
        assert all("@request" not in entry.data for entry in store.read())
    assert verify(path).is_sound


def test_the_id_is_a_part_of_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    EventStore.create(path, drafts("abc", 1, 2))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("UPDATE events SET data = replace(data, 'abc', 'xyz') WHERE seq = 1")
        connection.commit()
    assert not verify(path).is_sound


def test_the_ids_of_a_verbs_commands_tell_whether_all_were_found() -> None:
    assert part_ids("abc", 1) == ("abc",)
    parts = part_ids("abc", 3)
    assert is_whole(("abc",), "abc")
    assert is_whole(parts, "abc")
    assert not is_whole(parts[:2], "abc")
    assert not is_whole((), "abc")
    found = {parts[0]: 17, parts[2]: 18}
    assert recorded_of(recorded_line(found)) == found


def moved_aside(path: Path, *, seen: int) -> None:
    """The journal lies aside, and its successor took over its first `seen` entries."""
    aside = path.with_name("journal.sqlite.moved-1")
    path.rename(aside)
    with closing(EventStore.view(aside)) as store:
        rows = list(store.rows())
    good = rows[seen - 1].head if seen else GENESIS
    replaced = JournalReplaced(aside.name, good.seq, good.hash, "moved", seen, len(rows) - seen)
    EventStore.create(path, [UnchainedEntry.of(replaced, 2.0), *drafts("new", 9)])


def test_what_a_request_recorded_is_found_in_a_journal_that_was_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    EventStore.create(path, [*drafts("ab", 1), *drafts("cd-1-2", 2), *drafts("ef", 3)])
    moved_aside(path, seen=3)
    assert recorded_by(path, "ab") == {"ab": 1}
    assert recorded_by(path, "cd") == {"cd-1-2": 2}
    assert recorded_by(path, "new") == {"new": 2}
    assert recorded_by(path, "xy") == {}, "nothing is lost: it is in no journal"


def test_what_may_be_among_lost_entries_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    EventStore.create(path, [*drafts("ab", 1), *drafts("cd", 2)])
    moved_aside(path, seen=1)
    assert recorded_by(path, "ab") == {"ab": 1}
    assert recorded_by(path, "new") == {"new": 2}
    for unknown in ("cd", "xy"):
        with pytest.raises(RecordingUnknownError):
            recorded_by(path, unknown)


@pytest.mark.parametrize("ruin", [Path.unlink, lambda path: path.write_bytes(b"\x5a" * 9_000)])
def test_a_journal_aside_that_nobody_can_read_leaves_it_unknown(
    tmp_path: Path, ruin: Callable[[Path], object]
) -> None:
    path = tmp_path / "journal.sqlite"
    EventStore.create(path, drafts("ab", 1))
    moved_aside(path, seen=1)
    ruin(tmp_path / "journal.sqlite.moved-1")
    with pytest.raises(RecordingUnknownError):
        recorded_by(path, "ab")


@pytest.mark.parametrize(("missing", "rewritten", "is_known"), [(3, 3, True), (3, 2, False), (0, 0, False)])
def test_entries_that_a_start_missed_leave_it_unknown(
    tmp_path: Path, missing: int, rewritten: int, is_known: bool
) -> None:
    path = tmp_path / "journal.sqlite"
    lost = UnchainedEntry.of(EntriesLost(missing, rewritten, 7, "ab"), 1.0)
    EventStore.create(path, [lost, *drafts("ab", 1)])
    assert recorded_by(path, "ab") == {"ab": 2}
    if is_known:
        assert recorded_by(path, "xy") == {}
    else:
        with pytest.raises(RecordingUnknownError):
            recorded_by(path, "xy")


def test_a_damaged_journal_does_not_say_that_it_never_had_the_request(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path, _POLICY)
    draft = UnchainedEntry.of(blip(1), bench.clock.utc(), "duty", "ab")
    bench.commits.write([WriteRequest(draft, Fate())])
    bench.commits.close()
    bench.path.write_bytes(b"\x5a" * 9_000)
    again = CommitBench(tmp_path, _POLICY)
    again.commits.close()
    with pytest.raises(RecordingUnknownError):
        recorded_by(bench.path, "ab")


@dataclass
class _Try:
    """One try to record, and what happens to it.

    fails: how its COMMIT ends: '' well; 'moved': well, into files that were moved meanwhile; else it raises
        an error, and was 'done' or 'lost'
    is_unread: whether the file cannot be read after that
    is_killed: whether the process is killed then, before it could look again
    """

    fails: str
    is_unread: bool
    is_killed: bool


_TRIES = st.lists(
    st.builds(_Try, st.sampled_from(["", "done", "lost"]), st.booleans(), st.booleans())
    | st.builds(_Try, st.just("moved"), st.booleans(), st.just(False)),
    max_size=4,
)


class _Person:
    """Records one thing after the other, and does again what is not known to be recorded."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._bench = CommitBench(directory, _POLICY)

    @property
    def path(self) -> Path:
        return self._bench.path

    def record(self, number: int, tries: Sequence[_Try]) -> Future[Entry]:
        """Try until it is recorded; the last try meets a sound disk."""
        request_id = f"r{number}"
        for one in (*tries, _Try("", is_unread=False, is_killed=False)):
            if self._is_recorded(request_id):
                break
            future = self._tried(request_id, number, one)
            if future.done() and future.exception() is None:
                return future
            assert not future.done() or isinstance(future.exception(), RecordingRefusedError)
            if future.done():
                assert not self._is_recorded(request_id), "called not recorded, and it is"
        return future

    def _is_recorded(self, request_id: str) -> bool:
        """Ask as `--again` does: a life that is not settled is settled first."""
        self._bench.clock.advance(_POLICY.longest_s)
        self._bench.commits.write(())
        return bool(recorded_by(self.path, request_id))

    def _move(self) -> None:
        """Another program moves the journal elsewhere."""
        for file in self.path.parent.glob("journal.sqlite*"):
            if file.name in ("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"):
                file.rename(file.with_name(f"elsewhere{file.suffix}"))

    def _tried(self, request_id: str, number: int, one: _Try) -> Future[Entry]:
        bench, recover = self._bench, EventStore.recover
        bench.commits.write(())
        if one.fails == "moved" and bench.commits._store is not None:
            behind_commits(bench, self._move)
        elif one.fails and bench.commits._store is not None:
            fail_next_commit(bench, is_done=one.fails == "done")
        draft = UnchainedEntry.of(blip(number), bench.clock.utc(), "duty", request_id)
        request = WriteRequest(draft, Fate())
        with pytest.MonkeyPatch.context() as patch:
            if one.is_unread:
                patch.setattr(EventStore, "recover", _unreadable)
            bench.commits.write([request])
            if one.is_killed:
                bench.commits._close_store()
                self._bench = CommitBench(self._directory, _POLICY)
                self._bench.clock.advance(bench.clock.monotonic() - self._bench.clock.monotonic())
        assert EventStore.recover == recover
        return request.future


def _unreadable(*_: object) -> EventStore:
    raise sqlite3.OperationalError("disk I/O error")


@given(histories=st.lists(_TRIES, min_size=1, max_size=4))
def test_whatever_the_disk_does_doing_it_again_neither_doubles_nor_loses(
    histories: list[list[_Try]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    person = _Person(tmp_path_factory.mktemp("again"))
    for number, tries in enumerate(histories):
        person.record(number, tries)
    recorded: list[object] = []
    moved = [file for file in person.path.parent.glob("*.moved-*") if not file.name.endswith(COMPANIONS)]
    for journal in (*moved, person.path):
        with closing(EventStore.view(journal)) as store:
            recorded += [entry.event for entry in store.read() if isinstance(entry.event, BlipSeen)]
    assert sorted(map(repr, recorded)) == sorted(repr(blip(number)) for number in range(len(histories)))
    assert verify(person.path).is_sound
