"""Which lines are cut together: as many of each region, and each once."""

from collections import Counter

from bench.measure_detection import _FULL, _batches
from tests.support.lab.plan import REGIONS, plan


def test_no_line_is_cut_twice_at_once_and_each_region_has_its_part() -> None:
    batches = list(_batches(plan(_FULL.sites), _FULL))
    assert len(batches) == _FULL.rounds
    for batch in batches:
        assert len({site.id for site in batch}) == len(batch)
        assert Counter(site.region for site in batch) == dict.fromkeys(REGIONS, _FULL.at_once)
