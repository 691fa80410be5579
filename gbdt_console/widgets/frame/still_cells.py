"""Paints a still into cells of a terminal, two pixels above each other a cell."""

from collections.abc import Callable
from functools import lru_cache
from operator import add, itemgetter

from rich.color import Color
from rich.style import Style

from gbdt_console.core.frame.still import Still

LEAST_WIDTH, LEAST_HEIGHT = 8, 3
"""Smaller than so many cells nobody sees anything in it."""
_UPPER_HALF = "▀"
_LEVELS = 0b11111000
"""The bits of a colour that are kept: 32 levels are enough, and a picture at rest is not painted anew."""
_LEVEL_OF_FOUR = bytes(total // 4 & _LEVELS for total in range(4 * 255 + 1))
"""The level of four values by their sum."""
_PARTS = 3
"""Red, green and blue."""

Pixel = tuple[int, int, int]
Cell = tuple[str, Style]
_Taker = Callable[[bytes], tuple[int, ...]]


def still_cells(still: Still, width: int, height: int, *, is_old: bool) -> tuple[tuple[Cell, ...], ...]:
    """Return lines of cells within that size, in the still's own shape; none where there is no room or still.

    is_old: whether it is painted grey
    """
    return _cells(still.pixels, still.width, width, height, is_old)


@lru_cache(maxsize=64)
def _cells(pixels: str, wide: int, width: int, height: int, is_old: bool) -> tuple[tuple[Cell, ...], ...]:
    rows = Still("", 0.0, wide, pixels).rows()
    if not rows or width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return ()
    across = min(width, round(2 * height * wide / len(rows)))
    down = min(height, round(across * len(rows) / wide / 2))
    spans = [_span(y, 2 * down, len(rows)) for y in range(2 * down)]
    lines = [_pixels(rows[span[0]], rows[span[-1]], across, wide) for span in spans]
    if is_old:
        lines = [list(map(_grey, line)) for line in lines]
    return tuple(
        tuple((_UPPER_HALF, _style(*pair)) for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(lines[::2], lines[1::2], strict=True)
    )


def _span(place: int, places: int, length: int) -> range:
    """Return what of `length` pixels one of as many places stands for, at least one."""
    begin = place * length // places
    return range(begin, max(begin + 1, (place + 1) * length // places))


@lru_cache(maxsize=64)
def _edges(across: int, wide: int) -> tuple[_Taker, _Taker]:
    """Return what takes the first and the last pixel of each place of a row: all red ones, green, blue."""
    spans = [_span(x, across, wide) for x in range(across)]
    parts = range(_PARTS)
    first = itemgetter(*(span[0] * _PARTS + part for part in parts for span in spans))
    return first, itemgetter(*(span[-1] * _PARTS + part for part in parts for span in spans))


def _pixels(upper: bytes, lower: bytes, across: int, wide: int) -> list[Pixel]:
    """Return a line's pixels: of each the mean of its four corners, without a loop in Python."""
    first, last = _edges(across, wide)
    above, below = map(add, first(upper), last(upper)), map(add, first(lower), last(lower))
    levels = bytes(map(_LEVEL_OF_FOUR.__getitem__, map(add, above, below)))
    return list(zip(*(levels[part * across : (part + 1) * across] for part in range(_PARTS)), strict=True))


def _grey(pixel: Pixel) -> Pixel:
    """Return it without colour and at half its brightness."""
    level = sum(pixel) // 6 & _LEVELS
    return level, level, level


@lru_cache(maxsize=4096)
def _style(upper: Pixel, lower: Pixel) -> Style:
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))
