"""A head outside of the state directory tells that the journal and the head beside it were set back."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gbdt_console.cli.doctor.journal_facts import journal_facts
from gbdt_console.core.events import BlipSeen
from gbdt_console.core.health.installation import JournalState
from gbdt_console.core.journal_events import EntriesLost, JournalLosses, JournalReplaced, JournalRestored
from gbdt_console.engine.hosting.open_records import forget_records
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.journal import file_system, second_head
from gbdt_console.journal.apart import set_apart
from gbdt_console.journal.backup import JournalUnsound, take_backup
from gbdt_console.journal.chain import Damage
from gbdt_console.journal.restoring import restore_backup
from gbdt_console.journal.second_head import HEAD_NAME, SecondHead
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import MORNING, CommitBench, write_journal
from tests.support.journal.noted_heads import RUINS, losses

LAST = BlipSeen("sapa.line", 1.0, 2.0)
FOLDERS = {"RUNTIME_DIRECTORY": "run", "CACHE_DIRECTORY": "cache"}


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The parent of both directories, as systemd names them to a service."""
    for variable, name in FOLDERS.items():
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    return tmp_path


@pytest.fixture
def path(outside: Path) -> Path:
    """A journal of an engine that ended, and a copy of it and its head from before its last two entries."""
    state = outside / "state"
    state.mkdir()
    bench = CommitBench(state)
    bench.write(*MORNING, actor="duty")
    bench.commits.close()
    shutil.copytree(state, outside / "older")
    bench = CommitBench(state)
    bench.write(LAST, LAST, actor="duty")
    bench.commits.close()
    return bench.path


def set_both_back(path: Path) -> None:
    """Copy the older journal and its head over those in place, as an operator with `cp` would."""
    for name in (path.name, HEAD_NAME):
        shutil.copyfile(path.parent.with_name("older") / name, path.with_name(name))


def witnesses(outside: Path) -> list[Path]:
    return sorted(file for name in FOLDERS.values() for file in (outside / name).iterdir())


@pytest.mark.parametrize("left", FOLDERS.values())
def test_a_copy_of_journal_and_head_is_told_once_by_either_witness(
    path: Path, outside: Path, left: str
) -> None:
    for name in set(FOLDERS.values()) - {left}:
        shutil.rmtree(outside / name)
    set_both_back(path)
    assert verify(path, is_copy=False).damage is Damage.BEHIND
    facts = journal_facts(path.parent)
    assert (facts.state, facts.missing) == (JournalState.BEHIND, "2")
    bench = CommitBench(path.parent)
    (told,) = losses(bench.committed)
    assert (told.missing, told.known_seq) == (2, len(MORNING) + 2)
    assert bench.ledger[JournalLosses].lost == told
    bench.commits.close()
    assert losses(CommitBench(path.parent).committed) == []
    assert verify(path, is_copy=False).is_sound


def test_a_state_directory_that_was_emptied_is_told(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.mkdir()
    facts = journal_facts(path.parent)
    assert (facts.state, facts.missing) == (JournalState.BEHIND, str(len(MORNING) + 2))
    assert [event.missing for event in losses(CommitBench(path.parent).committed)] == [len(MORNING) + 2]


def test_a_damaged_journal_without_its_head_counts_what_a_witness_knows(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2_000])
    path.with_name(HEAD_NAME).unlink()
    (replaced, _) = [entry.event for entry in CommitBench(path.parent).committed]
    assert isinstance(replaced, JournalReplaced)
    assert (replaced.lost, replaced.known_seq) == (len(MORNING) + 2, len(MORNING) + 2)


def test_a_journal_is_called_intact_only_up_to_what_a_witness_knows(path: Path, outside: Path) -> None:
    report = verify(path, is_copy=False)
    assert (report.code, report.witnessed) == ("journal.verified", len(MORNING) + 2)
    assert journal_facts(path.parent).state is JournalState.SOUND
    with EventStore.view(path) as store:
        noted = store.head
    for file in witnesses(outside):
        file.unlink()
    assert verify(path, is_copy=False).code == "journal.verified-alone"
    assert verify(path, noted, is_copy=False).code == "journal.verified", "paper is a witness"
    assert verify(path).code == "journal.verified-alone", "a copy has none"
    assert journal_facts(path.parent).state is JournalState.ALONE


def test_another_journal_is_not_compared_and_has_no_witness(path: Path) -> None:
    path.unlink()
    path.with_name(HEAD_NAME).unlink()
    write_journal(path, [LAST] * 3)
    assert verify(path, is_copy=False).code == "journal.verified-alone"
    assert losses(CommitBench(path.parent).committed) == []


def test_a_restored_backup_records_the_newer_head_and_raises_no_alarm(path: Path, outside: Path) -> None:
    file = outside / "backup.tar"
    take_backup(file, outside / "older", {})
    with EventStore.view(path) as store:
        newer = store.head
    shutil.rmtree(path.parent)
    path.parent.mkdir()
    restored = restore_backup(file, path.parent, {}, "duty", 1.0)
    assert restored.gone == "2"
    with EventStore.view(path) as store:
        (told,) = [entry.event for entry in store.of_kind(JournalRestored.KIND)]
    assert isinstance(told, JournalRestored)
    assert (told.known_seq, told.known_hash) == newer
    report = verify(path, is_copy=False)
    assert (report.code, report.witnessed) == ("journal.verified", restored.head.seq)
    assert losses(CommitBench(path.parent).committed) == []


def test_a_kill_before_the_restored_head_was_noted_raises_no_alarm(
    path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_backup(outside / "backup.tar", outside / "older", {})
    shutil.rmtree(path.parent)
    path.parent.mkdir()
    monkeypatch.setattr(SecondHead, "write", lambda *_: None)
    restore_backup(outside / "backup.tar", path.parent, {}, "duty", 1.0)
    monkeypatch.undo()
    for variable, name in FOLDERS.items():
        monkeypatch.setenv(variable, str(outside / name))
    assert losses(CommitBench(path.parent).committed) == []


def test_a_journal_that_was_set_back_replaces_no_backup(path: Path, outside: Path) -> None:
    file = outside / "backup.tar"
    take_backup(file, path.parent, {})
    whole = file.read_bytes()
    set_both_back(path)
    with pytest.raises(JournalUnsound) as unsound:
        take_backup(file, path.parent, {})
    assert unsound.value.report.damage is Damage.BEHIND
    assert file.read_bytes() == whole
    CommitBench(path.parent).commits.close()
    assert take_backup(file, path.parent, {}).head.seq > len(MORNING), "once the journal tells of it"


def test_a_journal_set_apart_on_purpose_is_no_loss(path: Path) -> None:
    with EventStore.view(path) as store:
        taken = next(row.head for row in store.rows(len(MORNING) - 1))
    assert set_apart(path, taken, 1.0) is not None
    assert losses(CommitBench(path.parent).committed) == []


def test_a_demonstration_begins_without_the_head_of_the_one_before(path: Path) -> None:
    forget_records(StateDirectory(path.parent))
    assert losses(CommitBench(path.parent).committed) == []


@pytest.mark.parametrize("ruin", RUINS)
def test_a_ruined_witness_says_nothing_and_stops_nothing(
    path: Path, outside: Path, ruin: Callable[[Path], None]
) -> None:
    for file in witnesses(outside):
        ruin(file)
    bench = CommitBench(path.parent)
    assert losses(bench.committed) == []
    (request,) = bench.write(LAST, actor="duty")
    assert request.future.result(0).seq == len(MORNING) + 3
    bench.commits.close()
    assert verify(path, is_copy=False).is_sound


@pytest.mark.parametrize("place", ["", "relative", "/proc/no/where", "/dev/null/x"])
def test_without_any_place_outside_the_engine_works_and_nothing_vouches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    for variable in FOLDERS:
        monkeypatch.setenv(variable, place)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/proc/no/where")
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/x")
    bench = CommitBench(tmp_path)
    (request,) = bench.write(LAST, actor="duty")
    assert request.future.result(0).seq == 1
    bench.commits.close()
    assert verify(bench.path, is_copy=False).code == "journal.verified-alone"


def test_a_disk_of_another_machine_is_no_place(
    outside: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:1 / {outside / 'cache'} rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(file_system, "MOUNTS", mounts)
    bench = CommitBench(tmp_path)
    bench.write(LAST)
    assert [file.parent.name for file in witnesses(outside)] == ["run"]


def test_a_users_witnesses_lie_below_the_xdg_directories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in FOLDERS:
        monkeypatch.delenv(variable)
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    CommitBench(tmp_path).write(LAST)
    made = [*tmp_path.glob("run/gbdt-console/*.head"), *tmp_path.glob("home/cache/gbdt-console/*.head")]
    assert [(file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) for file in made] == [
        (0o600, 0o700)
    ] * 2


def test_a_service_and_whoever_asks_it_find_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in FOLDERS:
        monkeypatch.delenv(variable)
    monkeypatch.setattr(second_head.os.path, "isdir", lambda _: True)
    asked = SecondHead(Path("/var/lib/gbdt/journal.sqlite"))._outside
    monkeypatch.setenv("RUNTIME_DIRECTORY", "/run/gbdt:/run/other")
    monkeypatch.setenv("CACHE_DIRECTORY", "/var/cache/gbdt")
    assert SecondHead(Path("/var/lib/gbdt/journal.sqlite"))._outside == asked
    assert [os.fspath(place.parent) for place in asked] == ["/run/gbdt", "/var/cache/gbdt"]


def test_a_first_row_that_cannot_be_read_refuses_no_entry(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> None:
        raise AttributeError

    with EventStore.open(path) as store:
        monkeypatch.setattr(store, "_page", unreadable)
        assert store.first == ""


def test_a_loss_is_not_told_again_by_a_place_that_refuses_the_new_head(path: Path, outside: Path) -> None:
    kept = {file: file.read_bytes() for file in witnesses(outside)}
    set_both_back(path)
    CommitBench(path.parent).commits.close()
    for file, content in kept.items():
        file.write_bytes(content)
    assert losses(CommitBench(path.parent).committed) == []
    assert isinstance(verify(path, is_copy=False).lost, EntriesLost)
