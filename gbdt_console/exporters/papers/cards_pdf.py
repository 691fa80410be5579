"""Writes the cards that hang on a wall as PDF: that of the keys, and one for the room of each site."""

from collections.abc import Iterator, Sequence

from gbdt_console.core.key_card import CardPart, KeyCard
from gbdt_console.core.site_card import SiteCard
from gbdt_console.exporters.papers import decree
from gbdt_console.exporters.papers import site_card_look as card
from gbdt_console.exporters.papers.pdf_fonts import SANS, Fonts, Look
from gbdt_console.exporters.papers.pdf_items import Item, above, beside, draw, fitting, one_line
from gbdt_console.exporters.papers.pdf_items import height as height_of
from gbdt_console.exporters.papers.pdf_page import MM, Pages

_PAGE = (decree.SHORT_MM * MM, decree.LONG_MM * MM)
_KEYS_MARGIN = 9 * MM
"""Office printers leave up to 6 mm of each edge white."""
_BODY_PT, _KEY_PT, _SIGN_PT, _PART_PT, _TITLE_PT, _HOW_PT = 11, 12, 14, 10.5, 16, 10
_LEADING_PT, _PART_GAP = 12.4, 4
_KEY = 21 * MM
"""Width of 'Home End' and of 'Shift+Tab' in bold."""
_GAP = 17.0
"""Between the columns of keys: 6 mm."""
_CUT_PT = 3 * _LEADING_PT
"""By how much a column may be the higher one so that a part is not cut."""
_RULE_PT = 0.5


def key_card_pdf(keys: KeyCard, language: str) -> bytes:
    """Return one A4 page in two columns. Raises ReportFailed."""
    fonts = Fonts(SANS)
    pages, (width, height) = Pages(fonts, keys.title, "", language), _PAGE
    pages.begin(width, height)
    wide = width - 2 * _KEYS_MARGIN
    head = [
        one_line(fonts, keys.title, Look(_TITLE_PT, is_bold=True), wide),
        one_line(fonts, keys.how, Look(_HOW_PT), wide),
    ]
    draw(pages, head, _KEYS_MARGIN, _KEYS_MARGIN)
    top = _KEYS_MARGIN + height_of(head) + _PART_GAP
    column, most = (wide - _GAP) / 2, height - top - _KEYS_MARGIN
    items = fitting(
        lambda scale: list(_keys(fonts, keys, column, scale)),
        lambda items: _higher(items, _half(items)) <= most,
    )
    first = _half(items)
    draw(pages, items[:first], _KEYS_MARGIN, top)
    draw(pages, items[first:], _KEYS_MARGIN + column + _GAP, top)
    lowest = top + _higher(items, first)
    pages.lines([(width / 2, top, width / 2, lowest)], _RULE_PT)
    return pages.done()


def _keys(fonts: Fonts, keys: KeyCard, width: float, scale: float) -> Iterator[Item]:
    body = Look(_BODY_PT * scale)
    for part in keys.parts:
        title = one_line(fonts, part.title, Look(_PART_PT * scale, is_bold=True), width)
        yield above(title, _PART_GAP * scale)._replace(keeps_next=True)
        for key, what in part.rows:
            size = _SIGN_PT if len(key) == 1 and not key.isalnum() else _KEY_PT
            name = key, Look(size * scale, is_bold=True)
            yield beside(fonts, name, (what, body), _KEY * scale, width, _LEADING_PT * scale)


def _half(items: Sequence[Item]) -> int:
    """Return how many items the first of two columns has: both are about as high; a part is seldom cut."""
    places = [place for place in range(1, len(items)) if not items[place - 1].keeps_next]
    cut = {place: 0.0 if items[place].keeps_next else _CUT_PT for place in places}
    return min(places, key=lambda place: _higher(items, place) + cut[place], default=len(items))


def _higher(items: Sequence[Item], first: int) -> float:
    """Return the height of the higher one of two columns."""
    return max(height_of(items[:first]), height_of(items[first:]))


def site_cards_pdf(cards: Sequence[SiteCard], language: str) -> bytes:
    """Return an A4 page for each card. Raises ReportFailed."""
    fonts, look = Fonts(SANS), card.card_look(cards)
    pages, (width, height) = Pages(fonts, cards[0].network if cards else "", "", language), _PAGE
    margin = card.MARGIN_MM * MM
    for one in cards:
        pages.begin(width, height)
        site = _Card(fonts, one, look, width - 2 * margin)
        draw(
            pages, fitting(site.items, lambda items: height_of(items) <= height - 2 * margin), margin, margin
        )
    return pages.done()


class _Card:
    """Sets one site's card."""

    def __init__(self, fonts: Fonts, one: SiteCard, look: card.CardLook, width: float) -> None:
        self._fonts, self._one, self._look, self._width = fonts, one, look, width

    def items(self, scale: float) -> list[Item]:
        look = card.CardLook(*(size * scale for size in self._look))
        fonts, one, small = self._fonts, self._one, Look(card.SMALL_PT * scale)
        number, name = Look(look.number, is_bold=True), Look(look.name, is_bold=True)
        beside_it = fonts.width(str(one.number), number) + look.name
        body, bold = Look(look.body), Look(look.body, is_bold=True)
        items = [
            one_line(fonts, one.network, small, self._width),
            beside(fonts, (str(one.number), number), (one.name, name), beside_it, self._width),
            *self._part(one.numbers, look, card.FACT_MM, body, bold),
            *self._part(one.called, look, card.CALLED_MM, Look(look.called, is_bold=True), body),
        ]
        for part in one.steps:
            items += self._part(part, look, card.STEP_MM, body, body)
        return [*items, above(one_line(fonts, one.foot, small, self._width), look.part_gap)]

    def _part(
        self, part: CardPart, look: card.CardLook, column_mm: float, name: Look, value: Look
    ) -> Iterator[Item]:
        title = one_line(self._fonts, part.title, Look(look.body, is_bold=True), self._width)
        yield above(title, look.part_gap)
        for first, text in part.rows:
            column = column_mm * MM
            yield above(beside(self._fonts, (first, name), (text, value), column, self._width), look.row_gap)
