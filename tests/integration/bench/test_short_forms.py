"""Every measurement of `make bench` still ends with figures, by its short form."""

import pytest

from bench.__main__ import module_names
from tests.support.short_bench import OF_LAB, OF_PEERS, assert_measures


@pytest.mark.parametrize("name", sorted(set(module_names()) - {*OF_PEERS, *OF_LAB}))
def test_a_measurement_ends_with_figures(name: str) -> None:
    assert_measures(name)
