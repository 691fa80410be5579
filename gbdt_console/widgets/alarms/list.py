"""Shows the list of all alarms and the highlighted one in full."""

from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.core.events import Entry
from gbdt_console.ui.alarms.rows import AlarmPart, AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, title, worst_waiting
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from gbdt_console.widgets.list_and_sheet import ListAndSheet

_OVER = 8
"""Lines of the sheet of an alarm that is over, below the list."""


class AlarmListView(ListAndSheet[AlarmRow]):
    """Draws the alarms by part, and the highlighted one; parts after the open one have a heading."""

    def show(self, view: View, cursor: Cursor[AlarmRow], entries: Sequence[Entry] | None = None) -> None:
        """Draw a View.

        entries: the journal entries of the highlighted alarm's site; None while they are not read.
        """
        self._entries, self._texts = entries, AlarmWords(self.look, view)
        self._worst = worst_waiting(cursor.rows)
        super().show(view, cursor)

    def title(self, width: int) -> Strip:
        view = self.view
        return title(
            self.look, self.cursor.rows, view.snapshot.alarm_load, width, is_observer=view.is_observer
        )

    def part(self, row: AlarmRow) -> str:
        return "" if row.part is AlarmPart.OPEN else f"alarms.part.{row.part.name.lower()}"

    def line(self, row: AlarmRow, width: int, *, is_cursor: bool) -> Strip:
        is_worst = row.alarm.severity is self._worst
        painter = AlarmLine(self.look, width)
        return painter.paint(row, self._texts, self.view.now_utc, is_cursor=is_cursor, is_worst=is_worst)

    def list_lines(self, height: int) -> int:
        """Give the list all lines but a few where the highlighted alarm is over: that is no news."""
        row = self.cursor.row
        is_over = row is not None and not row.alarm.is_present
        return max(super().list_lines(height), height - _OVER) if is_over else super().list_lines(height)

    def sheet(self, row: AlarmRow, width: int) -> list[Strip]:
        sheet = AlarmSheet(self.look, width)
        return [*sheet.paint(row, self.view, self._entries), sheet.blank()]

    def whole(self, width: int) -> list[Strip]:
        """Return the highlighted alarm in full, then the alarm load.

        Above one that is over stands the worst that is not.
        """
        sheet, row = AlarmSheet(self.look, width), self.cursor.row
        load = sheet.load(self.view.snapshot.alarm_load, self._texts)
        worst = next((one for one in self.cursor.rows if one.alarm.is_present), None)
        is_over = row is not None and not row.alarm.is_present
        lead = [self.line(worst, width, is_cursor=False)] if is_over and worst is not None else []
        return [
            *([sheet.rule("alarms.worst"), *lead, sheet.blank()] if lead else []),
            *super().whole(width),
            *load,
        ]
