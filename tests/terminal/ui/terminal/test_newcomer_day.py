"""A newcomer works a whole day, from the register to the minutes, by ten keys and the menu."""

from bench.measure_newcomer import measure

LAST_TASK = "read the minutes"


def test_a_whole_day_is_worked_with_ten_keys_and_the_menu() -> None:
    """By the measurement of `make bench`, at both of its sizes."""
    figures = list(measure(is_short=False))
    ends = [figure.name for figure in figures if figure.name.endswith(LAST_TASK)]
    assert ends == [f"newcomer, {size}: {LAST_TASK}" for size in ("80x24", "120x40")]
    assert [figure.line() for figure in figures if not figure.holds] == []
