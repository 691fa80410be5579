"""Works out the calendar's events that are due without an operator."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.events import MeetingLapsed, MeetingRegistered
from gbdt_console.core.meetings.recurrence import Series
from gbdt_console.core.units import Utc

HORIZON_DAYS = 60
"""Registers a series' meetings this far ahead, so that sites can agree and letters can leave in time."""
LAPSES_AFTER_S = 12 * 3_600.0
"""Leaves a meeting that nobody started open for this long after its end: it may have run unrecorded."""
MOST_OPEN = 400
"""Limits the open meetings of a book: a province holds a handful a day."""


def due_events(
    book: CalendarBook, now_utc: Utc, next_number: int
) -> Iterator[MeetingRegistered | MeetingLapsed]:
    """Yield the events that are due, from the book alone: a start asks the same question again.

    next_number: first number that no meeting has
    """
    for meeting in book.meetings.values():
        if meeting.is_coming and now_utc > meeting.end_utc + LAPSES_AFTER_S:
            yield MeetingLapsed(meeting.number, now_utc)
    room = MOST_OPEN - len(book.meetings)
    for series in book.series.values():
        for event in meetings_to_make(series, now_utc, next_number):
            if room <= 0:
                return
            yield event
            room, next_number = room - 1, next_number + 1


def meetings_to_make(series: Series, now_utc: Utc, next_number: int) -> Iterator[MeetingRegistered]:
    """Yield the meetings of a series that open within the horizon and are not registered yet."""
    zone = series.plan.local_opening.tzinfo
    until = _days_after(datetime.fromtimestamp(now_utc, zone).date(), HORIZON_DAYS)
    for day in series.days_to_make(until):
        plan = series.plan_on(day)
        if plan.end_utc <= now_utc:
            continue
        yield MeetingRegistered(
            number=next_number,
            plan=plan,
            notice_utc=series.registered_utc if series.notice_utc is None else series.notice_utc,
            notice_channel=series.notice_channel,
            at_utc=now_utc,
            series=series.number,
            series_date=day.isoformat(),
        )
        next_number += 1


def _days_after(day: date, days: int) -> date:
    return min(day, date.max - timedelta(days=days)) + timedelta(days=days)
