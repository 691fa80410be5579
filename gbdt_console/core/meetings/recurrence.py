"""Works out the days of a recurring meeting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from gbdt_console.core.meetings.registration import MeetingPlan, NoticeChannel
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Utc

_DAYS_A_WEEK = 7
_MONTHS_A_YEAR = 12
_LAST_YEAR = 9_000
"""Ends every search for days: dates end soon after."""


class Every(StrEnum):
    """Names how a meeting repeats; weekday and day of the month are those of its first day."""

    WEEK = "week"
    MONTH_DAY = "month-day"
    """The same day of the month; a month without that day has no meeting."""
    MONTH_WEEKDAY = "month-weekday"
    """The same weekday of the month: 'the first Monday'; a month without it has no meeting."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Says when a meeting repeats.

    interval: weeks or months from one to the next, 1 or more
    until: last possible day, 'YYYY-MM-DD'; empty: without end
    count: number of meetings, the first included; 0: without end
    """

    every: Every
    interval: int = 1
    until: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """Holds a recurring meeting.

    number: number of the series, from the same sequence as the meetings' numbers
    skipped: coming days without a meeting, 'YYYY-MM-DD'
    made_until: day of the last meeting that was registered from it, 'YYYY-MM-DD'; empty before the first
    notice_utc: when the host's notice of all its days arrived; None in old journals
    """

    number: int
    plan: MeetingPlan
    repeat: Repeat
    registered_utc: Utc
    registered_by: ActorName
    skipped: tuple[str, ...] = ()
    made_until: str = ""
    notice_utc: Utc | None = None
    notice_channel: NoticeChannel = NoticeChannel.UNSTATED

    def days(self, until: date) -> Iterator[date]:
        """Yield its days up to and with `until`, without skipped ones."""
        for day in days_of(self.plan.local_date, self.repeat, until):
            if day.isoformat() not in self.skipped:
                yield day

    def days_to_make(self, until: date) -> Iterator[date]:
        """Yield the days up to and with `until` that have no registered meeting yet."""
        return (day for day in self.days(until) if day.isoformat() > self.made_until)

    def plan_on(self, day: date) -> MeetingPlan:
        return on_day(self.plan, day)


def on_day(plan: MeetingPlan, day: date) -> MeetingPlan:
    opening = datetime.combine(day, datetime.fromisoformat(plan.opening).time())
    return replace(plan, opening=opening.isoformat(timespec="minutes"))


def days_of(first: date, repeat: Repeat, until: date) -> Iterator[date]:
    """Yield the days of a repeat from its first day up to and with `until`."""
    last = min(until, date.fromisoformat(repeat.until)) if repeat.until else until
    for place, day in enumerate(_unbounded(first, repeat)):
        if day > last or (repeat.count and place >= repeat.count):
            return
        yield day


def _unbounded(first: date, repeat: Repeat) -> Iterator[date]:
    if repeat.every is Every.WEEK:
        day = first
        while day.year < _LAST_YEAR:
            yield day
            day += timedelta(days=_DAYS_A_WEEK * repeat.interval)
        return
    months = first.year * _MONTHS_A_YEAR + first.month - 1
    while months // _MONTHS_A_YEAR < _LAST_YEAR:
        year, month = divmod(months, _MONTHS_A_YEAR)
        found = _day_in(year, month + 1, first, repeat.every)
        if found is not None:
            yield found
        months += repeat.interval


def _day_in(year: int, month: int, first: date, every: Every) -> date | None:
    """Return the day of that month that corresponds to `first`; None where the month has none."""
    day = first.day
    if every is Every.MONTH_WEEKDAY:
        offset = (first.weekday() - date(year, month, 1).weekday()) % _DAYS_A_WEEK
        day = 1 + offset + _DAYS_A_WEEK * ((first.day - 1) // _DAYS_A_WEEK)
    try:
        return date(year, month, day)
    except ValueError:
        return None
