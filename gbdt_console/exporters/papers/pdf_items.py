"""Sets the lines of a card: names with what belongs to them beside, in letters that fit on its page."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from gbdt_console.exporters.papers.pdf_fonts import LINE, Fonts, Look
from gbdt_console.exporters.papers.pdf_page import Pages, broken

_SPACE = 4.0
"""White behind a name that is wider than its column, points."""
_SCALES = tuple(1.0 - step / 20 for step in range(11))
"""Sizes of a card whose letters do not fit on its page, by the wanted ones."""


class Placed(NamedTuple):
    """Holds a line; its place is counted from the left and the top of its item, points."""

    text: str
    left: float
    top: float
    look: Look


class Item(NamedTuple):
    """Holds what never breaks.

    keeps_next: it stays together with the next one
    """

    height: float
    lines: list[Placed]
    keeps_next: bool = False


def one_line(fonts: Fonts, text: str, look: Look, width: float) -> Item:
    """Return a text over the whole width, broken where it is wider."""
    lines = broken(text, width, lambda part: fonts.width(part, look))
    high = look.size * LINE
    return Item(high * len(lines), [Placed(line, 0.0, n * high, look) for n, line in enumerate(lines)])


def beside(
    fonts: Fonts,
    name: tuple[str, Look],
    value: tuple[str, Look],
    column: float,
    width: float,
    high: float = 0.0,
) -> Item:
    """Return a name with a value beside it.

    column: width of the names, points
    high: height of a line; 0 for that of its letters
    """
    (name_text, name_look), (text, look) = name, value
    first = max(0.0, fonts.width(name_text, name_look) + _SPACE - column)
    lines = broken(text, width - column, lambda part: fonts.width(part, look), width - column - first)
    tall = max(name_look.size, look.size) * LINE
    first_high, next_high = (high, high) if high else (tall, look.size * LINE)
    base = first_high - tall
    placed = [Placed(name_text, 0.0, base + _lower(name_look, look), name_look)]
    placed.append(Placed(lines[0], column + first, base + _lower(look, name_look), look))
    for place, line in enumerate(lines[1:]):
        top = first_high + place * next_high + next_high - look.size * LINE
        placed.append(Placed(line, column, top, look))
    return Item(first_high + next_high * (len(lines) - 1), placed)


def _lower(one: Look, other: Look) -> float:
    """Return by how much the smaller of two letters begins lower, so that both stand on one line."""
    return max(0.0, other.size - one.size) * 0.9


def above(item: Item, gap: float) -> Item:
    """Return an item with white above it."""
    return Item(
        item.height + gap, [one._replace(top=one.top + gap) for one in item.lines], keeps_next=item.keeps_next
    )


def fitting(
    make: Callable[[float], Sequence[Item]], fits: Callable[[Sequence[Item]], bool]
) -> Sequence[Item]:
    """Return the items in the largest letters in which they fit.

    make: returns the items by the size of their letters, 1 for the wanted ones
    """
    for scale in _SCALES:
        if fits(items := make(scale)):
            break
    return items


def height(items: Sequence[Item]) -> float:
    return sum(item.height for item in items)


def draw(pages: Pages, items: Sequence[Item], left: float, top: float) -> None:
    for item in items:
        for line in item.lines:
            pages.write(line.text, left + line.left, top + line.top, line.look)
        top += item.height
