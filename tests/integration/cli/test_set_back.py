"""Journal and head copied back between two runs: every verb says so, and the wall gets an alarm."""

import shutil

from gbdt_console.journal.second_head import HEAD_NAME
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.cli.station import Station

BOTH = (JOURNAL_NAME, HEAD_NAME)


def test_a_set_back_of_journal_and_head_is_told_with_its_number(station: Station) -> None:
    with station.engine():
        station.do("handover", "sign")
    older = {name: (station.state / name).read_bytes() for name in BOTH}
    with station.engine():
        station.do("handover", "sign")
    assert "A witness outside agrees" in station.run("verify").output
    for name, content in older.items():
        (station.state / name).write_bytes(content)
    behind = station.run("verify")
    assert (behind.exit_code, "are missing" in behind.output) == (4, True)
    assert "entries are missing that a head noted elsewhere knows of" in station.run("doctor").output
    assert station.run("backup", str(station.state.parent / "new.tar")).exit_code == 4
    with station.engine():
        assert "entries lost from the journal" in station.run("alarms").output
    said = station.run("verify")
    assert (said.exit_code, "were once missing" in said.output) == (0, True)


def test_a_backup_restored_where_more_was_known_says_so_and_raises_no_alarm(station: Station) -> None:
    file = station.state.parent / "old.tar"
    with station.engine():
        station.do("handover", "sign")
    station.do("backup", str(file))
    with station.engine():
        station.do("handover", "sign")
    shutil.rmtree(station.state)
    restored = station.run("restore", str(file))
    assert (restored.exit_code, "more acknowledged entries than the backup has" in restored.stderr) == (
        0,
        True,
    )
    with station.engine():
        assert "entries lost from the journal" not in station.run("alarms").output
    assert "A witness outside agrees" in station.run("verify").output
