"""Keeps the calendar of the newest Snapshot with its judgement, and the highlighted meeting."""

from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.snapshot import Snapshot


class ShownCalendar:
    """Judges the calendar anew only where it changed.

    meetings: the open meetings, soonest first, then the last past ones
    """

    def __init__(self) -> None:
        self.meetings: tuple[Registration, ...] = ()
        self.overview: CalendarOverview | None = None
        self._seen: tuple[object, ...] = ()

    @property
    def next_meeting(self) -> Registration | None:
        """Return the next meeting to come; None without one."""
        return next((meeting for meeting in self.meetings if meeting.is_coming), None)

    def see(self, snapshot: Snapshot) -> CalendarOverview:
        """Take the newest Snapshot and return the judgement of its calendar."""
        seen = (snapshot.calendar, snapshot.series, snapshot.meeting, snapshot.booking, snapshot.technicians)
        if self.overview is None or any(a is not b for a, b in zip(seen, self._seen, strict=True)):
            coming = [meeting for meeting in snapshot.calendar if meeting.is_open]
            book = CalendarBook(0, coming, series=snapshot.series)
            self.overview = CalendarOverview(
                book, snapshot.meeting, snapshot.booking.settings, snapshot.technicians
            )
            self.meetings, self._seen = snapshot.calendar, seen
        return self.overview


class MeetingCursor(ShownCalendar):
    """Highlights a meeting by its number; of arriving ones only the operator's own moves the highlight.

    missing: the number of the meeting to highlight first while the calendar has none of that number; else 0
    """

    def __init__(self, number: int = 0) -> None:
        """`number` is that of the meeting to highlight first; 0 for the soonest."""
        super().__init__()
        self._number = self.missing = number
        self._newer_than: int | None = None

    @property
    def row(self) -> Registration | None:
        """Return the highlighted meeting; None in an empty list."""
        return next((meeting for meeting in self.meetings if meeting.number == self._number), None)

    def see(self, snapshot: Snapshot) -> CalendarOverview:
        """Take the newest Snapshot; where the highlighted meeting is gone, the first is highlighted."""
        overview = super().see(snapshot)
        if self._newer_than is not None:
            newer = [m.number for m in self.meetings if m.is_coming and m.number > self._newer_than]
            if newer:
                self._number, self._newer_than = min(newer), None
        if any(meeting.number == self.missing for meeting in self.meetings):
            self.missing = 0
        if self.row is None and self.meetings:
            self._number = self.meetings[0].number
        return overview

    def await_new(self) -> None:
        """Highlight the next meeting that arrives: the operator has just registered it."""
        self._newer_than = max((meeting.number for meeting in self.meetings), default=0)

    def move(self, step: int) -> None:
        """Highlight the row `step` places below, at most the last one."""
        self._newer_than, self.missing = None, 0
        if self.meetings:
            at = next((i for i, m in enumerate(self.meetings) if m.number == self._number), 0)
            self._number = self.meetings[max(0, min(len(self.meetings) - 1, at + step))].number
