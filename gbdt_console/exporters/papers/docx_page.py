"""Sets up the pages of a .docx by Decree 30/2020, Appendix I, and writes single lines on them."""

from collections.abc import Sequence

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from gbdt_console.exporters.papers import decree

_SHORT, _LONG, _EDGE = Mm(decree.SHORT_MM), Mm(decree.LONG_MM), Mm(decree.EDGE_MM)
_TOP, _BOTTOM, _LEFT, _RIGHT = (
    Mm(decree.TOP_MM),
    Mm(decree.BOTTOM_MM),
    Mm(decree.LEFT_MM),
    Mm(decree.RIGHT_MM),
)
PORTRAIT_WIDTH, LANDSCAPE_WIDTH = Length(_SHORT - _LEFT - _RIGHT), Length(_LONG - 2 * _BOTTOM)
"""Width of the text on a page."""


def new_pages(body_pt: int, foot: str) -> Docx:
    """Return a document of one empty portrait page.

    body_pt: size of the body's letters, points
    foot: line at the foot of every page; empty for none
    """
    document = Document()
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.name, normal.font.size = decree.FONT, Pt(body_pt)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), decree.FONT)
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = _SHORT, _LONG
    section.top_margin, section.bottom_margin = _TOP, _BOTTOM
    section.left_margin, section.right_margin = _LEFT, _RIGHT
    section.header_distance = section.footer_distance = _EDGE
    section.different_first_page_header_footer = True
    _write_page_number(section.header.paragraphs[0])
    for footer in (section.footer, section.first_page_footer):
        if foot:
            write_line(footer.paragraphs[0], foot, size=decree.FOOT_PT, is_centred=True)
    return document


def add_page(document: Docx, *, is_wide: bool) -> Section:
    """Begin a new page, landscape where wide; later pages follow it. The binding edge stays wide."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (_LONG, _SHORT) if is_wide else (_SHORT, _LONG)
    section.top_margin = _LEFT if is_wide else _TOP
    section.left_margin, section.right_margin = (_BOTTOM, _BOTTOM) if is_wide else (_LEFT, _RIGHT)
    return section


def write_line(
    paragraph: Paragraph,
    text: str,
    *,
    size: int | None = None,
    is_bold: bool = False,
    is_italic: bool = False,
    is_centred: bool = False,
) -> Paragraph:
    """Append a text of one look to a paragraph, and return the paragraph.

    size: points; None for the body's
    """
    run = paragraph.add_run(text)
    run.bold, run.italic = is_bold, is_italic
    if size is not None:
        run.font.size = Pt(size)
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def write_rule(paragraph: Paragraph, width: Length, length: Length) -> None:
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Length((width - length) // 2)
    layout.line_spacing, layout.space_before, layout.space_after = Pt(2), Pt(4), Pt(6)
    borders, edge = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def add_columns(document: Docx, widths: Sequence[Length], rows: int = 1) -> list[list[_Cell]]:
    """Add columns without borders; return the cells row by row."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table._tblPr.append(_no_cell_margins())
    cells = [list(row.cells) for row in table.rows]
    for row in cells:
        for cell, width in zip(row, widths, strict=True):
            cell.width = width
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return cells


def _no_cell_margins() -> BaseOxmlElement:
    """Let words reach the edge of a column: the national heading needs all of its width."""
    margins: BaseOxmlElement = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _write_page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(decree.PAGE_NUMBER_PT)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = instruction
        run._r.append(part)
