"""Draws a time left in figures three lines high, which read from across the room."""

import re

from gbdt_console.text.formats import Formats

_SHAPES = {
    "0": (" _ ", "| |", "|_|"), "1": ("   ", "  |", "  |"), "2": (" _ ", " _|", "|_ "),
    "3": (" _ ", " _|", " _|"), "4": ("   ", "|_|", "  |"), "5": (" _ ", "|_ ", " _|"),
    "6": (" _ ", "|_ ", "|_|"), "7": (" _ ", "  |", "  |"), "8": (" _ ", "|_|", "|_|"),
    "9": (" _ ", "|_|", " _|"), ":": (" ", ".", "."), "-": ("  ", "__", "  "),
}  # fmt: skip
_PARTS = re.compile(r"[0-9:-]|[^0-9:\s-]+")
LINES = 3
"""Lines of a figure."""


def large(text: str) -> tuple[str, ...]:
    """Return lines of equal width: figures, colons and minus signs large, words small beside their foot."""
    shapes = [_SHAPES.get(part, ("", "", part)) for part in _PARTS.findall(text)]
    padded = [[line.ljust(max(map(len, shape))) for line in shape] for shape in shapes]
    return tuple(" ".join(shape[line] for shape in padded) for line in range(LINES))


def large_time_left(left_s: float, formats: Formats) -> tuple[str, ...]:
    """Return the lines of '3 ngày 04:12', '12:04:12' or '-04:12'; `left_s` is negative when late, seconds."""
    return large(("-" if left_s < 0 else "") + formats.countdown(abs(left_s)))
