"""The full count of kills in each mode: fifty on each of twenty journals."""

from pathlib import Path

import pytest

from tests.support.modes.mode_rounds import play_modes


@pytest.mark.parametrize("seed", range(20))
def test_every_mode_survives_a_thousand_kills(seed: int, tmp_path: Path) -> None:
    for mode, counts in play_modes(tmp_path, kills=50, seed=seed).items():
        assert counts["is_sound"], mode
        assert counts["done"] >= 50, mode
