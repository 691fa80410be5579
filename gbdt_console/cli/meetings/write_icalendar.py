"""Writes registered meetings as an iCalendar file."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vRecur

from gbdt_console import __version__
from gbdt_console.core.booking import Booking
from gbdt_console.core.meetings.recurrence import Every, Series
from gbdt_console.core.meetings.registration import MeetingPlan, Registration
from gbdt_console.text.meetings.meeting_text import MeetingWords

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STATUS = {"cancelled": "CANCELLED", "draft": "TENTATIVE"}
_FAR = timedelta(days=365)
"""Looks for the first day of a series this far ahead."""


class CalendarFile:
    """Collects meetings and series; a closed meeting has its host in place of its title."""

    def __init__(self, words: MeetingWords, booking: Booking, network: str, now_utc: float) -> None:
        """`network` names the network in the ids of the events."""
        self._words = words
        self._booking = booking
        self._network = network
        self._now = datetime.fromtimestamp(now_utc, UTC)
        self._calendar = Calendar()
        self._calendar.add("prodid", f"-//gbdt-console//{__version__}//")
        self._calendar.add("version", "2.0")

    def add_meetings(self, meetings: Iterable[Registration]) -> None:
        for meeting in meetings:
            event = self._event(meeting.number, meeting.plan)
            event.add("sequence", meeting.revision)
            event.add("status", _STATUS.get(meeting.state, "CONFIRMED"))
            self._calendar.add_component(event)

    def add_series(self, all_series: Iterable[Series]) -> None:
        """Add a repeating event for the days of each series that have no registered meeting yet."""
        for series in all_series:
            until = (self._now + _FAR).date()
            first = next(series.days_to_make(until), None)
            if first is None:
                continue
            event = self._event(series.number, series.plan_on(first))
            event.add("rrule", _rule(series, first))
            zone = ZoneInfo(series.plan.zone)
            opening = datetime.fromisoformat(series.plan.opening).time()
            for day in series.skipped:
                if day > first.isoformat():
                    event.add("exdate", datetime.combine(date.fromisoformat(day), opening, zone))
            self._calendar.add_component(event)

    def content(self) -> bytes:
        self._calendar.add_missing_timezones()
        return bytes(self._calendar.to_ical())

    def _event(self, number: int, plan: MeetingPlan) -> Event:
        event = Event()
        event.add("uid", f"meeting-{number}@{self._network}")
        event.add("dtstamp", self._now)
        event.add("summary", self._words.title(plan))
        event.add("dtstart", plan.local_opening)
        event.add("dtend", datetime.fromtimestamp(plan.end_utc, ZoneInfo(plan.zone)))
        event.add("location", self._words.site(plan.chair_site_id))
        event.add("class", "PRIVATE" if plan.is_closed else "PUBLIC")
        host = vCalAddress("invalid:nomail")
        host.params["CN"] = self._booking.host_of(plan)
        event.add("organizer", host)
        if plan.chair_contact:
            event.add("contact", plan.chair_contact)
        event.add("x-gbdt-host", plan.host)
        event.add("x-gbdt-kind", plan.kind.value)
        event.add("x-gbdt-chair", plan.chair_site_id)
        if plan.chair_reason and not plan.is_closed:
            event.add("x-gbdt-chair-reason", plan.chair_reason)
        event.add("x-gbdt-sites", ",".join(plan.sites))
        return event


def _rule(series: Series, first: date) -> vRecur:
    """Return the rule for the days from `first` on; a count becomes the last day."""
    repeat = series.repeat
    parts: dict[str, object] = {"FREQ": "WEEKLY" if repeat.every is Every.WEEK else "MONTHLY"}
    if repeat.interval > 1:
        parts["INTERVAL"] = repeat.interval
    if repeat.every is Every.MONTH_WEEKDAY:
        parts["BYDAY"] = f"{1 + (first.day - 1) // 7}{_WEEKDAYS[first.weekday()]}"
    until = repeat.until
    if repeat.count:
        whole = replace(series, skipped=())
        until = max(day.isoformat() for day in whole.days(date.max - timedelta(days=40)))
    if until:
        end = datetime.combine(date.fromisoformat(until), time(23, 59, 59), ZoneInfo(series.plan.zone))
        parts["UNTIL"] = end.astimezone(UTC)
    return vRecur(parts)
