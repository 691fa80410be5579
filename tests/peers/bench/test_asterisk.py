"""The measurement at a real MCU still ends with figures, by its short form."""

from tests.support.short_bench import ASTERISK, assert_measures


def test_it_ends_with_figures() -> None:
    assert_measures(ASTERISK)
