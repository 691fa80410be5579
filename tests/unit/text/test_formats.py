import pytest

from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

VI, EN = Formats(Words("vi")), Formats(Words("en"))
AFTERNOON = 1_767_599_400.0  # 5 January 2026, 07:50:00 UTC


def test_times_are_those_of_vietnam() -> None:
    assert VI.time(AFTERNOON) == "14:50"
    assert VI.clock(AFTERNOON + 7) == "14:50:07"


def test_a_decimal_comma_in_vietnamese_and_no_blank_before_percent() -> None:
    assert (VI.percent(0.0), EN.percent(0.0)) == ("0,0%", "0.0%")
    assert (VI.number(12.34, 1), EN.number(12.34, 1)) == ("12,3", "12.3")


def test_since_names_the_day_only_when_it_is_another_one() -> None:
    assert VI.since(AFTERNOON - 60, AFTERNOON) == "14:49:00"
    midnight = AFTERNOON - 14 * 3600 - 50 * 60
    assert VI.since(midnight, AFTERNOON) == "00:00:00"
    assert VI.since(midnight - 1, AFTERNOON) == "04/01 23:59"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "00:00"), (151.9, "02:31"), (3_599, "59:59"), (3_600, "1:00:00"), (86_399, "23:59:59"),
     (86_400, "1 ngày 0 giờ"), (3_801_600, "44 ngày 0 giờ"), (-5, "00:00")],
)  # fmt: skip
def test_duration(seconds: float, shown: str) -> None:
    assert VI.duration(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.4, "0 s"), (119, "119 s"), (120, "2 ph"), (7_200, "2 giờ"), (172_800, "2 ngày")]
)
def test_age(seconds: float, shown: str) -> None:
    assert VI.age(seconds) == shown


@pytest.mark.parametrize(
    ("ahead_s", "shown", "left"),
    [
        (0.0, "14:50", "00:00"),
        (9 * 3_600 + 540, "23:59", "9:09:00"),
        (10 * 3_600, "00:50 ngày mai", "10:00:00"),
        (86_400 + 4 * 3_600 + 60, "18:51 ngày mai", "1 ngày 04:01"),
        (12 * 86_400, "14:50 T7 17/01", "12 ngày 00:00"),
    ],
)
def test_a_coming_time_names_its_day_and_the_days_left(ahead_s: float, shown: str, left: str) -> None:
    assert VI.coming(AFTERNOON + ahead_s, AFTERNOON) == shown
    assert VI.countdown(ahead_s + 0.5) == left
