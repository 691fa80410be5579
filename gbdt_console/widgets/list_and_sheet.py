"""Lays out a list and the highlighted item in full, below it or beside it."""

from collections.abc import Callable, Iterable
from typing import ClassVar, Generic

from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import Layout, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from gbdt_console.ui.cursor import Cursor, Row
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, row_steps, rows_and_headings
from gbdt_console.ui.view import View
from gbdt_console.widgets.lines import Lines

_LEAST = 6
"""The list keeps at least this many lines."""


class _Divided(Layout):
    """Gives widgets the regions that a function makes of the room, in one layout."""

    name = "divided"

    def __init__(self, divide: Callable[[Size], Iterable[Region]]) -> None:
        self._divide = divide

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> list[WidgetPlacement]:
        del parent, greedy
        regions = zip(children, self._divide(size), strict=True)
        return [WidgetPlacement(region, Offset(), Spacing(), widget) for widget, region in regions]


class ListAndSheet(Container, Painter, Generic[Row]):
    """Draws list and sheet; the list scrolls only to keep the highlighted line in sight.

    SHEET_LINES: lines of a sheet below the list; 0 gives it three fifths of the height
    WIDE: from this width on the sheet stands beside the list
    view, cursor: what is shown: the rows, and the highlighted one
    """

    SHEET_LINES: ClassVar[int] = 0
    WIDE: ClassVar[int] = 150
    view: View
    cursor: Cursor[Row]

    DEFAULT_CSS = """
    ListAndSheet #rows { overflow: hidden hidden; }
    ListAndSheet #sheet { overflow: hidden auto; scrollbar-size-vertical: 1; }
    """

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        Painter.__init__(self, look)
        self._rows = Lines(look, id="rows")
        self._sheet = Lines(look, id="sheet")
        self._divided = _Divided(self._regions)
        self._is_shown = False
        self._top = 0
        self._meant_line = self._sheet_lines = 0
        self._steps: dict[int, int] = {}

    @property
    def layout(self) -> Layout:
        return self._divided

    def compose(self) -> ComposeResult:
        yield self._rows
        yield self._sheet

    def title(self, width: int) -> Strip:
        raise NotImplementedError

    def part(self, row: Row) -> str:
        """Return the code of the heading above a row's part; empty for none."""
        return ""

    def write(self, pen: LineWriter, row: Row, *, is_cursor: bool) -> LineWriter:
        raise NotImplementedError

    def line(self, row: Row, width: int, *, is_cursor: bool) -> Strip:
        pen = LineWriter(width, self.inks.quiet).write(
            self.glyphs.cursor if is_cursor else " ", self.inks.accent
        )
        return self.write(pen, row, is_cursor=is_cursor).strip()

    def lines(self, width: int) -> tuple[list[Strip], int]:
        lines, at, headings = rows_and_headings(
            self.look, width, self.cursor, self.part, lambda row, is_: self.line(row, width, is_cursor=is_)
        )
        self._steps = row_steps(-at, len(lines), at, headings) if self.cursor.rows else {}
        return lines, at

    def sheet(self, row: Row, width: int) -> Iterable[Strip]:
        raise NotImplementedError

    def whole(self, width: int) -> list[Strip]:
        return [] if self.cursor.row is None else [*self.sheet(self.cursor.row, width)]

    def show(self, view: View, cursor: Cursor[Row]) -> None:
        self.view, self.cursor, self._is_shown = view, cursor, True
        if not self.size:
            return
        rows, sheet = self._regions(self.size)
        if (self._rows.outer_size, self._sheet.outer_size) != (rows.size, sheet.size):
            self._rows.refresh(layout=True)
        self._rows.show(self._list(*rows.size))
        whole = self.whole(sheet.width - 1)
        self._sheet_lines = len(whole)
        self._sheet.show(whole)

    @property
    def meant_regions(self) -> tuple[Region, Region]:
        """The cells of the highlighted line, and of the item in full, on the screen."""
        rows, sheet = self._rows.region, self._sheet.region
        line = Region(rows.x, rows.y + self._meant_line, rows.width, 1)
        return line, Region(sheet.x, sheet.y, sheet.width, min(sheet.height, self._sheet_lines))

    def _regions(self, size: Size) -> tuple[Region, Region]:
        """Return where list and sheet stand in that room; before anything is shown, where they mostly do."""
        if size.width >= self.WIDE:
            return size.region.split_vertical(size.width // 2)
        lines = self.list_lines(size.height) if self._is_shown else ListAndSheet.list_lines(self, size.height)
        return size.region.split_horizontal(lines)

    def list_lines(self, height: int) -> int:
        return max(_LEAST, height - (self.SHEET_LINES or height - height * 2 // 5))

    def scroll_sheet(self, pages: int) -> None:
        self._sheet.scroll_relative(y=pages * max(1, self._sheet.size.height - 1), animate=False)

    def scroll_to_top(self) -> None:
        self._sheet.scroll_home(animate=False, immediate=True)

    def _list(self, width: int, height: int) -> list[Strip]:
        lines, at = self.lines(width)
        room = height - 1
        if len(lines) > room:
            self._top = max(0, min(self._top, at, len(lines) - room))
            self._top = max(self._top, at - room + 1)
        else:
            self._top = 0
        self._meant_line = 1 + at - self._top
        steps = ((self._meant_line + line, step) for line, step in self._steps.items())
        self._rows.steps = {line: step for line, step in steps if line > 0}
        shown = list(lines[self._top : self._top + room])
        hidden = len(lines) - len(shown)
        blank = LineWriter(width, self.inks.quiet).strip()
        if hidden:
            place = -1 if at - self._top < room - 1 else 0
            shown[place] = self._hidden(self._top + (place == 0), hidden - self._top + (place == -1), width)
        return [self.title(width), *shown, *[blank] * (room - len(shown))]

    def _hidden(self, above: int, below: int, width: int) -> Strip:
        texts = [self.words(f"alarms.{code}", n=n) for code, n in (("above", above), ("below", below)) if n]
        pen = LineWriter(width, self.inks.quiet)
        return pen.write("   " + self.glyphs.separator.join(texts), self.inks.strong).strip()
