"""Writes the cards of sites as a .docx, an A4 page each."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from gbdt_console.core.key_card import CardPart
from gbdt_console.core.site_card import SiteCard
from gbdt_console.exporters.papers.site_card_look import (
    CALLED_MM,
    FACT_MM,
    FONT,
    MARGIN_MM,
    SMALL_PT,
    STEP_MM,
    CardLook,
    card_look,
)


def site_cards_docx(cards: Sequence[SiteCard]) -> bytes:
    look = card_look(cards)
    document = _new_card(look.body)
    for card in cards:
        _add_card(document, card, look, is_first=card is cards[0])
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_card(document: Docx, card: SiteCard, look: CardLook, *, is_first: bool) -> None:
    head = _add_line(document, SMALL_PT, card.network)
    head.paragraph_format.page_break_before = not is_first
    title = _add_line(document, look.number, str(card.number), is_bold=True)
    name = title.add_run(f"   {card.name}")
    name.bold, name.font.size = True, Pt(look.name)
    for line in _add_part(document, card.numbers, look, Mm(FACT_MM)):
        line.runs[1].bold = True
    for line in _add_part(document, card.called, look, Mm(CALLED_MM)):
        line.runs[0].bold, line.runs[0].font.size = True, Pt(look.called)
    for part in card.steps:
        _add_part(document, part, look, Mm(STEP_MM))
    _add_line(document, SMALL_PT, card.foot).paragraph_format.space_before = Pt(look.part_gap)


def _add_part(document: Docx, part: CardPart, look: CardLook, width: Length) -> list[Paragraph]:
    """Add a title and its rows, whose first halves are `width` wide; return the rows."""
    head = _add_line(document, look.body, part.title, is_bold=True)
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


def _new_card(body_pt: float) -> Docx:
    """Return a document of one empty A4 page, to be read from further away than a paper.

    body_pt: size of its letters, points
    """
    document = Document()
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.name, normal.font.size = FONT, Pt(body_pt)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    section, margin = document.sections[0], Mm(MARGIN_MM)
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = margin
    section.header_distance = section.footer_distance = Mm(5)
    return document


def _add_line(document: Docx, size_pt: float, text: str, *, is_bold: bool = False) -> Paragraph:
    """Add a line in letters of that size, points."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = is_bold, Pt(size_pt)
    return paragraph
