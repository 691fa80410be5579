"""Keeps the calendar of the newest Snapshot with its judgement, and the highlighted meeting."""

from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.ui.cursor import Cursor


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
        return next((meeting for meeting in self.meetings if meeting.is_coming), None)

    def see(self, snapshot: Snapshot) -> CalendarOverview:
        """Take the newest Snapshot and return the judgement of its calendar."""
        seen = (snapshot.calendar, snapshot.series, snapshot.meeting, snapshot.booking, snapshot.technicians)
        if self.overview is None or any(a is not b for a, b in zip(seen, self._seen, strict=True)):
            self.overview = overview_of(snapshot)
            self.meetings, self._seen = snapshot.calendar, seen
        return self.overview


class MeetingCursor(Cursor[Registration]):
    """Highlights a meeting by its number; of arriving ones only the operator's own moves the highlight.

    missing: the number of the meeting to highlight first while the calendar has none of that number; else 0
    """

    def __init__(self, number: int = 0) -> None:
        """`number` is that of the meeting to highlight first; 0 for the soonest."""
        super().__init__(lambda meeting: meeting.number, number)
        self.calendar = ShownCalendar()
        self.missing = number
        self._newer_than: int | None = None

    def see(self, snapshot: Snapshot) -> CalendarOverview:
        """Take the newest Snapshot; where the highlighted meeting is gone, the first is highlighted."""
        overview = self.calendar.see(snapshot)
        self.take(self.calendar.meetings)
        if self._newer_than is not None:
            newer = [m.number for m in self.rows if m.is_coming and m.number > self._newer_than]
            if newer:
                self.go_to(min(newer))
                self._newer_than = None
        if any(meeting.number == self.missing for meeting in self.rows):
            self.missing = 0
        return overview

    def await_new(self) -> None:
        """Highlight the next meeting that arrives: the operator has just registered it."""
        self._newer_than = max((meeting.number for meeting in self.rows), default=0)

    def move(self, step: int) -> None:
        self._newer_than, self.missing = None, 0
        super().move(step)
