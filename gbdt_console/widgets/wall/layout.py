"""Lays the sites out on the wall as tiles, lines, cells or dots, by their number and the size."""

from enum import StrEnum
from math import ceil

from textual.geometry import Region

from gbdt_console.core.quick_dataclass import dataclass

TILE_WIDTH, TILE_WIDTH_MOST = 25, 50
TILE_HEIGHT, TILE_HEIGHT_MOST, TILE_HEIGHT_WIDE = 4, 5, 7
"""Least and greatest size of a tile, cells, and its greatest height on a wall of at least `WIDE` cells.

The greatest height has a line each for state, cause and estimate of a lost site.
"""
WIDE = 160
"""Width from which a wall has room to spare, cells."""
LINE_WIDTH = 40
"""Least width of a line, cells."""
CELL_MARKS, CELL_WIDTH_MOST = 3, 39
"""Cells that a cell needs beside its number, and its greatest width."""
DOT_GROUP = 10
"""Dots between two blanks."""
TROUBLE_LINES = 4
"""Least height of the trouble list where there is one."""
ROOMY = 26
"""Height from which the wall has pictures."""
PICTURE_LINES = 6
"""Least height of the pictures."""
_CELLS_A_LINE = 14
"""Cells of the wall's width for each line of the pictures at most: boxes that look like screens."""
ALARM_LINES, ALARM_LINES_SMALL, ALARM_LINES_ROOMY = 3, 4, 5
"""Least height of the alarms: on a low wall, below cells and dots, below tiles and lines."""


class LayoutKind(StrEnum):
    """The ways to draw a site, from the largest to the smallest."""

    TILE = "tile"
    LINE = "line"
    CELL = "cell"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class WallLayout:
    """A grid of slots, filled row by row.

    Dots are in groups of ten with a blank between them, behind the number of their row's first site.

    left: column where the slots begin
    """

    kind: LayoutKind
    count: int
    columns: int
    width: int
    height: int
    left: int = 0

    @property
    def rows(self) -> int:
        return ceil(self.count / self.columns)

    @property
    def lines(self) -> int:
        """Height of the whole grid, cells."""
        return self.rows * self.height

    def region(self, index: int) -> Region:
        row, column = divmod(index, self.columns)
        return Region(self._x(column), row * self.height, self.width, self.height)

    def index_at(self, x: int, y: int) -> int | None:
        """Return the index of the slot at a point, if any."""
        if self.kind is LayoutKind.DOT:
            group, within = divmod(x - self.left, DOT_GROUP + 1)
            column = group * DOT_GROUP + within
            is_slot = x >= self.left and within < DOT_GROUP
        else:
            column = x // self.width
            is_slot = True
        index = y // self.height * self.columns + column
        return index if is_slot and column < self.columns and 0 <= index < self.count else None

    def _x(self, column: int) -> int:
        if self.kind is LayoutKind.DOT:
            return self.left + column + column // DOT_GROUP
        return column * self.width


def layout_for(count: int, width: int, height: int) -> WallLayout:
    """Return the largest drawing that shows `count` sites on `width` x `height` cells.

    Only dots may be higher than `height`.
    """
    width, height = max(width, 1), max(height, 1)
    count_or_one = max(count, 1)
    return (
        _tiles(count_or_one, width, height)
        or _lines(count_or_one, width, height)
        or _cells(count_or_one, width, height)
        or _dots(count_or_one, width, height)
    )


@dataclass(frozen=True, slots=True)
class WallHeights:
    """The heights of the wall's parts, lines.

    pictures: boxes of the meeting on top
    troubles: list of sites in trouble, where a site is too small for words
    """

    pictures: int
    board: int
    troubles: int
    alarms: int


def divide_groups(height: int) -> WallHeights:
    """Divide `height` lines where groups stand in place of sites."""
    is_roomy = height >= ROOMY
    pictures = PICTURE_LINES if is_roomy else 0
    alarms = ALARM_LINES_ROOMY if is_roomy else ALARM_LINES
    troubles = max(TROUBLE_LINES, height // 5)
    return WallHeights(pictures, height - pictures - alarms - troubles, troubles, alarms)


def divide(count: int, width: int, height: int) -> WallHeights:
    """Divide `height` lines among pictures, board, trouble list and alarms.

    Pictures and alarms share the lines that tiles or lines leave. There is no trouble list where cells fit
    only without it. The heights do not depend on any state, so
    no fault ever moves a site, and no meeting.
    """
    is_roomy = height >= ROOMY
    pictures = PICTURE_LINES if is_roomy else 0
    alarms = ALARM_LINES_ROOMY if is_roomy else ALARM_LINES
    whole = layout_for(count, width, height - pictures - alarms)
    if whole.kind in (LayoutKind.TILE, LayoutKind.LINE):
        spare = height - pictures - alarms - whole.lines
        more = max(0, min((spare + 1) // 2, width // _CELLS_A_LINE - pictures)) if is_roomy else 0
        return WallHeights(pictures + more, whole.lines, 0, alarms + spare - more)
    alarms = ALARM_LINES_SMALL if is_roomy else ALARM_LINES
    room = height - pictures - alarms
    board = room - max(TROUBLE_LINES, height // 9)
    small = layout_for(count, width, board)
    if small.kind is LayoutKind.DOT and layout_for(count, width, room).kind is LayoutKind.CELL:
        board, small = room, layout_for(count, width, room)
    if small.kind is LayoutKind.DOT and small.lines + 1 < board:
        board = small.lines + 1
    return WallHeights(pictures, board, room - board, alarms)


def _tiles(count: int, width: int, height: int) -> WallLayout | None:
    """Return the layout with the largest tiles; None where they do not all fit."""
    best, most = None, TILE_HEIGHT_WIDE if width >= WIDE else TILE_HEIGHT_MOST
    for columns in range(1, width // TILE_WIDTH + 1):
        tall = min(height // ceil(count / columns), most)
        wide = min(width // columns, TILE_WIDTH_MOST)
        if tall >= TILE_HEIGHT and (best is None or tall * wide >= best.height * best.width):
            best = WallLayout(LayoutKind.TILE, count, columns, wide, tall)
    return best


def _lines(count: int, width: int, height: int) -> WallLayout | None:
    """Return the layout with the longest lines; None where they do not all fit."""
    columns = ceil(count / height)
    if width // columns < LINE_WIDTH:
        return None
    return WallLayout(LayoutKind.LINE, count, columns, width // columns, 1)


def _cells(count: int, width: int, height: int) -> WallLayout | None:
    """Return the layout with the widest cells; None where number and mark do not fit."""
    columns = ceil(count / height)
    if width // columns < len(str(count)) + CELL_MARKS:
        return None
    return WallLayout(LayoutKind.CELL, count, columns, min(width // columns, CELL_WIDTH_MOST), 1)


def _dots(count: int, width: int, height: int) -> WallLayout:
    left = len(str(count)) + 2
    groups = max(1, (width - left) // (DOT_GROUP + 1))
    if ceil(count / 100) <= height:
        groups = min(groups, 10)
    return WallLayout(LayoutKind.DOT, count, groups * DOT_GROUP, 1, 1, left)
