"""The measurement in the lab still ends with figures, by its short form."""

from tests.support.short_bench import DETECTION, assert_measures


def test_it_ends_with_figures() -> None:
    assert_measures(DETECTION)
