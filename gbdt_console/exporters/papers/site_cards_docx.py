"""Writes the cards of sites as a .docx, an A4 page each."""

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from typing import NamedTuple

from docx.document import Document as Docx
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from gbdt_console.core.key_card import CardPart
from gbdt_console.core.site_card import SiteCard
from gbdt_console.exporters.papers.card_docx import add_line, new_card


class _Look(NamedTuple):
    """Sizes of letters, and gaps before a part and behind a row, points."""

    body: float
    called: float
    number: float
    name: float
    part_gap: float
    row_gap: float


_USUAL = _Look(body=13, called=15, number=54, name=28, part_gap=12, row_gap=3)
_FULL = _Look(body=10, called=11, number=36, name=18, part_gap=8, row_gap=2)
"""The look of all cards where one at least has so much to tell that it would fill more than its page."""
_ROOMY_LINES, _LINE_LETTERS = 37, 62
"""Lines of a card that fit on a page in the usual look, and letters of a line beside a name."""
_SMALL_PT = 10
_MARGIN = Mm(15)
_FACT, _CALLED, _STEP = Mm(52), Mm(44), Mm(9)
"""Widths of the names of facts, of phone numbers, and of the numbers of steps."""


def site_cards_docx(cards: Sequence[SiteCard]) -> bytes:
    look = _FULL if any(_lines(card) > _ROOMY_LINES for card in cards) else _USUAL
    document = new_card(look.body, _MARGIN)
    for card in cards:
        _add_card(document, card, look, is_first=card is cards[0])
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _lines(card: SiteCard) -> int:
    """Estimate the lines of a card, its titles among them."""
    values = (value for part in card.parts for _, value in part.rows)
    return len(card.parts) + sum(ceil(len(value) / _LINE_LETTERS) for value in values)


def _add_card(document: Docx, card: SiteCard, look: _Look, *, is_first: bool) -> None:
    head = add_line(document, _SMALL_PT, card.network)
    head.paragraph_format.page_break_before = not is_first
    title = add_line(document, look.number, str(card.number), is_bold=True)
    name = title.add_run(f"   {card.name}")
    name.bold, name.font.size = True, Pt(look.name)
    for line in _add_part(document, card.numbers, look, _FACT):
        line.runs[1].bold = True
    for line in _add_part(document, card.called, look, _CALLED):
        line.runs[0].bold, line.runs[0].font.size = True, Pt(look.called)
    for part in card.steps:
        _add_part(document, part, look, _STEP)
    add_line(document, _SMALL_PT, card.foot).paragraph_format.space_before = Pt(look.part_gap)


def _add_part(document: Docx, part: CardPart, look: _Look, width: Length) -> list[Paragraph]:
    """Add a title and its rows, whose first halves are `width` wide; return the rows."""
    head = add_line(document, look.body, part.title, is_bold=True)
    head.paragraph_format.space_before, head.paragraph_format.space_after = (
        Pt(look.part_gap),
        Pt(look.row_gap),
    )
    head.paragraph_format.keep_with_next = True
    lines = []
    for name, value in part.rows:
        line = document.add_paragraph()
        layout = line.paragraph_format
        layout.left_indent, layout.first_line_indent = width, Length(-width)
        layout.tab_stops.add_tab_stop(width)
        layout.space_after, layout.keep_together = Pt(look.row_gap), True
        line.add_run(f"{name}\t")
        line.add_run(value)
        lines.append(line)
    return lines
