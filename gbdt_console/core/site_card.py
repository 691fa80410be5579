"""Describes the one-page card of a site: its numbers, what to check, whom to call."""

from gbdt_console.core.key_card import CardPart
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SiteCard:
    """Holds the card that hangs in a site's room.

    number: the site's number on the console
    network: name of the system, above the number
    numbers: facts by their names
    called: numbers to phone, each with whose it is
    steps: what to do, by its number
    foot: day of printing, and what to do about a wrong number
    """

    number: int
    name: str
    network: str
    numbers: CardPart
    called: CardPart
    steps: tuple[CardPart, ...]
    foot: str

    @property
    def parts(self) -> tuple[CardPart, ...]:
        """All of them, from top to bottom."""
        return self.numbers, self.called, *self.steps
