"""What one bad page leaves readable is kept, before it and behind it."""

import sqlite3
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen, MeetingStarted, PointChanged
from gbdt_console.core.journal_events import JournalLosses
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.journal.chain import GENESIS, UnchainedEntry
from gbdt_console.journal.opening import open_journal
from gbdt_console.journal.salvage import salvage
from gbdt_console.journal.store import EventStore
from tests.support.journal.events import write_journal
from tests.support.journal.kept import kept_ledger

PAGE = 4_096
ROWS = 600
MEETING = MeetingStarted("m1", "Giao ban", "ubnd", 1.0, 2.0, ["sapa"])
EVENTS = (
    MEETING,
    *(PointChanged(f"s{number}.line", "up", PointState.DOWN, float(number)) for number in range(ROWS - 1)),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.sqlite"
    write_journal(path, EVENTS)
    return path


def leaf_pages(path: Path) -> list[tuple[int, int]]:
    """The table's leaves in the order of their rows: page number and number of rows."""
    connection = sqlite3.connect(path)
    found = connection.execute(
        "SELECT pageno, ncell FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY path"
    ).fetchall()
    connection.close()
    return found


def ruin(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xa5" * PAGE)


@pytest.mark.parametrize("place", [1, 10, -1])
def test_a_bad_page_takes_only_its_own_rows(path: Path, place: int) -> None:
    leaves = leaf_pages(path)
    page, rows = leaves[place]
    before = sum(count for _, count in leaves[: place % len(leaves)])
    with EventStore.view(path) as store:
        heads = [GENESIS, *(row.head for row in store.rows())]
    ruin(path, page)
    found = salvage(path)
    assert (found.kept, found.last_good) == (ROWS - rows, heads[before])
    assert found.lost(ROWS) == rows
    assert found.ledger[MeetingsHeld].running is not None
    assert len(found.ledger[LastStates].points) == ROWS - 1 - rows


def test_a_start_keeps_the_meeting_and_counts_the_gap(path: Path) -> None:
    leaves = leaf_pages(path)
    ruin(path, leaves[3][0])
    opened = open_journal(path, 1.0)
    opened.store.close()
    assert opened.ledger[MeetingsHeld].running is not None
    replaced = opened.made[0].event
    assert opened.ledger[JournalLosses].replaced == replaced
    assert replaced is not None
    assert (opened.made[0].data["kept"], opened.made[0].data["lost"]) == (ROWS - leaves[3][1], leaves[3][1])


def test_a_file_cut_short_shows_what_is_left(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2 // PAGE * PAGE])
    found = salvage(path)
    assert found.kept > ROWS // 4
    assert found.ledger[MeetingsHeld].running is not None


def test_a_changed_row_is_left_out_and_the_rows_behind_it_stay(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER events_are_never_changed")
    connection.execute("UPDATE events SET data = replace(data, 'down', 'gone') WHERE seq = 300")
    connection.commit()
    connection.close()
    found = salvage(path)
    assert (found.kept, found.last_good.seq, found.lost(0)) == (ROWS - 1, 299, 1)
    assert "s298.line" not in found.ledger[LastStates].points
    assert "s299.line" in found.ledger[LastStates].points


def test_a_checkpoint_behind_the_gap_makes_the_fold_whole(path: Path) -> None:
    whole = Ledger(LastStates(points={"sapa.line": ("up", 1.0)}))
    with EventStore.open(path) as store:
        drafts = (Checkpoint(kept_ledger(whole)), BlipSeen("sapa.codec", 1.0, 2.0))
        store.append([UnchainedEntry.of(event, 1.0) for event in drafts])
    ruin(path, leaf_pages(path)[3][0])
    assert salvage(path).ledger == whole


def test_a_file_that_is_no_journal_gives_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    assert salvage(path).kept == 0
    path.write_bytes(b"\x5a" * 9_000)
    assert salvage(path).kept == 0
