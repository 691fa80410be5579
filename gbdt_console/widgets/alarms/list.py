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

    def sheet(self, row: AlarmRow, width: int) -> list[Strip]:
        sheet = AlarmSheet(self.look, width)
        return [*sheet.paint(row, self.view, self._entries), sheet.blank()]

    def whole(self, width: int) -> list[Strip]:
        """Return the highlighted alarm in full, then the alarm load."""
        load = AlarmSheet(self.look, width).load(self.view.snapshot.alarm_load, self._texts)
        return [*super().whole(width), *load]
