"""The full count of kills: fifty on each of twenty journals."""

from pathlib import Path

import pytest

from tests.support.journal.kills import kill_and_compare


@pytest.mark.parametrize("seed", range(20))
def test_every_acknowledged_event_survives_a_thousand_kills(tmp_path: Path, seed: int) -> None:
    acknowledged = kill_and_compare(tmp_path / "state", tmp_path / "copy", kills=50, seed=seed)
    assert acknowledged >= 50
