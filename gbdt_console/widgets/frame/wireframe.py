"""Draws a layout as a wireframe: panes divided by thin lines, each with a few centred lines of text."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.frame.still import Still
from gbdt_console.core.pictures import Box
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, crop
from gbdt_console.widgets.frame.still_cells import still_cells

WHOLE = (Box(0.0, 0.0, 1.0, 1.0),)
"""One pane that is the whole picture."""
_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_CORNERS = {
    _UP | _DOWN: "│", _LEFT | _RIGHT: "─", _DOWN | _RIGHT: "┌", _DOWN | _LEFT: "┐", _UP | _RIGHT: "└",
    _UP | _LEFT: "┘", _UP | _DOWN | _RIGHT: "├", _UP | _DOWN | _LEFT: "┤", _LEFT | _RIGHT | _DOWN: "┬",
    _LEFT | _RIGHT | _UP: "┴", _UP | _DOWN | _LEFT | _RIGHT: "┼", _UP: "│", _DOWN: "│", _LEFT: "─",
    _RIGHT: "─",
}  # fmt: skip
_NAME_LEAST = 7
"""Least width of a pane with a name, cells: with less it has its number alone."""


@dataclass(frozen=True, slots=True)
class PaneStill:
    """What a pane looks like.

    age: how old that is
    """

    still: Still
    age: StyledText
    is_old: bool


@dataclass(frozen=True, slots=True)
class PaneText:
    """The texts of one pane.

    number: number of the site in it, where its name has no room; empty for what is no site
    notes: what else is to be said, most important first
    mark: sign before number and name where the first note has no room; empty for none
    still: what the pane looks like, above the texts where it has room; None where nobody knows
    """

    number: str
    name: str
    ink: Style
    notes: tuple[StyledText, ...] = ()
    mark: str = ""
    still: PaneStill | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """The cells inside of one pane: columns `left` to `right` and rows `top` to `bottom`, ends excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, box: Box, width: int, height: int) -> "_Place":
        """Return the place of a box on a picture of `width` x `height` cells between its edges."""
        left, right = round(box.x * (width + 1)), round((box.x + box.width) * (width + 1))
        top, bottom = round(box.y * (height + 1)), round((box.y + box.height) * (height + 1))
        return cls(max(0, left), max(0, top), min(width, right - 1), min(height, bottom - 1))

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def wireframe(
    appearance: Appearance, size: tuple[int, int], boxes: Sequence[Box], panes: Sequence[PaneText]
) -> list[Strip]:
    """Draw panes in the places of `boxes` on `size`, width and height in cells.

    Where the places are unknown, or too small for this size, the panes are a list.
    """
    width, height = size
    boxes = WHOLE if not boxes and len(panes) == 1 else boxes
    places = [_Place.of(box, width, height) for box in boxes]
    least = 2 if len(places) > 1 else 1
    if len(places) != len(panes) or any(place.width < least or place.height < 1 for place in places):
        return _listed(appearance, size, panes)
    canvas = _Canvas(appearance, width, height)
    for place, pane in zip(places, panes, strict=True):
        canvas.clear(place)
        canvas.surround(place)
        canvas.write(place, pane)
    return canvas.strips()


def _listed(appearance: Appearance, size: tuple[int, int], panes: Sequence[PaneText]) -> list[Strip]:
    """List the panes, in columns where they are more than the lines."""
    width, height = size
    columns = max(1, min(-(-len(panes) // max(1, height)), width // 4))
    lines = []
    for row in range(height):
        writer = LineWriter(width, appearance.inks.plain)
        for column in range(columns):
            at = row * columns + column
            if at < len(panes):
                writer.skip_to(column * (width // columns) + 1)
                room = width // columns - 2
                writer.write(crop(_marked(panes[at], room), room), panes[at].ink)
        lines.append(writer.strip())
    return lines


def _named(pane: PaneText, room: int) -> str:
    whole = f"{pane.number} {pane.name}".strip()
    return pane.number if pane.number and room < min(_NAME_LEAST, cell_len(whole)) else whole


def _marked(pane: PaneText, room: int) -> str:
    return f"{pane.mark}{_named(pane, room - cell_len(pane.mark))}"


class _Canvas:
    """Cells with a character and a style, and the edges between panes."""

    def __init__(self, appearance: Appearance, width: int, height: int) -> None:
        self._inks, self._separator = appearance.inks, appearance.glyphs.separator
        self._width, self._height = width, height
        self._cells = [[(" ", appearance.inks.plain)] * width for _ in range(height)]
        self._edges = [[0] * width for _ in range(height)]

    def clear(self, place: _Place) -> None:
        """Take away what an earlier pane drew below this one."""
        for y in range(place.top, place.bottom):
            for x in range(place.left, place.right):
                self._cells[y][x], self._edges[y][x] = (" ", self._inks.plain), 0

    def surround(self, place: _Place) -> None:
        """Draw the edges of a pane, except on the picture's own."""
        left, right, top, bottom = place.left - 1, place.right, place.top - 1, place.bottom
        for x in range(left, right + 1):
            bits = (_LEFT if x > left else 0) | (_RIGHT if x < right else 0)
            self._edge(x, top, bits)
            self._edge(x, bottom, bits)
        for y in range(top, bottom + 1):
            bits = (_UP if y > top else 0) | (_DOWN if y < bottom else 0)
            self._edge(left, y, bits)
            self._edge(right, y, bits)

    def _edge(self, x: int, y: int, bits: int) -> None:
        if 0 <= x < self._width and 0 <= y < self._height:
            self._edges[y][x] |= bits

    def write(self, place: _Place, pane: PaneText) -> None:
        """Write name and notes in the middle of a pane."""
        name = _named(pane, place.width) if place.height > 1 else _marked(pane, place.width)
        texts = [(name, pane.ink), *pane.notes][: place.height]
        first = place.top + (place.height - len(texts)) // 2
        if pane.still is not None:
            aged = self._aged(texts, pane.still, place.width)
            painted = self._paint(place, pane.still, place.height - len(aged))
            first, texts = (painted, aged) if painted is not None else (first, texts)
        for line, (text, ink) in enumerate(texts, start=first):
            shown = crop(text, place.width)
            at = place.left + (place.width - cell_len(shown)) // 2
            for char in shown:
                if cells := cell_len(char):
                    self._cells[line][at] = (char, ink)
                    self._cells[line][at + 1 : at + cells] = [("", ink)] * (cells - 1)
                    at += cells
                else:
                    before, style = self._cells[line][max(place.left, at - 1)]
                    self._cells[line][max(place.left, at - 1)] = (before + char, style)

    def _aged(self, texts: list[StyledText], still: PaneStill, room: int) -> list[StyledText]:
        """Add the age of a still: behind the name where that has room, an old one's always below."""
        (name, ink), *notes = texts
        whole = f"{name}{self._separator}{still.age[0]}"
        if still.is_old or cell_len(whole) > room:
            return [*texts, still.age]
        return [(whole, ink), *notes]

    def _paint(self, place: _Place, still: PaneStill, room: int) -> int | None:
        """Paint a still into the `room` upper lines; return the line below it, None where it has no room."""
        cells = still_cells(still.still, place.width, room, is_old=still.is_old)
        top = place.top + (room - len(cells)) // 2
        for y, line in enumerate(cells, start=top):
            at = place.left + (place.width - len(line)) // 2
            self._cells[y][at : at + len(line)] = line
        return top + len(cells) if cells else None

    def strips(self) -> list[Strip]:
        return [self._strip(y) for y in range(self._height)]

    def _strip(self, y: int) -> Strip:
        segments: list[Segment] = []
        run, ink = "", self._inks.plain
        for x in range(self._width):
            char, style = self._cells[y][x]
            if self._edges[y][x]:
                char, style = _CORNERS[self._edges[y][x]], self._inks.edge
            if style is not ink and style != ink and run:
                segments.append(Segment(run, ink))
                run = ""
            run, ink = run + char, style
        return Strip([*segments, Segment(run, ink)] if run else segments, self._width)
