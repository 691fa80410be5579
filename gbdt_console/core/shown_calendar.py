"""Judges the meetings of a Snapshot."""

from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.snapshot import Snapshot


def overview_of(snapshot: Snapshot) -> CalendarOverview:
    """Return the judgement of all meetings together."""
    coming = [meeting for meeting in snapshot.calendar if meeting.is_open]
    book = CalendarBook.of(coming, snapshot.series)
    return CalendarOverview(book, snapshot.running, snapshot.booking.settings, snapshot.technicians)
