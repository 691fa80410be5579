"""Days of recurring meetings, by examples worked by hand and against a search of every day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.meetings.recurrence import Every, Repeat, Series, days_of
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from tests.support.meetings.random_calendars import BERLIN, REPEATS, ZONE

PLAN = MeetingPlan("Giao ban", "ubnd", MeetingKind.PROVINCIAL, ("sapa",), "sapa", "2026-03-23T08:00", ZONE)


def days(first: str, repeat: Repeat, until: str = "2026-12-31") -> list[str]:
    return [str(day) for day in days_of(date.fromisoformat(first), repeat, date.fromisoformat(until))]


@pytest.mark.parametrize(
    ("first", "repeat", "expected"),
    [
        ("2026-11-30", Repeat(Every.WEEK), ["2026-11-30", "2026-12-07", "2026-12-14"]),
        ("2026-11-30", Repeat(Every.WEEK, 2), ["2026-11-30", "2026-12-14", "2026-12-28"]),
        ("2026-01-31", Repeat(Every.MONTH_DAY), ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("2026-10-05", Repeat(Every.MONTH_WEEKDAY), ["2026-10-05", "2026-11-02", "2026-12-07"]),
        ("2026-01-29", Repeat(Every.MONTH_WEEKDAY), ["2026-01-29", "2026-04-30", "2026-07-30"]),
        ("2026-11-20", Repeat(Every.MONTH_DAY, 3), ["2026-11-20"]),
    ],
)
def test_days_of_a_repeat_as_a_calendar_on_paper_has_them(
    first: str, repeat: Repeat, expected: list[str]
) -> None:
    assert days(first, repeat)[:3] == expected


def test_a_repeat_ends_with_its_last_day_or_count() -> None:
    assert days("2026-11-02", Repeat(Every.WEEK, until="2026-11-16")) == [
        "2026-11-02", "2026-11-09", "2026-11-16"
    ]  # fmt: skip
    assert len(days("2026-11-02", Repeat(Every.WEEK, count=4))) == 4


@given(st.dates(date(2024, 1, 1), date(2026, 6, 1)), REPEATS)
def test_days_agree_with_a_search_of_every_day(first: date, repeat: Repeat) -> None:
    until = date(2026, 12, 31)
    last = min(until, date.fromisoformat(repeat.until)) if repeat.until else until
    found = []
    day = first
    while day <= last:
        months = (day.year - first.year) * 12 + day.month - first.month
        weeks, rest = divmod((day - first).days, 7)
        is_month = months % repeat.interval == 0
        nth = ((day.day - 1) // 7, day.weekday()) == ((first.day - 1) // 7, first.weekday())
        fits = {
            Every.WEEK: rest == 0 and weeks % repeat.interval == 0,
            Every.MONTH_DAY: is_month and day.day == first.day,
            Every.MONTH_WEEKDAY: is_month and nth,
        }
        found += [day] if fits[repeat.every] else []
        day += timedelta(days=1)
    assert list(days_of(first, repeat, until)) == (found[: repeat.count] if repeat.count else found)


def test_the_local_time_stays_where_summer_time_begins_between_two_meetings() -> None:
    series = Series(1, replace(PLAN, zone=BERLIN), Repeat(Every.WEEK), 0.0, "trực")
    openings = [series.plan_on(day).opening_utc for day in series.days(date(2026, 3, 30))]
    at = [datetime.fromtimestamp(utc, ZoneInfo(BERLIN)) for utc in openings]
    assert [(a.day, a.hour) for a in at] == [(23, 8), (30, 8)]
    assert openings[1] - openings[0] == 7 * 86_400 - 3_600


def test_a_skipped_day_has_no_meeting_and_the_next_one_stays() -> None:
    series = Series(1, PLAN, Repeat(Every.WEEK), 0.0, "trực", skipped=("2026-03-30",))
    assert [str(day) for day in series.days_to_make(date(2026, 4, 7))] == ["2026-03-23", "2026-04-06"]
