"""The measurement at a real mixer still ends with figures, by its short form; `make soak` runs it."""

import pytest

from tests.support.short_bench import OBS, assert_measures


@pytest.mark.soak
def test_it_ends_with_figures() -> None:
    assert_measures(OBS)
