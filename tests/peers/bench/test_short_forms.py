"""The measurements at a real MCU and a real mixer still end with figures, by their short form."""

import pytest

from tests.support.short_bench import OF_PEERS, assert_measures


@pytest.mark.parametrize("name", OF_PEERS)
def test_a_measurement_ends_with_figures(name: str) -> None:
    assert_measures(name)
