"""Names a layout by what it shows."""

import re

from gbdt_console.core.pictures import Layout
from gbdt_console.text.words import Words

_EQUAL = 1e-6
"""Panes whose areas differ by less are equal; of the whole picture's area."""


def layout_text(words: Words, layout: Layout) -> str:
    """Write '4 hình đều', '1 lớn + 5'; where the panes are unknown the device's name or number of it."""
    areas = [box.width * box.height for box in layout.boxes]
    large = [area for area in areas if area > max(areas) - _EQUAL]
    small = len(areas) - len(large)
    if layout.name:
        return layout.name
    if areas and not small:
        return words("layout.whole") if len(large) == 1 else words("layout.equal", n=len(large))
    if areas:
        return words("layout.large", large=len(large), small=small)
    number = re.search(r"\d+$", layout.id)
    return words("layout.numbered", n=number[0]) if number else words("layout.own")
