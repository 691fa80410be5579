"""Draws a time in figures three lines high, which read from across the room."""

_SHAPES = {
    "0": (" _ ", "| |", "|_|"), "1": ("   ", "  |", "  |"), "2": (" _ ", " _|", "|_ "),
    "3": (" _ ", " _|", " _|"), "4": ("   ", "|_|", "  |"), "5": (" _ ", "|_ ", " _|"),
    "6": (" _ ", "|_ ", "|_|"), "7": (" _ ", "  |", "  |"), "8": (" _ ", "|_|", "|_|"),
    "9": (" _ ", "|_|", " _|"), ":": (" ", ".", "."), "-": ("  ", "__", "  "),
}  # fmt: skip
LINES = 3
"""Lines of a figure."""


def large(text: str) -> tuple[str, ...]:
    """Return the lines of figures, colons and minus signs; any other character is left out."""
    return tuple(" ".join(_SHAPES[c][line] for c in text if c in _SHAPES) for line in range(LINES))
