"""A journal that was set back while nothing ran is noticed by the head in the second place."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.events import BlipSeen
from gbdt_console.core.journal_events import EntriesLost, JournalLosses, JournalReplaced
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.database import with_companions
from gbdt_console.journal.second_head import HEAD_NAME, SecondHead
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import MORNING, CommitBench, write_journal
from tests.support.journal.noted_heads import RUINS, losses

LAST = BlipSeen("sapa.line", 1.0, 2.0)
HEAD = ChainHead(7, "ab" * 32)


def set_back(path: Path, count: int) -> None:
    """Lay the first rows of the journal over it, in the same file."""
    older = path.with_name("older")
    with EventStore.view(path) as store:
        rows = list(store.rows())[:count]
    EventStore.create(older)
    with EventStore.open(older) as store:
        store.restore(rows)
    with path.open("r+b") as file:
        file.truncate()
        file.write(older.read_bytes())
    older.unlink()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of an engine that ended."""
    bench = CommitBench(tmp_path)
    bench.write(*MORNING, actor="duty")
    bench.commits.close()
    return bench.path


@pytest.mark.parametrize("left", [0, 1, 4])
def test_a_start_tells_once_what_is_missing(path: Path, left: int) -> None:
    noted = SecondHead(path).read()
    assert noted is not None
    set_back(path, left)
    bench = CommitBench(path.parent)
    missing = len(MORNING) - left
    assert losses(bench.committed) == [EntriesLost(missing, 0, noted.seq, noted.hash)]
    assert bench.ledger[JournalLosses].lost == losses(bench.committed)[0]
    with EventStore.view(path) as store:
        assert store.head.seq == left + 1, "nothing is written again at a start"
    bench.commits.close()
    assert losses(CommitBench(path.parent).committed) == []


def test_a_kill_before_the_new_head_was_noted_tells_it_no_second_time(path: Path) -> None:
    noted = SecondHead(path).read()
    assert noted is not None
    set_back(path, 1)
    CommitBench(path.parent).commits.close()
    SecondHead(path).write(noted, "")
    assert losses(CommitBench(path.parent).committed) == []


def test_a_journal_that_was_removed_while_nothing_ran_is_told(path: Path) -> None:
    path.unlink()
    assert [event.missing for event in losses(CommitBench(path.parent).committed)] == [len(MORNING)]


def test_another_journal_in_its_place_is_told_without_a_number(path: Path) -> None:
    path.unlink()
    write_journal(path, [LAST] * 9)
    assert [event.gone for event in losses(CommitBench(path.parent).committed)] == ["≥1"]


def test_a_damaged_journal_counts_what_the_second_place_knows(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2_000])
    bench = CommitBench(path.parent)
    (replaced,) = [entry.event for entry in bench.committed if isinstance(entry.event, JournalReplaced)]
    assert (replaced.kept, replaced.lost, replaced.known_seq) == (0, len(MORNING), len(MORNING))
    assert losses(bench.committed) == []
    SecondHead(path).write(ChainHead(replaced.known_seq, replaced.known_hash), "")
    bench.commits.close()
    assert losses(CommitBench(path.parent).committed) == [], "killed before the new head was noted"


@pytest.mark.parametrize(
    "ruin",
    RUINS,
)
def test_a_ruined_second_place_says_nothing(path: Path, ruin: Callable[[Path], None]) -> None:
    ruin(path.with_name(HEAD_NAME))
    bench = CommitBench(path.parent)
    assert losses(bench.committed) == []
    (request,) = bench.write(LAST, actor="duty")
    assert request.future.result(0).seq == len(MORNING) + 1
    bench.commits.close()
    assert verify(path).is_sound


def test_the_newest_head_is_read_back_and_private(tmp_path: Path) -> None:
    place = SecondHead(tmp_path / "journal.sqlite")
    assert place.read() is None
    place.write(ChainHead(999_999_999_999_999, "cd" * 32), "")
    place.write(HEAD, "")
    assert place.read() == HEAD
    assert (tmp_path / HEAD_NAME).stat().st_mode & 0o777 == 0o600


@settings(max_examples=15, deadline=None)
@given(commits=st.lists(st.integers(1, 3), min_size=1, max_size=6), data=st.data())
def test_a_power_cut_raises_an_alarm_only_where_the_disk_lied(
    tmp_path_factory: pytest.TempPathFactory, commits: list[int], data: st.DataObject
) -> None:
    """The journal is synced before each head is written, which is not: at a cut it is as old as it likes."""
    directory = tmp_path_factory.mktemp("power")
    bench = CommitBench(directory)
    images: list[dict[str, bytes]] = []
    for count in commits:
        bench.write(*[LAST] * count, actor="duty")
        images.append({file.name: file.read_bytes() for file in directory.iterdir()})
    bench.commits.close()
    journal = data.draw(st.integers(0, len(images) - 1))
    head = data.draw(st.integers(0, len(images) - 1))
    after = tmp_path_factory.mktemp("after")
    for file in with_companions(bench.path)[:2]:
        (after / file.name).write_bytes(images[journal][file.name])
    (after / HEAD_NAME).write_bytes(images[head][HEAD_NAME])
    missing = sum(commits[journal + 1 : head + 1])
    told = losses(CommitBench(after).committed)
    assert [event.missing for event in told] == ([missing] if missing else [])
    shutil.rmtree(after)
    shutil.rmtree(directory)
