"""What stands beside and below the wall's alarms: the highlighted one in full, what comes next, all sites."""

from textual.strip import Strip

from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from gbdt_console.widgets.outlook import Outlook
from gbdt_console.widgets.site_marks import SiteMarks

_OVER = 2
"""Lines of an alarm that is over: it is no news."""
_MOST_GAPS = 10
"""Lines of a sheet that is not done."""


class PanelFill(Painter):
    """marks: codec and power of every site, below the list"""

    def __init__(self, look: Appearance) -> None:
        super().__init__(look)
        self.marks, self._outlook = SiteMarks(look), Outlook(look)

    def beside(self, view: View, cursor: AlarmCursor, width: int, room: int) -> list[Strip]:
        """Return the highlighted alarm; of one that is over a few lines, and in a meeting what comes next."""
        row, sheet = cursor.open_row, AlarmSheet(self.look, width)
        lines, more = [] if row is None else sheet.paint(row, view, None), "alarms.sheet_more"
        if row is None or not row.alarm.is_present:
            lines, more = lines[:_OVER], "outlook.more"
            if view.snapshot.meeting is not None:  # outside of one it stands where the pictures were
                lines += [sheet.blank()] if lines else []
                lines += sheet.listed("outlook.title", self._outlook.meetings(view))
                lines += sheet.listed("checklist.heading", self._outlook.gaps(view, _MOST_GAPS))
        if len(lines) > room:
            lines[room - 1] = self.remark(self.words(more), width)
        return lines

    def remark(self, text: str, width: int) -> Strip:
        """Return a line that says that there is more."""
        return LineWriter(width, self.inks.quiet).write(f"   {text}", self.inks.strong).strip()
