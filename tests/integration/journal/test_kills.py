"""Whatever was acknowledged is in the journal, however the process ends."""

from pathlib import Path

from tests.support.journal.kills import kill_and_compare


def test_every_acknowledged_event_survives_forty_kills(tmp_path: Path) -> None:
    acknowledged = kill_and_compare(tmp_path / "state", tmp_path / "copy", kills=40, seed=20_260_105)
    assert acknowledged >= 40
