"""Draws the panes of common layouts."""

from gbdt_console.core.pictures import Box


def grid(columns: int, rows: int) -> tuple[Box, ...]:
    """Return panes of one size, row by row."""
    width, height = 1 / columns, 1 / rows
    return tuple(Box(c * width, r * height, width, height) for r in range(rows) for c in range(columns))


def corner(columns: int) -> tuple[Box, ...]:
    """Return a large pane in the upper left corner, then the small ones right of it and below.

    columns: the small panes side by side that are as wide as the picture
    """
    size, last = 1 / columns, columns - 1
    right = [Box(last * size, row * size, size, size) for row in range(last)]
    below = [Box(column * size, last * size, size, size) for column in range(columns)]
    return (Box(0.0, 0.0, last * size, last * size), *right, *below)
