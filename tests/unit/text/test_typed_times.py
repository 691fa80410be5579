"""Times as people type them, at 14:30:20 on 5 January 2026 in Viet Nam; expected values worked by hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.text.formats import TIMEZONE
from gbdt_console.text.typed_times import parse_date, parse_moment

ZONE = ZoneInfo(TIMEZONE)
NOW_UTC = datetime(2026, 1, 5, 14, 30, 20, tzinfo=ZONE).timestamp()
DAY_S = 86_400.0


@pytest.mark.parametrize(
    ("text", "after_s"),
    [
        ("20", 1_200.0),
        ("+20", 1_200.0),
        (" +20 ", 1_200.0),
        ("0", 0.0),
        ("+1h30", 5_400.0),
        ("+1g30", 5_400.0),
        ("+2h", 7_200.0),
        ("+1h90", 9_000.0),
        ("14:50", 1_180.0),
        ("14h50", 1_180.0),
        ("14g50", 1_180.0),
        ("14.50", 1_180.0),
        ("15:00", 1_780.0),
        ("14:30", DAY_S - 20.0),
        ("0:05", 34_480.0),
        ("23:59", 34_120.0),
        ("1h30", 39_580.0),
        ("+99999", 5_999_940.0),
    ],
)
def test_a_typed_time_counts_from_now(text: str, after_s: float) -> None:
    assert parse_moment(text, NOW_UTC) == NOW_UTC + after_s


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "+", "-20", "20p", "24:00", "14:60", "14:5", "1450:00", "+1h100", "+h30", "14:50:00",
        "++20", "+20 phút", "soon", "\x1b[2J", "\u202e14:50", "+123456", "+1.5", "1e3", "0x10", "9" * 10_000,
    ],
)  # fmt: skip
def test_a_wrong_text_names_no_time(text: str) -> None:
    assert parse_moment(text, NOW_UTC) is None
    assert parse_date(text, NOW_UTC, TIMEZONE) is None


@pytest.mark.parametrize("text", ["2026-01-06 07:15", "2026-01-06T07:15"])
def test_a_date_is_taken_as_local_time(text: str) -> None:
    assert parse_date(text, NOW_UTC, TIMEZONE) == datetime(2026, 1, 6, 7, 15, tzinfo=ZONE).timestamp()


@pytest.mark.parametrize("text", ["2026-02-30 10:00", "2026-13-01 10:00", "2026-01-06", "0000-01-01 00:00"])
def test_a_date_that_is_none_names_no_time(text: str) -> None:
    assert parse_date(text, NOW_UTC, TIMEZONE) is None
