"""What a PC wrote after the other one was let command: put aside whole, whoever reads it meanwhile."""

from contextlib import closing
from pathlib import Path

from gbdt_console.core.events import EngineStopped
from gbdt_console.journal.apart import put_apart, set_apart
from gbdt_console.journal.chain import ChainHead, UnchainedEntry
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.standby.journals import BEGAN_UTC, Written

AT_UTC = BEGAN_UTC + 3_600


def alone(path: Path, count: int) -> ChainHead:
    with EventStore.open(path) as store:
        for number in range(count):
            store.append([UnchainedEntry.of(EngineStopped(f"b{number}"), BEGAN_UTC + 100 + number, "duty")])
        return store.head


def test_a_reader_of_the_journal_keeps_no_entry_from_being_put_aside(tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    taken = Written(journal).write("a", "b")
    with closing(EventStore.view(journal)) as reader:
        rows = reader.rows()
        next(rows)
        head = alone(journal, 3)
        apart = set_apart(journal, taken, AT_UTC)
        assert apart is not None
        assert (apart.entries, apart.head) == (3, head)
        assert verify(apart.file).head == head
        assert (verify(journal).head, verify(journal).is_sound) == (taken, True)
        assert put_apart(journal) == (apart.file.name,)


def test_what_a_killed_attempt_left_is_not_taken_for_the_beginning(tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    taken = Written(journal).write("a")
    alone(journal, 2)
    other = tmp_path / "journal.sqlite.kept"
    Written(other).write("x", "y", "z")
    with closing(EventStore.view(other)) as reader:
        next(reader.rows())
        alone(other, 1)
        log = other.with_name(f"{other.name}-wal").read_bytes()
    other.with_name(f"{other.name}-wal").write_bytes(log)
    assert set_apart(journal, taken, AT_UTC) is not None
    assert (verify(journal).head, verify(journal).is_sound) == (taken, True)
