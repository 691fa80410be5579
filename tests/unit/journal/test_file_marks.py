"""Readers, also root's, leave no mark on the journal; a write of another program does."""

import os
from pathlib import Path

from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.database import with_companions
from gbdt_console.journal.file_marks import FileMarks
from gbdt_console.journal.store import EventStore
from tests.support.journal.events import MORNING, write_journal


def test_a_reader_leaves_no_mark_and_a_write_with_its_time_set_back_does(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    write_journal(path)
    with EventStore.open(path) as store:
        store.append([UnchainedEntry.of(MORNING[1], 1.0)])
        marks = FileMarks(path)
        for _ in range(3):
            with EventStore.view(path) as reader:
                assert reader.tail(1)
        assert marks.are_unchanged()
        before = os.stat(path)
        with path.open("r+b") as file:
            file.write(b"SQLite")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert not marks.are_unchanged()


def test_a_log_cut_short_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    write_journal(path)
    with EventStore.open(path) as store:
        store.append([UnchainedEntry.of(MORNING[1], 1.0)])
        marks = FileMarks(path)
        log = with_companions(path)[1]
        log.write_bytes(log.read_bytes()[:-1])
        assert not marks.are_unchanged()
