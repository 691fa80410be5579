"""Writes the key card for the wall as a .docx of one A4 page in two columns."""

from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from gbdt_console.core.key_card import KeyCard

_FONT = "Arial"
"""Letters without serifs: they are read from further away."""
_BODY_PT, _KEY_PT, _SIGN_PT, _PART_PT, _TITLE_PT, _HOW_PT = 11, 12, 14, 10.5, 16, 10
"""The largest letters at which the card of either language keeps to one page."""
_LEADING_PT = 12.4
_MARGIN = Mm(9)
"""Office printers leave up to 6 mm of each edge white."""
_KEY = Mm(21)
"""Width of 'Home End' and of 'Shift+Tab' in bold."""
_GAP_TWIPS = 340
"""Between the columns: 6 mm."""


def card_docx(card: KeyCard) -> bytes:
    document = new_card(_BODY_PT, _MARGIN)
    add_line(document, _TITLE_PT, card.title, is_bold=True)
    add_line(document, _HOW_PT, card.how)
    _begin_columns(document)
    for part in card.parts:
        head = add_line(document, _PART_PT, part.title, is_bold=True)
        head.paragraph_format.space_before = Pt(4)
        head.paragraph_format.keep_with_next = True
        for key, what in part.rows:
            line = document.add_paragraph()
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = _KEY, Length(-_KEY)
            line.paragraph_format.tab_stops.add_tab_stop(_KEY)
            line.paragraph_format.keep_together = True
            line.paragraph_format.line_spacing = Pt(_LEADING_PT)  # exact, so that a large sign takes no more
            run = line.add_run(key)
            run.bold, run.font.size = True, Pt(_SIGN_PT if len(key) == 1 and not key.isalnum() else _KEY_PT)
            line.add_run(f"\t{what}")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def new_card(body_pt: float, margin: Length) -> Docx:
    """Return a document of one empty A4 page, to be read from further away than a paper.

    body_pt: size of its letters, points
    """
    document = Document()
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.name, normal.font.size = _FONT, Pt(body_pt)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = margin
    section.header_distance = section.footer_distance = Mm(5)
    return document


def add_line(document: Docx, size_pt: float, text: str, *, is_bold: bool = False) -> Paragraph:
    """Add a line in letters of that size, points."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = is_bold, Pt(size_pt)
    return paragraph


def _begin_columns(document: Docx) -> None:
    section = document.add_section(WD_SECTION.CONTINUOUS)
    columns = OxmlElement("w:cols")
    for name, value in (("num", 2), ("space", _GAP_TWIPS), ("sep", 1)):
        columns.set(qn(f"w:{name}"), str(value))
    for before in section._sectPr.findall(qn("w:cols")):
        section._sectPr.remove(before)
    section._sectPr.append(columns)
