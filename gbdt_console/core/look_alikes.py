"""Finds names that a reader may take for another name."""

import unicodedata
from collections.abc import Iterable

_LATIN = dict(zip("асеорхуіјѕԁһкмтвнαοερνικ01", "aceopxyijsdhkmtbhaoepviko" + "l", strict=True))
"""Cyrillic and Greek letters and digits that look like a Latin letter, by their lower case."""


def has_mixed_scripts(name: str) -> bool:
    """Tell whether one name has letters of more than one script."""
    return len({unicodedata.name(char, "?").split()[0] for char in name if char.isalpha()}) > 1


def look_alikes(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return each name that looks like an earlier one, after the earlier one.

    Names that differ in Vietnamese marks are different names.
    """
    first: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for name in names:
        earlier = first.setdefault(_shape(name), name)
        if earlier != name:
            found.append((earlier, name))
    return found


def _shape(name: str) -> str:
    """Return the name with each look-alike as its Latin letter; marks stay."""
    lower = unicodedata.normalize("NFC", name).casefold()
    return "".join(_LATIN.get(char, char) for char in lower if not char.isspace())
