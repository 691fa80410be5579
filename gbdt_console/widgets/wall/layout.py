"""How the sites are laid out on the wall for a number of sites and a size: tiles, lines, cells or dots."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from textual.geometry import Region

TILE_SITES = 24
LINE_SITES = 200
TILE_WIDTH, TILE_WIDTH_MOST = 25, 48
TILE_HEIGHT, TILE_HEIGHT_MOST = 4, 8
LINE_WIDTH = 58
CELL_MARKS, CELL_WIDTH_MOST = 3, 28
DOT_GROUP = 10
TROUBLE_LINES = 4
ALARM_LINES, ALARM_LINES_ROOMY, ROOMY = 3, 7, 30


class LayoutKind(StrEnum):
    TILE = "tile"
    LINE = "line"
    CELL = "cell"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class WallLayout:
    """A grid, row by row, of `columns` slots of `width` x `height` cells, from column `left` on.

    Dots stand in groups of ten with a blank between them, behind the number of their row's first site.
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
        """The whole grid's height in cells."""
        return self.rows * self.height

    def region(self, index: int) -> Region:
        """Where a slot lies on the grid."""
        row, column = divmod(index, self.columns)
        return Region(self._x(column), row * self.height, self.width, self.height)

    def index_at(self, x: int, y: int) -> int | None:
        """The slot at a point, if there is one."""
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


def plan(count: int, width: int, height: int) -> WallLayout:
    """The layout for `count` sites on `width` x `height` cells. It may be higher than `height`."""
    width, height = max(width, 1), max(height, 1)
    if count <= TILE_SITES:
        return _tiles(max(count, 1), width, height)
    if count <= LINE_SITES:
        return _lines(count, width, height)
    return _cells(count, width, height)


def divide(count: int, width: int, height: int) -> tuple[int, int, int]:
    """How many of `height` lines the board takes, how many the list of troubles and how many the alarms.

    The alarms always have room, and what tiles or lines do not need. The list is there, with room of its own,
    wherever a site may be out of sight or too small for words; dots leave it what they do not need. None of
    it depends on what is wrong: no fault ever moves a site.
    """
    alarms = ALARM_LINES_ROOMY if height >= ROOMY else ALARM_LINES
    room = height - alarms
    whole = plan(count, width, room)
    if whole.kind is LayoutKind.TILE or (whole.kind is LayoutKind.LINE and whole.lines <= room):
        board = min(whole.lines, room)
        return board, 0, height - board
    board = room - max(TROUBLE_LINES, height // 6)
    dots = plan(count, width, board)
    if dots.kind is LayoutKind.DOT and dots.lines + 1 < board:
        board = dots.lines + 1
    return board, room - board, alarms


def _tiles(count: int, width: int, height: int) -> WallLayout:
    """The columns that give the largest tiles; the most columns where none fits."""
    most = max(1, width // TILE_WIDTH)
    best = None
    for columns in range(1, most + 1):
        tall = min(height // ceil(count / columns), TILE_HEIGHT_MOST)
        wide = min(width // columns, TILE_WIDTH_MOST)
        if tall >= TILE_HEIGHT and (best is None or tall * wide >= best.height * best.width):
            best = WallLayout(LayoutKind.TILE, count, columns, wide, tall)
    return best or WallLayout(LayoutKind.TILE, count, most, width // most, TILE_HEIGHT)


def _lines(count: int, width: int, height: int) -> WallLayout:
    """As few columns as show all; the most where none does."""
    most = max(1, width // LINE_WIDTH)
    columns = next((c for c in range(1, most + 1) if ceil(count / c) <= height), most)
    return WallLayout(LayoutKind.LINE, count, columns, width // columns, 1)


def _cells(count: int, width: int, height: int) -> WallLayout:
    """Cells as wide as still show all; where not even number and mark fit, dots."""
    digits = len(str(count))
    columns = ceil(count / height)
    if width // columns >= digits + CELL_MARKS:
        return WallLayout(LayoutKind.CELL, count, columns, min(width // columns, CELL_WIDTH_MOST), 1)
    left = digits + 2
    groups = max(1, (width - left) // (DOT_GROUP + 1))
    if ceil(count / 100) <= height:
        groups = min(groups, 10)
    return WallLayout(LayoutKind.DOT, count, groups * DOT_GROUP, 1, 1, left)
