"""Shows the list of registered meetings and the highlighted one in full."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import MeetingState, Registration
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.drawing.line_writer import LineWriter, crop, titled
from gbdt_console.ui.meetings.shown_meetings import MeetingCursor
from gbdt_console.ui.meetings.words import URGENT, ShownMeetingWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.meetings.sheet import AttendancePart, MeetingSheet

_NUMBER = 5
_TIME = 16
_STATE = 16


class MeetingListView(ListAndSheet[Registration]):
    """Draws coming meetings, then past ones under a heading."""

    cursor: MeetingCursor

    def show(self, view: View, cursor: Cursor[Registration], sent: Sequence[NoticeSent] = ()) -> None:
        """Draw a View; `sent` are the notices about the highlighted meeting, oldest first."""
        self._sent, self._texts = sent, ShownMeetingWords(self.look, view)
        super().show(view, cursor)

    def title(self, width: int) -> Strip:
        """Paint the number of coming meetings and the countdown to the next."""
        words, coming = self.words, sum(meeting.is_coming for meeting in self.cursor.rows)
        parts = [words("meetings.title", n=coming) if coming else words("meetings.none-coming")]
        if (following := self.cursor.calendar.next_meeting) is not None:
            parts.append(words("meetings.next", left=self._texts.countdown(following)))
        if unopened := sum(meeting.is_unopened(self.view.now_utc) for meeting in self.cursor.rows):
            parts.append(words("meetings.unopened", n=unopened))
        if self.view.snapshot.series:
            parts.append(words("meetings.series-title", n=len(self.view.snapshot.series)))
        ink = self.inks.strong if coming else self.inks.quiet
        return titled(self.look, width, (self.glyphs.separator.join(parts), ink))

    def part(self, row: Registration) -> str:
        return "" if row.is_open else "meetings.past-title"

    def write(self, pen: LineWriter, row: Registration, *, is_cursor: bool) -> LineWriter:
        """Write number, time, state, title, and the first thing that is lacking with how many more."""
        inks, texts, lacks = self.inks, self._texts, self._overview().lacks(row)
        pen.column(str(row.number), _NUMBER - 1, inks.quiet, right=True).write(" ", inks.quiet)
        ink = inks.plain if row.is_open else inks.quiet
        pen.column(texts.when(row.plan, self.view.now_utc), _TIME, ink).write(" ", inks.quiet)
        state_ink = inks.accent if row.state is MeetingState.STARTED else ink
        pen.column(texts.state(row), _STATE, state_ink).write(" ", inks.quiet)
        tail = texts.first_lack(row, lacks)
        end = pen.width - cell_len(tail) - 2
        name_ink = inks.cursor if is_cursor else inks.strong if row.is_open else inks.quiet
        pen.write(crop(texts.title(row.plan), max(0, end - pen.at)), name_ink)
        is_urgent = any(lack.kind in URGENT for lack in lacks)
        tail_ink = inks.down if is_urgent else inks.poor if lacks else inks.quiet
        return pen.skip_to(end).write(f" {tail}", tail_ink)

    def sheet(self, row: Registration, width: int) -> list[Strip]:
        return MeetingSheet(self.look, width).paint(row, self._overview(), self._sent, self.view)

    def whole(self, width: int) -> list[Strip]:
        """Paint the highlighted meeting; above it one line about a running one that is not registered."""
        attendance = AttendancePart(self.look, width)
        if self.cursor.row is None:
            return [*attendance.paint(self.view)]
        return [*attendance.sum_up(self.view), *super().whole(width)]

    def _overview(self) -> CalendarOverview:
        return self.cursor.see(self.view.snapshot)
