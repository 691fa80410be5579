"""Every measurement of `make bench` still ends with figures, by its short form; `make soak` runs them."""

import pytest

from bench.__main__ import module_names
from tests.support.short_bench import ASTERISK, DETECTION, NEWCOMER, OBS, assert_measures_here

ELSEWHERE = {ASTERISK, DETECTION, NEWCOMER, OBS}
"""Below tests/peers, tests/lab and tests/terminal."""


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(set(module_names()) - ELSEWHERE))
def test_a_measurement_ends_with_figures(name: str) -> None:
    assert_measures_here(name)
