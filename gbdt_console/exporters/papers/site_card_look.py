"""Says how the card of a site looks, the same in every format."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from gbdt_console.core.site_card import SiteCard

FONT = "Arial"
"""Letters without serifs: they are read from further away."""
MARGIN_MM = 15
FACT_MM, CALLED_MM, STEP_MM = 52, 44, 9
"""Widths of the names of facts, of phone numbers, and of the numbers of steps."""
SMALL_PT = 10


class CardLook(NamedTuple):
    """Sizes of letters, and gaps before a part and behind a row, points."""

    body: float
    called: float
    number: float
    name: float
    part_gap: float
    row_gap: float


_USUAL = CardLook(body=13, called=15, number=54, name=28, part_gap=12, row_gap=3)
_FULL = CardLook(body=10, called=11, number=36, name=18, part_gap=8, row_gap=2)
"""The look of all cards where one at least has so much to tell that it would fill more than its page."""
_ROOMY_LINES, _LINE_LETTERS = 37, 62
"""Lines of a card that fit on a page in the usual look, and letters of a line beside a name."""


def card_look(cards: Sequence[SiteCard]) -> CardLook:
    return _FULL if any(_lines(card) > _ROOMY_LINES for card in cards) else _USUAL


def _lines(card: SiteCard) -> int:
    """Estimate the lines of a card, its titles among them."""
    values = (value for part in card.parts for _, value in part.rows)
    return len(card.parts) + sum(ceil(len(value) / _LINE_LETTERS) for value in values)
