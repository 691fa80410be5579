"""Shows the list of all alarms and the highlighted one in full, below it or beside it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container
from textual.strip import Strip

from gbdt_console.core.events import Entry
from gbdt_console.ui.alarms.rows import AlarmCursor, AlarmPart
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, title, worst_waiting
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from gbdt_console.widgets.lines import Lines

_WIDE = 150
"""From this width on the highlighted alarm stands beside the list."""

_LEAST = 6
"""The list keeps at least this many lines."""


class AlarmListView(Container):
    """Draws list and sheet.

    The list scrolls only to keep the highlighted row in sight.
    """

    DEFAULT_CSS = """
    AlarmListView #rows { overflow: hidden hidden; }
    AlarmListView #sheet { overflow: hidden auto; scrollbar-size-vertical: 1; }
    """

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._look = look
        self._rows = Lines(look, id="rows")
        self._sheet = Lines(look, id="sheet")
        self._top = 0

    def compose(self) -> ComposeResult:
        yield self._rows
        yield self._sheet

    def show(self, view: View, cursor: AlarmCursor, entries: Sequence[Entry] | None) -> None:
        """Draw a View.

        entries: the journal entries of the highlighted alarm's site; None while they are not read.
        """
        width, height = self.size
        if not width or not height:
            return
        is_wide = width >= _WIDE
        left, upper = (width // 2, height) if is_wide else (width, max(_LEAST, height * 2 // 5))
        self.styles.layout = "horizontal" if is_wide else "vertical"
        self._rows.styles.width, self._rows.styles.height = left, upper
        self._sheet.styles.width = width - left if is_wide else width
        self._sheet.styles.height = height if is_wide else height - upper
        self._rows.show(self._list(view, cursor, left, upper))
        self._sheet.show(self._whole(view, cursor, (width - left if is_wide else width) - 1, entries))

    def scroll_sheet(self, pages: int) -> None:
        self._sheet.scroll_relative(y=pages * max(1, self._sheet.size.height - 1), animate=False)

    def scroll_to_top(self) -> None:
        self._sheet.scroll_home(animate=False, immediate=True)

    def _list(self, view: View, cursor: AlarmCursor, width: int, height: int) -> list[Strip]:
        """Return the title and the lines around the highlighted row."""
        look = self._look
        lines, at = self._lines(view, cursor, width)
        room = height - 1
        if len(lines) > room:
            self._top = max(0, min(self._top, at, len(lines) - room))
            self._top = max(self._top, at - room + 1)
        else:
            self._top = 0
        shown = lines[self._top : self._top + room]
        hidden = len(lines) - len(shown)
        blank = LineWriter(width, look.inks.quiet).strip()
        if hidden:
            place = -1 if at - self._top < room - 1 else 0
            shown[place] = self._hidden(self._top + (place == 0), hidden - self._top + (place == -1), width)
        head = title(look, cursor.rows, view.snapshot.alarm_load, width)
        return [head, *shown, *[blank] * (room - len(shown))]

    def _hidden(self, above: int, below: int, width: int) -> Strip:
        """Return the line that counts the lines out of sight."""
        look = self._look
        texts = [look.words(f"alarms.{code}", n=n) for code, n in (("above", above), ("below", below)) if n]
        pen = LineWriter(width, look.inks.quiet)
        return pen.write("   " + look.glyphs.separator.join(texts), look.inks.strong).strip()

    def _lines(self, view: View, cursor: AlarmCursor, width: int) -> tuple[list[Strip], int]:
        """Return all lines and the place of the highlighted row.

        Parts after the open one have a heading.
        """
        look, texts = self._look, AlarmWords(self._look, view)
        painter, worst = AlarmLine(look, width), worst_waiting(cursor.rows)
        lines: list[Strip] = []
        at, part = 0, AlarmPart.OPEN
        for row in cursor.rows:
            if row.part is not part:
                part = row.part
                heading = look.words(f"alarms.part.{part.name.lower()}")
                lines.append(
                    LineWriter(width, look.inks.quiet).write(f"  {heading}", look.inks.quiet).strip()
                )
            is_cursor = row is cursor.row
            at = len(lines) if is_cursor else at
            is_worst = row.alarm.severity is worst
            lines.append(painter.paint(row, texts, view.now_utc, is_cursor=is_cursor, is_worst=is_worst))
        return lines, at

    def _whole(
        self, view: View, cursor: AlarmCursor, width: int, entries: Sequence[Entry] | None
    ) -> list[Strip]:
        """Return the highlighted alarm in full, then the alarm load."""
        sheet, texts = AlarmSheet(self._look, width), AlarmWords(self._look, view)
        row = cursor.row
        lines = [] if row is None else [*sheet.paint(row, view, entries), sheet.blank()]
        return [*lines, *sheet.load(view.snapshot.alarm_load, texts)]
