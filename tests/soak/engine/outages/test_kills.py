"""The full count of kills while outages are recorded: fifty on each of twenty journals of each kind."""

from pathlib import Path

import pytest

from tests.support.journal.full_disk import has_mount_namespaces
from tests.support.outages.kill_rounds import play_rounds


@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_acknowledged_records_survive_a_thousand_kills(seed: int, is_full: bool, tmp_path: Path) -> None:
    if is_full and not has_mount_namespaces():
        pytest.skip("no mount namespaces here")
    counts = play_rounds(tmp_path, kills=50, seed=seed, is_full=is_full)
    assert counts["is_sound"]
    assert counts["done"] >= 50
