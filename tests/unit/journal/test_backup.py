"""A backup has all that was acknowledged, and is laid out whole or refused."""

import io
import os
import queue
import shutil
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen
from gbdt_console.core.journal_events import JournalRestored
from gbdt_console.journal.backup import (
    JournalUnsound,
    NotABackup,
    keep_newest,
    name_at,
    sha256_of,
    take_backup,
)
from gbdt_console.journal.chain import ChainHead, JournalRow
from gbdt_console.journal.restoring import BackupFault, BackupFaulty, StateAlive, restore_backup
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_store import Pin, SampleStore
from gbdt_console.journal.second_head import HEAD_NAME, SecondHead
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME, JournalWriter
from tests.support.journal.events import MORNING, CommitBench
from tests.support.journal.raw_rows import put_checkpoint

SITES = b"version: 1\nname: M\xe1\xbb\xabng\n"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state directory of an engine that ended."""
    state = tmp_path / "state"
    state.mkdir()
    bench = CommitBench(state)
    bench.write(*MORNING, actor="duty")
    bench.commits.close()
    with closing(SampleStore.open(state / SAMPLES_NAME)) as samples:
        samples.pin(Pin(60.0, 120.0, "m1"))
    (tmp_path / "sites.yaml").write_bytes(SITES)
    return state


@pytest.fixture
def backup(state: Path, tmp_path: Path) -> Path:
    take_backup(tmp_path / "backup", state, {"sites.yaml": tmp_path / "sites.yaml"})
    return tmp_path / "backup"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def laid(backup: Path, empty: Path, noted: ChainHead | None = None) -> ChainHead:
    return restore_backup(backup, empty, {"sites.yaml": empty / "sites.yaml"}, "duty", 9.0, noted).head


def fault_of(backup: Path, empty: Path, noted: ChainHead | None = None) -> BackupFault:
    """The fault for which it is refused; nothing is laid out then."""
    with pytest.raises(BackupFaulty) as refused:
        laid(backup, empty, noted)
    assert list(empty.iterdir()) == []
    return refused.value.fault


def test_each_record_acknowledged_before_a_backup_began_is_in_it(tmp_path: Path, empty: Path) -> None:
    state = tmp_path / "state"
    writer, stop = JournalWriter(state, SystemClock()), threading.Event()
    acknowledged: queue.SimpleQueue[int] = queue.SimpleQueue()
    writer.start()

    def write() -> None:
        while not stop.is_set():
            acknowledged.put(writer.record(BlipSeen("sapa.line", 1.0, 2.0), "duty").result(10).seq)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(5):
            newest = [acknowledged.get(timeout=10) for _ in range(20)][-1]
            head = take_backup(tmp_path / "backup", state, {}).head
            assert head.seq >= newest
    finally:
        stop.set()
        thread.join()
        writer.stop()
    assert laid(tmp_path / "backup", empty).seq == head.seq + 1
    with EventStore.view(empty / JOURNAL_NAME) as copy, EventStore.view(state / JOURNAL_NAME) as own:
        assert list(copy.rows())[:-1] == list(own.rows())[: head.seq]
    assert "journal.lost" not in {row.kind for row in _rows(state)}, "it was taken for a foreign write"


def _rows(state: Path) -> list[JournalRow]:
    with EventStore.view(state / JOURNAL_NAME) as store:
        return list(store.rows())


def test_a_backup_laid_out_goes_on_with_its_chain_and_tells_where_it_came_from(
    backup: Path, state: Path, empty: Path
) -> None:
    origin = verify(state / JOURNAL_NAME).head
    head = laid(backup, empty, noted=origin)
    wanted = [HEAD_NAME, JOURNAL_NAME, SAMPLES_NAME, "sites.yaml"]
    assert sorted(path.name for path in empty.iterdir()) == sorted(wanted)
    with EventStore.view(empty / JOURNAL_NAME) as store:
        (told,) = store.of_kind(JournalRestored.KIND)
    assert told.event == JournalRestored(origin.seq, origin.hash, "duty")
    assert SecondHead(empty / JOURNAL_NAME).read() == head == verify(empty / JOURNAL_NAME, is_copy=False).head
    with closing(SampleReader(empty / SAMPLES_NAME)):
        assert (empty / "sites.yaml").read_bytes() == SITES


def test_a_backup_has_no_file_of_others_and_none_can_read_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as tar:
        assert {(member.uid, member.uname) for member in tar} == {(0, "")}
        assert tar.getnames() == ["backup.json", JOURNAL_NAME, SAMPLES_NAME, "sites.yaml"]
    assert [path.name for path in backup.parent.glob(".*")] == []


@pytest.mark.parametrize("name", [JOURNAL_NAME, f"{JOURNAL_NAME}.damaged-1", HEAD_NAME, SAMPLES_NAME])
def test_a_backup_is_never_laid_over_records(backup: Path, empty: Path, name: str) -> None:
    (empty / name).write_bytes(b"kept")
    with pytest.raises(StateAlive):
        laid(backup, empty)
    assert [(path.name, path.read_bytes()) for path in empty.iterdir()] == [(name, b"kept")]


def test_any_damage_is_refused_or_changes_nothing_that_is_laid_out(backup: Path, empty: Path) -> None:
    whole, refused = backup.read_bytes(), set[BackupFault]()
    laid(backup, empty)
    wanted = _content(empty)
    for at in range(0, len(whole), 509):
        backup.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        shutil.rmtree(empty)
        SecondHead(empty / JOURNAL_NAME).forget()
        empty.mkdir()
        try:
            laid(backup, empty)
        except BackupFaulty as faulty:
            refused.add(faulty.fault)
            assert list(empty.iterdir()) == []
        else:
            assert _content(empty) == wanted
    assert {BackupFault.SUM, BackupFault.FOREIGN} <= refused


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != JOURNAL_NAME} | {
        JOURNAL_NAME: str(_rows(folder)).encode()
    }


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9])
def test_a_backup_that_was_cut_is_refused(backup: Path, empty: Path, share: float) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * share)])
    assert fault_of(backup, empty) in (BackupFault.CUT, BackupFault.FOREIGN)


def test_a_backup_with_another_s_journal_or_without_the_head_on_paper_is_refused(
    backup: Path, state: Path, empty: Path
) -> None:
    assert fault_of(backup, empty, ChainHead(2, "ab" * 32)) is BackupFault.NOTED
    assert fault_of(backup, empty, ChainHead(99, "ab" * 32)) is BackupFault.NOTED
    text = backup.read_bytes()
    head = verify(state / JOURNAL_NAME).head
    backup.write_bytes(text.replace(head.hash.encode(), b"0" * 64))
    assert fault_of(backup, empty) is BackupFault.CHAIN


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "engine.sock", ".."])
def test_a_backup_with_a_name_that_none_of_ours_has_is_refused(empty: Path, backup: Path, name: str) -> None:
    with tarfile.open(backup, "a") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    assert fault_of(backup, empty) is BackupFault.FOREIGN


def _sparse(member: tarfile.TarInfo) -> None:
    """A file of one byte and a hole of 1 TB."""
    member.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.size": f"{1 << 40}", "GNU.sparse.map": "0,1"}


def _hard_link(member: tarfile.TarInfo) -> None:
    member.type, member.linkname, member.size = tarfile.LNKTYPE, "/etc/shadow", 0


def _symbolic_link(member: tarfile.TarInfo) -> None:
    member.type, member.linkname, member.size = tarfile.SYMTYPE, "/etc/shadow", 0


def _link_to_manifest(member: tarfile.TarInfo) -> None:
    member.type, member.linkname, member.size = tarfile.LNKTYPE, "backup.json", 0


def _folder(member: tarfile.TarInfo) -> None:
    member.type, member.size = tarfile.DIRTYPE, 0


def _pipe(member: tarfile.TarInfo) -> None:
    member.type, member.size = tarfile.FIFOTYPE, 0


def _odd_map(member: tarfile.TarInfo) -> None:
    member.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.size": "x", "GNU.sparse.map": "a,b"}


@pytest.mark.parametrize("name", ["backup.json", JOURNAL_NAME])
@pytest.mark.parametrize(
    "change", [_sparse, _hard_link, _symbolic_link, _link_to_manifest, _folder, _pipe, _odd_map]
)
def test_a_backup_whose_files_are_no_plain_files_is_refused_before_they_are_written(
    backup: Path, empty: Path, name: str, change: Callable[[tarfile.TarInfo], None]
) -> None:
    whole = io.BytesIO(backup.read_bytes())
    with tarfile.open(fileobj=whole) as old, tarfile.open(backup, "w", format=tarfile.PAX_FORMAT) as new:
        for member in old:
            content = old.extractfile(member)
            if member.name == name:
                change(member)
            new.addfile(member, content if member.isreg() else None)
    assert fault_of(backup, empty) in (BackupFault.FOREIGN, BackupFault.CUT)


def test_a_backup_whose_file_is_said_to_be_larger_than_all_of_it_fills_no_disk(
    backup: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tarfile.open(backup) as tar:
        member = tar.getmember(JOURNAL_NAME)
    whole = backup.read_bytes()
    member.size = 1 << 40
    backup.write_bytes(
        whole[: member.offset] + member.tobuf(tarfile.GNU_FORMAT) + whole[member.offset_data :]
    )
    monkeypatch.setattr(shutil, "copyfileobj", lambda *_: pytest.fail("it was written"))
    assert fault_of(backup, empty) in (BackupFault.FOREIGN, BackupFault.CUT)


def test_no_backup_is_taken_of_a_damaged_journal_and_the_old_one_stays(backup: Path, state: Path) -> None:
    old = sha256_of(backup)
    put_checkpoint(state / JOURNAL_NAME, 2, '{"ledger":"another"}')
    with pytest.raises(JournalUnsound):
        take_backup(backup, state, {})
    assert sha256_of(backup) == old


def test_only_an_older_backup_or_empty_file_is_replaced(backup: Path, state: Path, tmp_path: Path) -> None:
    journal, pipe = state / JOURNAL_NAME, tmp_path / "pipe"
    cut, empty = tmp_path / "cut", tmp_path / "empty.tar"
    os.mkfifo(pipe)
    cut.write_bytes(backup.read_bytes()[:2_000])
    empty.touch()
    before = sha256_of(journal)
    for stays in (journal, tmp_path / "sites.yaml", pipe, tmp_path):
        with pytest.raises(NotABackup):
            take_backup(stays, state, {})
    assert sha256_of(journal) == before
    assert pipe.is_fifo()
    for old in (backup, cut, empty):
        take_backup(old, state, {})
        assert old.stat().st_size > 2_000


def test_the_newest_backups_stay_and_nothing_else_is_touched(tmp_path: Path) -> None:
    names = [name_at(datetime(2026, 1, day, tzinfo=UTC)) for day in range(1, 6)]
    for name in [*names, f".{names[0]}.x.new", "gbdt-mine.tar", "notes.txt"]:
        (tmp_path / name).touch()
    (tmp_path / f".{names[1]}.y.new").mkdir()
    running = tmp_path / f".{name_at(datetime(2027, 1, 1, tzinfo=UTC))}.z.new"
    running.mkdir()
    (tmp_path / f"{names[0]}.of-the-flood").write_text("put aside by a person")
    keep_newest(tmp_path, 2)
    left = {path.name for path in tmp_path.iterdir()}
    kept = {"gbdt-mine.tar", "notes.txt", f"{names[0]}.of-the-flood"}
    assert left == {*names[-2:], *kept, running.name}
