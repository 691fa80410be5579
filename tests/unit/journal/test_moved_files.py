"""A journal whose files are removed or replaced under the running writer loses nothing acknowledged."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen
from gbdt_console.core.journal_events import JournalReplaced
from gbdt_console.core.ledger import Checkpoint
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.write_request import RecordingRefusedError
from tests.support.journal.events import MORNING, CommitBench
from tests.support.journal.failing_commit import behind_commits

BLIP = BlipSeen("sapa.line", 1.0, 2.0)
ASIDE = "journal.sqlite.moved-20260101T000000Z"
FOUND = "journal.sqlite.found-20260101T000000Z"


def remove_all(path: Path) -> None:
    for file in path.parent.glob("journal.sqlite*"):
        file.unlink()


def remove_the_main_file(path: Path) -> None:
    path.unlink()


def remove_the_log(path: Path) -> None:
    path.with_name("journal.sqlite-wal").unlink()


def replace_by_an_older_copy(path: Path) -> None:
    remove_all(path)
    EventStore.create(path)


def replace_by_a_copy_of_itself(path: Path) -> None:
    shutil.copyfile(path, path.with_name("copy"))
    path.with_name("copy").rename(path)


def replace_by_noise(path: Path) -> None:
    path.with_name("noise").write_bytes(b"\x5a" * 9_000)
    path.with_name("noise").rename(path)


RUINS = pytest.mark.parametrize(
    "ruin",
    [
        remove_all,
        remove_the_main_file,
        remove_the_log,
        replace_by_an_older_copy,
        replace_by_a_copy_of_itself,
        replace_by_noise,
    ],
)


@pytest.fixture
def bench(tmp_path: Path) -> CommitBench:
    bench = CommitBench(tmp_path)
    bench.write(*MORNING, actor="duty")
    return bench


def replaced(bench: CommitBench) -> JournalReplaced:
    (event,) = [entry.event for entry in bench.committed if isinstance(entry.event, JournalReplaced)]
    return event


@RUINS
def test_a_commit_into_lost_files_is_refused(bench: CommitBench, ruin: Callable[[Path], None]) -> None:
    ruin(bench.path)
    (request,) = bench.write(BlipSeen("sapa.line", 1.0, 2.0), actor="duty")
    assert isinstance(request.future.exception(0), RecordingRefusedError)
    assert bench.changes == [Recording.REFUSING]


@RUINS
def test_the_new_chain_keeps_all_acknowledged(bench: CommitBench, ruin: Callable[[Path], None]) -> None:
    ruin(bench.path)
    (waiting,) = bench.write(BlipSeen("sapa.line", 1.0, 2.0))
    bench.clock.advance(1.0)
    bench.commits.write(())
    assert waiting.future.result(0).seq == 3
    old = bench.committed[len(MORNING) - 1]
    told = replaced(bench)
    assert (told.last_good_seq, told.kept, told.lost, told.reason) == (old.seq, old.seq, 0, "moved")
    with EventStore.view(bench.path.with_name(told.moved_to)) as saved:
        assert tuple(entry.event for entry in saved.read()) == MORNING
    checkpoint = bench.committed[len(MORNING) + 1].event
    assert isinstance(checkpoint, Checkpoint)
    assert checkpoint.ledger[MeetingsHeld].running is not None
    assert bench.changes == [Recording.REFUSING, Recording.WRITING]
    bench.commits.close()
    assert verify(bench.path).is_sound
    assert CommitBench(bench.path.parent).ledger[MeetingsHeld].running is not None


@RUINS
@pytest.mark.parametrize("actor", ["duty", ""])
def test_a_commit_that_returned_while_the_files_went_is_never_called_refused(
    bench: CommitBench, ruin: Callable[[Path], None], actor: str
) -> None:
    doubts: list[str] = []
    behind_commits(bench, lambda: ruin(bench.path))
    (request,) = bench.write(BLIP, actor=actor, on_doubt=lambda: doubts.append("not known"))
    assert (request.future.done(), doubts) == (False, ["not known"])
    assert BLIP not in [entry.event for entry in bench.committed]
    bench.clock.advance(1.0)
    bench.commits.write(())
    recorded = request.future.result(0)
    told = replaced(bench)
    assert (told.last_good_seq, told.kept, told.lost) == (recorded.seq, recorded.seq, 0)
    kinds = [entry.kind for entry in bench.committed[len(MORNING) :]]
    assert kinds == ["point.blip", "journal.replaced", "checkpoint", "journal.refused"]
    bench.commits.close()
    assert verify(bench.path).is_sound
    with EventStore.view(bench.path.with_name(told.moved_to)) as saved:
        assert [entry.event for entry in saved.read()] == [*MORNING, BLIP]


def test_a_commit_whose_place_cannot_be_looked_at_is_not_known_until_it_can(
    bench: CommitBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubts: list[str] = []

    def silent(_: EventStore) -> bool:
        raise OSError

    behind_commits(bench, lambda: monkeypatch.setattr(EventStore, "is_in_place", silent))
    (request,) = bench.write(BLIP, actor="duty", on_doubt=lambda: doubts.append("not known"))
    (behind,) = bench.write(BLIP, actor="duty")
    assert (request.future.done(), doubts) == (False, ["not known"])
    assert isinstance(behind.future.exception(0), RecordingRefusedError)
    monkeypatch.undo()
    bench.clock.advance(2.0)
    bench.commits.write(())
    assert request.future.result(0).event == BLIP
    assert [entry.event for entry in bench.committed].count(BLIP) == 1
    assert verify(bench.path).is_sound


def test_an_orderly_end_finds_out_what_became_of_a_commit_into_lost_files(bench: CommitBench) -> None:
    behind_commits(bench, lambda: remove_all(bench.path))
    (request,) = bench.write(BLIP, actor="duty")
    bench.commits.close()
    assert request.future.result(0).event == BLIP
    assert replaced(bench).kept == len(MORNING) + 1


def test_files_found_in_the_place_are_kept(bench: CommitBench) -> None:
    replace_by_noise(bench.path)
    bench.write(BlipSeen("sapa.line", 1.0, 2.0))
    bench.write(BlipSeen("sapa.line", 1.0, 2.0), actor="duty")
    assert bench.path.with_name(FOUND).read_bytes() == b"\x5a" * 9_000


def test_a_loss_is_noticed_without_an_event(bench: CommitBench) -> None:
    bench.commits.write(())
    assert bench.changes == []
    remove_all(bench.path)
    bench.commits.write(())
    assert bench.changes == [Recording.REFUSING]


def test_an_orderly_end_saves_a_journal_that_was_removed(bench: CommitBench) -> None:
    remove_all(bench.path)
    bench.commits.close()
    again = CommitBench(bench.path.parent)
    assert again.ledger[MeetingsHeld].running is not None
    assert replaced(bench).kept == len(MORNING)


def test_a_journal_replaced_between_two_tries_is_noticed(bench: CommitBench) -> None:
    """While the disk refuses, no file is open whose inode could be compared."""
    bench.commits.close()
    replace_by_an_older_copy(bench.path)
    bench.write(BlipSeen("sapa.line", 1.0, 2.0), actor="duty")
    assert replaced(bench).reason == "moved"
    assert replaced(bench).lost == len(MORNING)
    assert bench.commits.open()[MeetingsHeld].running is not None


def test_a_removed_directory_refuses_until_it_is_back(bench: CommitBench) -> None:
    away = bench.path.parent.with_name("away")
    bench.path.parent.rename(away)
    for _ in range(2):
        (request,) = bench.write(BlipSeen("sapa.line", 1.0, 2.0), actor="duty")
        assert isinstance(request.future.exception(0), RecordingRefusedError)
    bench.path.parent.mkdir()
    (request,) = bench.write(BlipSeen("sapa.line", 1.0, 2.0), actor="duty")
    assert request.future.result(0).seq == 3
    assert replaced(bench).kept == len(MORNING)


def test_a_kill_after_the_copy_is_finished_by_the_next_start(bench: CommitBench) -> None:
    with EventStore.open(bench.path) as store:
        store.copy_to(bench.path.with_name(ASIDE))
    bench.commits.close()
    remove_the_main_file(bench.path)
    again = CommitBench(bench.path.parent)
    assert replaced(again).reason == "moved"
    assert replaced(again).kept == len(MORNING)
    assert again.ledger[MeetingsHeld].running is not None
