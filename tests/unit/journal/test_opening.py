"""A damaged journal is moved aside whole, and the new chain says where the old one ended."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen
from gbdt_console.core.journal_events import JournalReplaced
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.journal.chain import GENESIS, UnchainedEntry
from gbdt_console.journal.opening import open_journal
from gbdt_console.journal.replay import fold
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import MORNING, write_journal
from tests.support.journal.kept import kept_ledger

NOON = 1_767_268_800.0
ASIDE = "journal.sqlite.damaged-20260101T120000Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.sqlite"
    write_journal(path)
    return path


def change(path: Path, statement: str) -> None:
    """As somebody with the sqlite3 shell would."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER events_are_never_changed")
    connection.execute("DROP TRIGGER events_are_never_removed")
    connection.execute(statement)
    connection.commit()
    connection.close()


def fill_with_noise(path: Path) -> None:
    path.write_bytes(b"\x5a" * 20_000)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6_000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def put_another_database_there(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (title TEXT)")
    connection.close()


def ruin_a_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4_096:8_192] = b"\xa5" * 4_096
    path.write_bytes(content)


def edit_the_newest_row(path: Path) -> None:
    change(path, "UPDATE events SET actor = 'guest' WHERE seq = 5")


def remove_a_row(path: Path) -> None:
    change(path, "DELETE FROM events WHERE seq = 3")


def opened(path: Path) -> tuple[JournalReplaced, Ledger]:
    journal, ledger, made = open_journal(path, NOON)
    with journal:
        assert journal.read() == list(made)
        assert fold(journal) == ledger
    replaced = made[0].event
    assert isinstance(replaced, JournalReplaced)
    return replaced, ledger


@pytest.mark.parametrize(
    ("ruin", "reason", "good", "kept", "lost"),
    [
        (fill_with_noise, "unreadable", 0, 0, 0),
        (cut_short, "unreadable", 0, 0, 0),
        (empty, "not-a-journal", 0, 0, 0),
        (put_another_database_there, "not-a-journal", 0, 0, 0),
        (ruin_a_page, "unreadable", 0, 0, 0),
        (edit_the_newest_row, "chain", 4, 4, 1),
        (remove_a_row, "gap", 2, 4, 1),
    ],
)
def test_damage_is_moved_aside_and_named(
    path: Path, ruin: Callable[[Path], None], reason: str, good: int, kept: int, lost: int
) -> None:
    with EventStore.view(path) as journal:
        heads = [GENESIS, *(row.head for row in journal.rows())]
    ruin(path)
    ruined = path.read_bytes()
    replaced, _ = opened(path)
    assert replaced == JournalReplaced(ASIDE, good, heads[good].hash, reason, kept, lost)
    assert (path.parent / ASIDE).read_bytes() == ruined
    assert verify(path).is_sound


def test_what_people_decided_before_the_damage_still_holds(path: Path) -> None:
    edit_the_newest_row(path)
    _, ledger = opened(path)
    assert ledger[MeetingsHeld].running is not None
    assert ledger[MeetingsHeld].running.title == "Giao ban tháng 01"
    assert ledger[LastStates].points == {"sapa.line": ("up", 1_767_225_600.0)}


def test_rows_that_lie_only_in_the_companion_are_moved_with_it(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "journal.sqlite"
    copy.parent.mkdir()
    with EventStore.open(path) as journal:
        journal.append([UnchainedEntry.of(BlipSeen("sapa.line", 1.0, 2.0), 1.0)])
        wal = path.with_name(path.name + "-wal").read_bytes()
    copy.with_name(copy.name + "-wal").write_bytes(wal)
    replaced, _ = opened(copy)
    assert replaced.reason == "missing"
    assert (copy.parent / f"{ASIDE}-wal").read_bytes() == wal


@pytest.mark.parametrize("companion", [None, "journal.sqlite-wal", f"{ASIDE}-wal"])
def test_a_move_that_was_interrupted_is_finished(path: Path, companion: str | None) -> None:
    """Wherever it stopped: before, between and after the companions."""
    path.rename(path.parent / ASIDE)
    if companion is not None:
        (path.parent / companion).write_bytes(b"\0" * 50)
    replaced, ledger = opened(path)
    assert (replaced.moved_to, replaced.last_good_seq) == (ASIDE, len(MORNING))
    assert ledger[MeetingsHeld].running is not None


def test_a_second_damage_in_the_same_second_overwrites_nothing(path: Path) -> None:
    fill_with_noise(path)
    opened(path)
    path.write_bytes(b"\x11" * 9_000)
    replaced, _ = opened(path)
    assert replaced.moved_to == f"{ASIDE}-2"
    assert (path.parent / ASIDE).read_bytes() == b"\x5a" * 20_000
    assert (path.parent / f"{ASIDE}-2").read_bytes() == b"\x11" * 9_000


def test_an_unfinished_creation_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.with_name(path.name + ".new").write_bytes(b"half")
    with open_journal(path, NOON).store as journal:
        assert journal.head == GENESIS


def test_a_start_proves_only_the_rows_after_the_last_checkpoint(path: Path) -> None:
    """Older rows are the business of `verify`: five years of them would hold up every start."""
    with open_journal(path, NOON).store as journal:
        ledger = fold(journal)
    with EventStore.open(path) as journal:
        journal.append([UnchainedEntry.of(Checkpoint(kept_ledger(ledger)), NOON)])
    edit_the_newest_row(path)
    journal, again, made = open_journal(path, NOON)
    journal.close()
    assert again == ledger
    assert made == ()
    assert verify(path).bad_seq == 5
