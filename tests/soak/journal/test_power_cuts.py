"""The full count of power cuts: fifty on each of twenty journals."""

from pathlib import Path

import pytest

from tests.support.journal.power_cuts import cut_and_compare


@pytest.mark.parametrize("seed", range(20))
def test_every_acknowledged_event_survives_a_thousand_power_cuts(tmp_path: Path, seed: int) -> None:
    assert cut_and_compare(tmp_path, cuts=50, seed=seed) >= 50
