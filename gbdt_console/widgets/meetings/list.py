"""Shows the list of registered meetings and the highlighted one in full."""

from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.ui.drawing.line_writer import rows_and_headings, titled
from gbdt_console.ui.meetings.shown_meetings import MeetingCursor
from gbdt_console.ui.meetings.words import ShownMeetingWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.meetings.attendance import AttendancePart
from gbdt_console.widgets.meetings.line import MeetingLine
from gbdt_console.widgets.meetings.sheet import MeetingSheet


class MeetingListView(ListAndSheet):
    """Draws coming meetings, then past ones under a heading."""

    def show(self, view: View, cursor: MeetingCursor, sent: Sequence[NoticeSent] = ()) -> None:
        """Draw a View; `sent` are the notices about the highlighted meeting, oldest first."""
        self.show_parts(
            lambda width: self._meetings(view, cursor, width),
            lambda width: self._whole(view, cursor, sent, width),
        )

    def _meetings(self, view: View, cursor: MeetingCursor, width: int) -> tuple[Strip, list[Strip], int]:
        texts, painter = ShownMeetingWords(self._look, view), MeetingLine(self._look, width)
        overview = cursor.see(view.snapshot)

        def paint(meeting: Registration, is_cursor: bool) -> Strip:
            lacks = overview.lacks(meeting)
            return painter.paint(meeting, lacks, texts, view.now_utc, is_cursor=is_cursor)

        lines, at = rows_and_headings(
            self._look, width, cursor, lambda one: "" if one.is_open else "meetings.past-title", paint
        )
        return self._title(view, cursor, texts, width), lines, at

    def _title(self, view: View, cursor: MeetingCursor, texts: ShownMeetingWords, width: int) -> Strip:
        """Paint the number of coming meetings and the countdown to the next."""
        look, coming = self._look, sum(meeting.is_coming for meeting in cursor.rows)
        parts = [look.words("meetings.title", n=coming) if coming else look.words("meetings.none-coming")]
        if (following := cursor.calendar.next_meeting) is not None:
            parts.append(look.words("meetings.next", left=texts.countdown(following)))
        if view.snapshot.series:
            parts.append(look.words("meetings.series-title", n=len(view.snapshot.series)))
        ink = look.inks.strong if coming else look.inks.quiet
        return titled(look, width, (look.glyphs.separator.join(parts), ink))

    def _whole(
        self, view: View, cursor: MeetingCursor, sent: Sequence[NoticeSent], width: int
    ) -> list[Strip]:
        """Paint the highlighted meeting; above it the attendance of a running one that is not registered."""
        row, meeting = cursor.row, view.snapshot.meeting
        overview, lines = cursor.see(view.snapshot), list[Strip]()
        if meeting is not None and not meeting.registration:
            lines += AttendancePart(self._look, width).paint(view)
        if row is None:
            return lines
        return [*lines, *MeetingSheet(self._look, width).paint(row, overview, sent, view)]
