"""The journal's head on printed sheets shows that the journal was set back since."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from gbdt_console.journal.database import with_companions
from gbdt_console.journal.second_head import HEAD_NAME
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.text.words import Words
from tests.support.cli.station import Station
from tests.support.reports.working_day import write_day

_HEAD = re.compile(r"verify --head:? (\d+:[0-9a-f]{4}(?:\.[0-9a-f]{4}){4})(?![.0-9a-f])")


def head_on(paper: str) -> str:
    found = _HEAD.findall(paper)
    assert len(found) == 1, paper
    head: str = found[0]
    return head


def kept_copy(station: Station, to: Path) -> Path:
    """A backup of the journal, as SQLite makes it beside the engine."""
    with (
        closing(sqlite3.connect(station.state / JOURNAL_NAME)) as journal,
        closing(sqlite3.connect(to)) as copy,
    ):
        journal.backup(copy)
    return to


def set_back(station: Station, copy: Path) -> None:
    for file in with_companions(station.state / JOURNAL_NAME):
        file.unlink(missing_ok=True)
    (station.state / JOURNAL_NAME).write_bytes(copy.read_bytes())


def assert_noticed(station: Station, head: str, copy: Path) -> None:
    """The journal holds the head from paper, and no longer once the copy was put in its place."""
    seq = int(head.split(":")[0])
    held = station.run("verify", "--head", head)
    assert (held.exit_code, Words("en")("journal.head-held", seq=seq) in held.output) == (0, True)
    set_back(station, copy)
    assert station.run("verify").exit_code == (4 if (station.state / HEAD_NAME).exists() else 0)
    assert station.run("verify", str(copy)).exit_code == 0, "the copy itself is sound"
    lost = station.run("verify", "--head", head)
    assert lost.exit_code == 4
    assert f"a head was noted at event {seq}" in lost.output


def test_a_printed_checklist_shows_that_the_journal_was_set_back(station: Station, tmp_path: Path) -> None:
    with station.engine():
        assert station.run("checklist", "open", "m1", "--opening", "+90").exit_code == 0
        copy = kept_copy(station, tmp_path / "copy")
        assert station.run("checklist", "close", "--yes").exit_code == 0
        head = head_on(station.run("checklist", "print").stdout)
        assert head_on(station.run("checklist", "print", "--html").stdout)
    assert_noticed(station, head, copy)


def test_a_report_shows_that_the_journal_was_set_back(station: Station, tmp_path: Path) -> None:
    write_day(station.state)
    copy = kept_copy(station, tmp_path / "copy")
    assert station.run("report", "opinion", "8", "tiếng nhỏ").exit_code == 0
    told = station.run("report", "year", "2026").stdout
    assert_noticed(station, head_on(" ".join(told.split())), copy)


def test_a_shutdown_record_shows_that_the_journal_was_set_back(station: Station, tmp_path: Path) -> None:
    with station.engine():
        assert station.run("shutdown", "open").exit_code == 0
        assert not _HEAD.search(station.run("shutdown", "show").stdout), "nothing is signed yet"
        copy = kept_copy(station, tmp_path / "copy")
        assert station.run("shutdown", "close", "--yes", "--problems", "thử").exit_code == 0
        head = head_on(station.run("shutdown", "show").stdout)
    assert_noticed(station, head, copy)
