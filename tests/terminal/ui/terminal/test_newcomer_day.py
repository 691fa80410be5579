"""A newcomer works a whole day, from the register to the minutes, by ten keys and the menu."""

from collections.abc import Sequence

import pytest

from bench.measure_newcomer import SIZES, measure_days

LAST_TASK = "read the minutes"


@pytest.mark.parametrize("sizes", [SIZES[:1], pytest.param(SIZES, marks=pytest.mark.soak)])
def test_a_whole_day_is_worked_with_ten_keys_and_the_menu(sizes: Sequence[tuple[int, int]]) -> None:
    """By the measurement of `make bench`, which does both sizes; here the smaller one."""
    figures = list(measure_days(sizes))
    ends = [figure.name for figure in figures if figure.name.endswith(LAST_TASK)]
    assert ends == [f"newcomer, {columns}x{lines}: {LAST_TASK}" for columns, lines in sizes]
    assert [figure.line() for figure in figures if not figure.holds] == []
