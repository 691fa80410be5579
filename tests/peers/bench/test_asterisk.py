"""The measurement at a real MCU still ends with figures, by its short form; `make soak` runs it."""

import pytest

from tests.support.short_bench import ASTERISK, assert_measures


@pytest.mark.soak
def test_it_ends_with_figures() -> None:
    assert_measures(ASTERISK)
