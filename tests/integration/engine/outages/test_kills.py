"""Whatever was acknowledged about outages and meetings is in the journal, however the engine ends."""

from pathlib import Path

import pytest

from tests.support.journal.full_disk import has_mount_namespaces
from tests.support.outages.kill_rounds import play_rounds


def test_acknowledged_records_survive_forty_kills(tmp_path: Path) -> None:
    counts = play_rounds(tmp_path, kills=40, seed=20_260_105, is_full=False)
    assert counts["is_sound"]
    assert counts["done"] >= 40
    of_alarms = {"outage.site-cut", "outage.site-back", "outage.restored", "outage.verified"}
    of_operators = {"outage.estimated", "outage.told", "outage.called", "outage.remedy", "outage.closed"}
    assert of_alarms | of_operators <= counts["kinds"].keys()


def test_acknowledged_records_survive_ten_kills_on_a_full_disk(tmp_path: Path) -> None:
    if not has_mount_namespaces():
        pytest.skip("no mount namespaces here")
    counts = play_rounds(tmp_path, kills=10, seed=20_260_106, is_full=True)
    assert counts["is_sound"]
    assert counts["done"] >= 10
    assert counts["refused"] >= 10
