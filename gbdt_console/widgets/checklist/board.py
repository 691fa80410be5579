"""Shows the checklist: countdown and sentence, the matrix of all sites, and the highlighted cell in full."""

from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Region

from gbdt_console.ui.checklist.cursor import ChecklistCursor
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import row_steps
from gbdt_console.ui.view import View
from gbdt_console.widgets.checklist.empty import SheetToCome
from gbdt_console.widgets.checklist.head_and_foot import HeadAndFoot
from gbdt_console.widgets.checklist.matrix import Matrix
from gbdt_console.widgets.lines import Lines

_HEAD, _FOOT = 4, 4
"""Lines above and below the matrix."""
_LEAST_FOOT = 3
"""Lines below the matrix where the sites need each line: 11 at 80x24 in a meeting, 220 at 120x40."""
_LEAST_HEAD = 3
"""Lines above it there: the figures alone."""
_COLUMNS = 1
"""Lines of the matrix above its first row."""


class ChecklistBoard(Container, Painter):
    """Draws the whole body in lines of one width; nothing scrolls out of sight but rows of a full matrix."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        Painter.__init__(self, look)
        self._lines = Lines(look, id="checklist")
        self._matrix = Matrix(look)
        self._head_lines, self._below = _HEAD, 0

    def compose(self) -> ComposeResult:
        yield self._lines

    @property
    def rows_region(self) -> Region:
        """The cells of the sites' rows, on the screen."""
        first = self._head_lines + _COLUMNS
        return Region(self.region.x, self.region.y + first, self.size.width, max(0, self._below - first))

    def show(self, view: View, cursor: ChecklistCursor) -> None:
        width, height = self.size
        if not width or not height:
            return
        sheet = view.snapshot.checklist
        if sheet is None:
            self._lines.show(SheetToCome(self.look, width).paint(view, height))
            return
        around = HeadAndFoot(self.look, sheet, cursor, view)
        left = height - _HEAD - _COLUMNS - len(cursor.rows)
        self._head_lines = head = _HEAD if left >= _LEAST_FOOT else _LEAST_HEAD
        foot = max(_LEAST_FOOT, min(left, _FOOT))
        room = max(2, height - head - foot)
        lines = [
            *around.head(width, head),
            *self._matrix.paint(view, cursor, around.text, width, room),
        ]
        self._below = len(lines)
        is_table = len(cursor.rows) < room
        self._lines.steps = row_steps(head + _COLUMNS, len(cursor.rows), cursor.at) if is_table else {}
        lines += around.foot(width, foot)
        self._lines.show(lines[:height])
