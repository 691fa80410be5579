"""The measurements in the lab still end with figures, by their short form."""

import pytest

from tests.support.short_bench import OF_LAB, assert_measures


@pytest.mark.parametrize("name", OF_LAB)
def test_a_measurement_ends_with_figures(name: str) -> None:
    assert_measures(name)
