"""A fold from the first entry gets every entry but Checkpoints, and notices any row that was changed."""

import sqlite3
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.journal.chain import Damage, JournalDamaged, UnchainedEntry
from gbdt_console.journal.replay import entries
from gbdt_console.journal.store import EventStore
from tests.support.journal.kept import kept_ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Blips with a Checkpoint as the third and as the last row."""
    path = tmp_path / "journal.sqlite"
    checkpoint = Checkpoint(kept_ledger(Ledger()))
    events = [*(BlipSeen("sapa.line", float(n), 3.0) for n in range(2)), checkpoint]
    EventStore.create(path, [UnchainedEntry.of(event, 1.0, "op") for event in (*events, *events)])
    return path


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute(statement)


def test_every_entry_but_the_checkpoints_comes_with_its_head(path: Path) -> None:
    with EventStore.view(path) as store:
        found = list(entries(store))
        whole = [one for one in store.read() if one.kind != Checkpoint.KIND]
        assert [entry for _, entry in found] == whole
        assert [head.seq for head, _ in found] == [1, 2, 4, 5]
        assert all(store.holds(head) for head, _ in found)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE events SET actor = 'other' WHERE seq = 4", Damage.CHAIN),
        ("UPDATE events SET prev_hash = zeroblob(32) WHERE seq = 3", Damage.CHAIN),
        ("UPDATE events SET hash = zeroblob(32) WHERE seq = 3", Damage.CHAIN),
        ("DELETE FROM events WHERE seq = 3", Damage.GAP),
        ("UPDATE events SET data = '{' WHERE seq = 5", Damage.CHAIN),
    ],
)
def test_a_changed_row_ends_the_reading(path: Path, statement: str, reason: Damage) -> None:
    change(path, statement)
    with EventStore.view(path) as store, pytest.raises(JournalDamaged) as damaged:
        list(entries(store))
    assert damaged.value.reason is reason
