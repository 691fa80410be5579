"""A `-shm` that another program cuts short while the journal is open."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gbdt_console.core.journal_events import JournalReplaced
from gbdt_console.journal.chain import Damage, JournalRow, UnchainedEntry
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify

ACTS = ("append", "read", "empty_log", "close", "view", "other_view")


def draft() -> UnchainedEntry:
    return UnchainedEntry.of(JournalReplaced("", 0, "", Damage.CUT, 0, 0), 1.0)


def cut(path: Path, size: int) -> None:
    os.truncate(path.with_name(f"{path.name}-shm"), size)


def use(path: Path, size: int, act: str) -> None:
    """Write 40 rows, cut the file, do one thing, and write 40 more; runs in a process of its own."""
    EventStore.create(path)
    store = EventStore.open(path)
    for _ in range(40):
        store.append([draft()])
    if act == "transaction":
        store._connection.execute("BEGIN IMMEDIATE")
    cut(path, size)
    match act:
        case "transaction":
            row = JournalRow.after(store.head, draft())
            store._connection.execute("INSERT INTO events VALUES (?,?,?,?,?,?,?,?)", row)
            store._connection.execute("COMMIT")
        case "read":
            assert len(store.read()) == 40
        case "empty_log":
            store.empty_log()
        case "close":
            store.close()
            store = EventStore.open(path)
        case "view":
            with EventStore.view(path) as beside:
                assert beside.head.seq == 40
        case "other_view":
            look = "EventStore.view(Path(sys.argv[1])).head.seq"
            head = f"import sys; from pathlib import Path; from {EventStore.__module__} import EventStore"
            words = [sys.executable, "-c", f"{head}; print({look})", path]
            seen = subprocess.run(words, stdout=subprocess.PIPE, check=False)
            assert seen.stdout == b"40\n"
    for _ in range(40):
        store.append([draft()])
    with EventStore.view(path) as beside:
        assert beside.head == store.head
    store.close()


def child(path: Path, size: int, act: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-X", "faulthandler", "-m", __name__, str(path), str(size), act]
    return subprocess.run(words, stderr=subprocess.PIPE, text=True, check=False)


@pytest.mark.parametrize("size", [0, 100, 16_384])
@pytest.mark.parametrize("act", ACTS)
def test_a_memory_cut_short_ends_nothing_and_loses_no_row(tmp_path: Path, size: int, act: str) -> None:
    path = tmp_path / "journal.sqlite"
    done = child(path, size, act)
    assert done.returncode == 0, done.stderr
    assert "cut short" in done.stderr
    report = verify(path)
    assert (report.damage, report.head.seq) == (None, 80)


@pytest.mark.parametrize("size", [0, 16_384])
def test_one_cut_within_a_commit_ends_the_process_and_every_row_stays(tmp_path: Path, size: int) -> None:
    path = tmp_path / "journal.sqlite"
    done = child(path, size, "transaction")
    assert done.returncode == -signal.SIGBUS
    assert "Bus error" in done.stderr
    with EventStore.open(path) as store:
        assert store.append([draft()])[0].seq in (41, 42)  # a commit may have reached the log
    report = verify(path)
    assert report.damage is None


def test_one_that_a_killed_process_left_cut_hides_no_row(tmp_path: Path) -> None:
    path, left = tmp_path / "journal.sqlite", tmp_path / "left.sqlite"
    EventStore.create(path)
    with EventStore.open(path) as store:
        store.append([draft()])
        for ending in ("", "-wal", "-shm"):
            left.with_name(left.name + ending).write_bytes(path.with_name(path.name + ending).read_bytes())
    cut(left, 16_384)
    with EventStore.open(left) as store:
        assert store.append([draft()])[0].seq == 2


if __name__ == "__main__":
    use(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
