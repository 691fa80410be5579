"""Whatever was acknowledged is in the journal after the power went, whatever the disk had not written yet."""

from pathlib import Path

import pytest

from tests.support.journal.power_cuts import cut_and_compare


def test_every_acknowledged_event_survives_ten_power_cuts(tmp_path: Path) -> None:
    assert cut_and_compare(tmp_path, cuts=10, seed=20_261_130) >= 10


def test_a_journal_that_is_not_synced_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="acknowledged <= recorded"):
        cut_and_compare(tmp_path, cuts=10, seed=1, synchronous="NORMAL")
