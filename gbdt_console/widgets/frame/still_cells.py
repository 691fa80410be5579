"""Paints a still into cells of a terminal, two pixels above each other a cell."""

from functools import lru_cache

from rich.color import Color
from rich.style import Style

from gbdt_console.core.frame.still import Still

LEAST_WIDTH, LEAST_HEIGHT = 8, 3
"""Smaller than so many cells nobody sees anything in it."""
_UPPER_HALF = "▀"
_LEVELS = 0b11111000
"""The bits of a colour that are kept: 32 levels are enough, and a picture at rest is not painted anew."""

Pixel = tuple[int, int, int]
Cell = tuple[str, Style]


@lru_cache(maxsize=64)
def still_cells(still: Still, width: int, height: int, *, is_old: bool) -> tuple[tuple[Cell, ...], ...]:
    """Return lines of cells within that size, in the still's own shape; none where there is no room or still.

    is_old: whether it is painted grey
    """
    rows = still.rows()
    if not rows or width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return ()
    across = min(width, round(2 * height * still.width / len(rows)))
    down = min(height, round(across * len(rows) / still.width / 2))
    pixels = [
        [_mean(rows, _span(x, across, still.width), _span(y, 2 * down, len(rows))) for x in range(across)]
        for y in range(2 * down)
    ]
    if is_old:
        pixels = [[_grey(pixel) for pixel in line] for line in pixels]
    return tuple(
        tuple((_UPPER_HALF, _style(*pair)) for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(pixels[::2], pixels[1::2], strict=True)
    )


def _span(place: int, places: int, length: int) -> range:
    """Return what of `length` pixels one of as many places stands for, at least one."""
    begin = place * length // places
    return range(begin, max(begin + 1, (place + 1) * length // places))


def _mean(rows: tuple[bytes, ...], xs: range, ys: range) -> Pixel:
    count, begin, end = len(xs) * len(ys), xs.start * 3, xs.stop * 3
    red, green, blue = (sum(sum(rows[y][begin + part : end : 3]) for y in ys) // count for part in range(3))
    return red & _LEVELS, green & _LEVELS, blue & _LEVELS


def _grey(pixel: Pixel) -> Pixel:
    """Return it without colour and at half its brightness."""
    level = sum(pixel) // 6 & _LEVELS
    return level, level, level


@lru_cache(maxsize=4096)
def _style(upper: Pixel, lower: Pixel) -> Style:
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))
