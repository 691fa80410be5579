"""The verb `verify` says in one sentence what the journal is, in both languages."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gbdt_console.cli.main import root
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.opening import open_journal
from gbdt_console.journal.second_head import HEAD_NAME, SecondHead
from gbdt_console.journal.store import EventStore
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.journal.events import MORNING, CommitBench, write_journal

BOTH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.sqlite"
    write_journal(path)
    return path


def run(path: Path, *options: str, language: str = "en") -> Result:
    return CliRunner().invoke(root, ["--lang", language, "--state-dir", str(path.parent), "verify", *options])


def head(path: Path, digits: int = 64) -> str:
    with EventStore.view(path) as store:
        return f"{store.head.seq}:{store.head.hash[:digits]}"


@BOTH
def test_an_unbroken_journal_shows_its_head(path: Path, language: str) -> None:
    said = run(path, language=language)
    assert said.exit_code == 0
    assert head(path) in said.output
    assert str(len(MORNING)) in said.output


@pytest.mark.parametrize("between", [" ", "  ", "-", ".", "\t"])
def test_a_head_typed_from_paper_in_groups_is_confirmed(path: Path, between: str) -> None:
    seq, _, digits = head(path, 12).upper().partition(":")
    typed = f" {seq} : {between.join((digits[:4], digits[4:8], digits[8:]))} "
    said = run(path, "--head", typed)
    assert said.exit_code == 0
    assert Words("en")("journal.head-held", seq=5) in said.output


def test_a_head_typed_with_one_wrong_digit_is_not_confirmed(path: Path) -> None:
    seq, _, digits = head(path, 12).partition(":")
    wrong = digits[:-1] + ("0" if digits[-1] != "0" else "1")
    assert run(path, "--head", f"{seq}: {wrong[:4]} {wrong[4:8]} {wrong[8:]}").exit_code == 4


@BOTH
@pytest.mark.parametrize("digits", [12, 64])
def test_a_held_head_is_confirmed(path: Path, language: str, digits: int) -> None:
    said = run(path, "--head", head(path, digits).upper(), language=language)
    assert said.exit_code == 0
    assert Words(language)("journal.head-held", seq=5) in said.output


@BOTH
def test_a_rolled_back_journal_is_found_by_the_head(path: Path, language: str) -> None:
    noted = head(path)
    path.unlink()
    write_journal(path, MORNING[:3])
    assert run(path).exit_code == 0
    said = run(path, "--head", noted, language=language)
    assert said.exit_code == 4
    words = Words(language)
    assert said.output == words("journal.damage.cut", head_seq=3, bad_seq=5) + "\n"


@BOTH
def test_a_recomputed_chain_is_found_by_the_head(path: Path, language: str) -> None:
    noted = head(path, 12)
    path.unlink()
    write_journal(path, MORNING, at_utc=2.0)
    said = run(path, "--head", noted, language=language)
    assert (said.exit_code, said.output) == (
        4, Words(language)("journal.damage.head", events=5, bad_seq=5) + "\n",
    )  # fmt: skip


@BOTH
@pytest.mark.parametrize("wrong", ["5", "5:", "5:abc", "x:" + "a" * 12, "5:" + "g" * 12, "-5:" + "a" * 12])
def test_a_malformed_head_is_refused(path: Path, language: str, wrong: str) -> None:
    said = run(path, "--head", wrong, language=language)
    assert (said.exit_code, said.stderr) == (2, Words(language)("verb.head-malformed") + "\n")


@BOTH
def test_an_empty_journal_is_said_to_be_empty(tmp_path: Path, language: str) -> None:
    path = tmp_path / "journal.sqlite"
    EventStore.create(path)
    said = run(path, language=language)
    assert (said.exit_code, said.output) == (0, Words(language)("journal.empty") + "\n")
    assert run(path, "--head", "5:" + "a" * 12).exit_code == 4


@BOTH
def test_a_journal_that_replaced_another_one_is_named(path: Path, language: str) -> None:
    noted = head(path)
    content = bytearray(path.read_bytes())
    place = content.index(b"Giao ban")
    content[place] = ord("X")
    path.write_bytes(content)
    open_journal(path, 1_767_225_600.0).store.close()
    said = run(path, language=language)
    assert said.exit_code == 0
    assert "journal.sqlite.damaged-20260101T000000Z" in said.output
    assert "2:" in said.output.splitlines()[1]
    assert Words(language)("journal.reason.chain") in said.output
    assert run(path, "--head", noted).exit_code == 4


@BOTH
def test_a_missing_journal_is_said_to_be_missing(tmp_path: Path, language: str) -> None:
    said = run(tmp_path / "journal.sqlite", language=language)
    assert (said.exit_code, said.output) == (4, Words(language)("journal.damage.missing") + "\n")


def take_no_companions(path: Path) -> None:
    """As on a read-only medium: SQLite cannot make its shared memory beside the file."""
    path.with_name("journal.sqlite-shm").mkdir()


def test_a_closed_journal_is_verified_on_a_read_only_medium(path: Path) -> None:
    take_no_companions(path)
    assert run(path).exit_code == 0


def test_rows_in_the_log_count_on_a_read_only_medium(path: Path, tmp_path: Path) -> None:
    medium = tmp_path / "medium" / "journal.sqlite"
    medium.parent.mkdir()
    with open_journal(path, 1.0).store as store:
        store._connection.execute("PRAGMA wal_autocheckpoint = 0")
        _append_one_more(store)
        for ending in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + ending), medium.with_name(path.name + ending))
    with sqlite3.connect(f"file:{medium}?immutable=1", uri=True) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (5,)
    take_no_companions(medium)
    said = run(medium)
    assert (said.exit_code, head(path) in said.output) == (0, True)
    assert head(path).startswith("6:")


def _append_one_more(store: EventStore) -> None:
    store.append([UnchainedEntry.of(MORNING[1], 1.0)])


def noted(path: Path) -> None:
    """Write the newest head into the second place, as an engine does."""
    with EventStore.view(path) as store:
        SecondHead(path).write(store.head, "")


@BOTH
@pytest.mark.parametrize("left", [0, 3])
@pytest.mark.outcome("intact")
def test_a_journal_that_was_set_back_is_not_called_intact(path: Path, language: str, left: int) -> None:
    noted(path)
    path.unlink()
    write_journal(path, MORNING[:left])
    said = run(path, language=language)
    words = Words(language)
    told = words("journal.damage.behind", head_seq=left, bad_seq=5, missing=5 - left)
    assert (said.exit_code, said.output) == (4, told + "\n")
    assert run(path, str(path)).exit_code == 4, "named by its path"
    shutil.copyfile(path, path.with_name("copy"))
    assert run(path, str(path.with_name("copy"))).exit_code == 0, "a copy is as old as it is"


@BOTH
@pytest.mark.outcome("intact")
def test_a_journal_is_not_called_intact_without_a_witness_outside(path: Path, language: str) -> None:
    alone = {"vi": "trong chính nó; không có chứng nào bên ngoài", "en": "in itself; no witness outside"}
    said = run(path, language=language)
    assert (said.exit_code, alone[language] in said.output) == (0, True)
    with EventStore.view(path) as store:
        SecondHead(path).write(store.head, store.first)
    assert alone[language] not in run(path, language=language).output
    copy = shutil.copyfile(path, path.with_name("copy"))
    assert alone[language] in run(path, str(copy), language=language).output


def test_a_journal_ahead_of_the_second_place_is_intact(path: Path) -> None:
    noted(path)
    with EventStore.open(path) as store:
        _append_one_more(store)
    assert run(path).exit_code == 0
    path.with_name(HEAD_NAME).unlink()
    assert run(path).exit_code == 0


@BOTH
def test_a_loss_that_the_journal_tells_is_said(path: Path, language: str) -> None:
    noted(path)
    path.unlink()
    write_journal(path, MORNING[:3])
    CommitBench(path.parent).commits.close()
    said = run(path, language=language)
    assert said.exit_code == 0
    assert said.output.splitlines()[1] == Words(language)("journal.lost", missing=2, gone=2)
