"""Shows the alarms on the wall: as many lines as fit, and the highlighted one in full beside them."""

from functools import cached_property

from textual.strip import Strip

from gbdt_console.ui.alarms.rows import AlarmCursor, AlarmPart
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.site_names import NO_NAMES, SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, title, worst_waiting
from gbdt_console.widgets.alarms.panel_fill import PanelFill
from gbdt_console.widgets.lines import Lines

_BESIDE_WIDTH, _BESIDE_HEIGHT = 150, 8
"""From this size on the highlighted alarm stands beside the list."""

_GAP = 2
"""Cells between the list and the alarm beside it."""


class AlarmPanel(Lines):
    """Shows the open alarms around the cursor's row; its title counts the alarms set aside."""

    _names = NO_NAMES

    @cached_property
    def _fill(self) -> PanelFill:
        return PanelFill(self.look)

    def show_view(self, view: View, cursor: AlarmCursor, names: SiteNames = NO_NAMES) -> None:
        self._names = names
        width, height = self.size
        if not width or not height:
            return
        is_wide = width >= _BESIDE_WIDTH and height >= _BESIDE_HEIGHT
        left = (width - _GAP) * 55 // 100
        sheet = self._fill.beside(view, cursor, width - _GAP - left, height - 1) if is_wide else []
        list_width = left if sheet else width
        rows = self._rows(view, cursor, list_width, height - 1)
        marks = self._fill.marks.lines(view, names, left, height - 1 - len(rows)) if is_wide else []
        blank = LineWriter(list_width, self.inks.quiet).strip()
        lines = [
            title(self.look, cursor.rows, view.snapshot.alarm_load, width, is_observer=view.is_observer),
            *rows,
            *[blank] * (height - 1 - len(rows) - len(marks)),
            *marks,
        ]
        if sheet:
            lines[1:] = [self._join(one, left, sheet[at : at + 1]) for at, one in enumerate(lines[1:])]
        self.show([LineWriter(width, self.inks.quiet).join(line).strip() for line in lines[:height]])

    def _rows(self, view: View, cursor: AlarmCursor, width: int, room: int) -> list[Strip]:
        """Return the open rows around the highlighted one, and the worst that is not over.

        A line counts the rows that do not fit.
        """
        rows = [row for row in cursor.rows if row.part is AlarmPart.OPEN]
        at = next((i for i, row in enumerate(rows) if row is cursor.row), 0)
        first = max(0, at - room + 1)
        shown = rows[first : first + room]
        lead = next((row for row in rows if row.alarm.is_present), None)
        if first and room > 1 and lead is not None and lead not in shown:
            shown[0] = lead
        worst = worst_waiting(rows)
        painter, texts = (
            AlarmLine(self.look, width - 1, self._names),
            AlarmWords(self.look, view),
        )
        lines = [
            painter.paint(
                row, texts, view.now_utc, is_cursor=row is cursor.row, is_worst=row.alarm.severity is worst
            )
            for row in shown
        ]
        spare = [place for place, row in enumerate(shown) if row is not cursor.row and row is not lead]
        if len(rows) > room and spare:
            # The count replaces a row that is not highlighted, so that the highlighted row keeps its place.
            more = self.words("alarms.more_rows", n=len(rows) - room + 1)
            lines[spare[-1]] = self._fill.remark(more, width)
        return lines

    def _join(self, one: Strip, left: int, other: list[Strip]) -> Strip:
        pen = LineWriter(self.size.width, self.inks.quiet).join(one).skip_to(left + _GAP)
        return (pen.join(other[0]) if other else pen).strip()
