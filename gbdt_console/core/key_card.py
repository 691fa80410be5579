"""Describes the card of all keys."""

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CardPart:
    """Holds the keys of one screen.

    title: the screen's name, with the key that opens it
    rows: name of a key and what it does
    """

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeyCard:
    """Holds the keys of all screens.

    how: what holds for all keys
    parts: the keys of every screen, then those that each screen adds
    """

    title: str
    how: str
    parts: tuple[CardPart, ...]
