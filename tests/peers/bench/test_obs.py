"""The measurement at a real mixer still ends with figures, by its short form."""

from tests.support.short_bench import OBS, assert_measures


def test_it_ends_with_figures() -> None:
    assert_measures(OBS)
