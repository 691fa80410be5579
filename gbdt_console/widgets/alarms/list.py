"""Shows the list of all alarms and the highlighted one in full."""

from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.core.events import Entry
from gbdt_console.ui.alarms.rows import AlarmPart, AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.drawing.line_writer import rows_and_headings
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, title, worst_waiting
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from gbdt_console.widgets.list_and_sheet import ListAndSheet


class AlarmListView(ListAndSheet):
    """Draws the alarms by part, and the highlighted one."""

    def show(
        self, view: View, cursor: Cursor[AlarmRow], entries: Sequence[Entry] | None, *, is_observer: bool
    ) -> None:
        """Draw a View.

        entries: the journal entries of the highlighted alarm's site; None while they are not read.
        """
        self.show_parts(
            lambda width: self._alarms(view, cursor, width, is_observer=is_observer),
            lambda width: self._whole(view, cursor, width, entries),
        )

    def _alarms(
        self, view: View, cursor: Cursor[AlarmRow], width: int, *, is_observer: bool
    ) -> tuple[Strip, list[Strip], int]:
        """Return the title, all lines and the place of the highlighted row.

        Parts after the open one have a heading.
        """
        look, texts = self._look, AlarmWords(self._look, view)
        painter, worst = AlarmLine(look, width), worst_waiting(cursor.rows)

        def code_of(row: AlarmRow) -> str:
            return "" if row.part is AlarmPart.OPEN else f"alarms.part.{row.part.name.lower()}"

        def paint(row: AlarmRow, is_cursor: bool) -> Strip:
            is_worst = row.alarm.severity is worst
            return painter.paint(row, texts, view.now_utc, is_cursor=is_cursor, is_worst=is_worst)

        lines, at = rows_and_headings(look, width, cursor, code_of, paint)
        load = view.snapshot.alarm_load
        return title(look, cursor.rows, load, width, is_observer=is_observer), lines, at

    def _whole(
        self, view: View, cursor: Cursor[AlarmRow], width: int, entries: Sequence[Entry] | None
    ) -> list[Strip]:
        """Return the highlighted alarm in full, then the alarm load."""
        sheet, texts = AlarmSheet(self._look, width), AlarmWords(self._look, view)
        row = cursor.row
        lines = [] if row is None else [*sheet.paint(row, view, entries), sheet.blank()]
        return [*lines, *sheet.load(view.snapshot.alarm_load, texts)]
