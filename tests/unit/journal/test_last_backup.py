"""The note of the last backup is a file that anything may stand in."""

from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen
from gbdt_console.journal.last_backup import LAST_NAME, backup_times, note_backup
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.journal.events import write_journal


def noted_utc(state: Path) -> float:
    times = backup_times(state)
    assert times is not None
    return times.taken_utc(2_000.0)


@pytest.mark.parametrize("odd", ["", "[]", "{", "9" * 800, "1e999", "NaN", "-5", '"1000"', "null"])
def test_an_odd_note_is_no_backup_and_no_error(tmp_path: Path, odd: str) -> None:
    write_journal(tmp_path / JOURNAL_NAME, [BlipSeen("a.line", 1.0, 2.0)])
    note_backup(tmp_path, 1_000.0, 1)
    note = (tmp_path / LAST_NAME).read_text("utf-8")
    assert noted_utc(tmp_path) == 1_000.0
    (tmp_path / LAST_NAME).write_text(note.replace("1000.0", odd), "utf-8")
    assert noted_utc(tmp_path) == 0.0
