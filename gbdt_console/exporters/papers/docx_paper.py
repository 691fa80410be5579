"""Writes a paper as .docx in the layout of Decree 30/2020, Appendix I."""

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from gbdt_console.core.reports.paper import (
    Annex,
    Block,
    Chart,
    Heading,
    Paper,
    PaperKind,
    Signature,
    Table,
    Text,
)
from gbdt_console.exporters.papers.docx_page import (
    LANDSCAPE_WIDTH,
    PORTRAIT_WIDTH,
    add_columns,
    add_page,
    new_pages,
    write_line,
    write_rule,
)
from gbdt_console.exporters.papers.docx_tables import add_chart, add_table, add_table_style
from gbdt_console.text.reports.paper_text import PaperText, plain

_BODY_PT = {PaperKind.LETTER: 14, PaperKind.MINUTES: 13, PaperKind.REPORT: 13}
"""The decree allows 13 to 14; with tables on it the chair's page needs the smaller."""
_TABLE_PT = 10.5
_LEFT_HEAD = Mm(75)
"""Leaves the national heading its 90 mm."""
_MOTTO_LETTER = Mm(2.08)
"""Mean width of a bold letter of 13 points: the rule below the motto is as long as the motto."""
_BODY_RULE, _SUBJECT_RULE = Mm(25), Mm(40)
"""A third to half of the line above."""
_ADDRESS, _ADDRESSEE = Mm(30), Mm(12.7)
"""Indents 'Kính gửi:', and the bodies below it further."""
_MOST_ADDRESSED = 12
"""Limits the bodies that have a line each; of more the letter would be a list of pages."""
_LINES = {False: 44, True: 28}
"""Lines of an annex's page, by whether it is landscape: short annexes share one."""
_SIGNATURE_ROOM = Pt(42)
"""Height left for a signature: three lines."""


def docx_bytes(paper: Paper) -> bytes:
    """Return the file; number and signatures stay empty for clerk and leader."""
    text = PaperText(paper)
    document = new_pages(_BODY_PT[paper.kind], text.journal_line)
    add_table_style(document, _TABLE_PT)
    _label(document, paper, text)
    below_number = _add_heads(document, text)
    blocks = paper.blocks
    if paper.kind is PaperKind.LETTER:
        write_line(below_number, plain(paper.subject), size=12, is_centred=True)
        blocks = _add_address(document, blocks, text.addressees)
    else:
        write_line(document.add_paragraph(), text.kind, size=14, is_bold=True, is_centred=True)
        write_line(document.add_paragraph(), text.subject, size=14, is_bold=True, is_centred=True)
        write_rule(document.add_paragraph(), PORTRAIT_WIDTH, _SUBJECT_RULE)
    _add_blocks(document, blocks, text, PORTRAIT_WIDTH)
    _add_signatures(document, paper.signatures, text)
    before: Annex | None = None
    filled = 0
    for number, annex in enumerate(paper.annexes, 1):
        filled += _lines_of(annex)
        if before is None or before.is_wide is not annex.is_wide or filled > _LINES[annex.is_wide]:
            add_page(document, is_wide=annex.is_wide)
            filled = _lines_of(annex)
        _add_annex_title(document, text.annex(number, annex))
        _add_blocks(document, annex.blocks, text, LANDSCAPE_WIDTH if annex.is_wide else PORTRAIT_WIDTH)
        before = annex
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _lines_of(annex: Annex) -> int:
    """Estimate the lines that an annex fills; a row of a table often takes two."""
    rows = sum(2 * len(one.rows) for one in annex.blocks if isinstance(one, Table))
    bars = sum(len(one.rows) + 1 for one in annex.blocks if isinstance(one, Chart))
    return 4 + 2 * len(annex.blocks) + rows + bars


def _add_annex_title(document: Docx, title: tuple[str, str, str]) -> None:
    """Write an annex's number, its title and the paper that it belongs to; they stay with what follows."""
    lines = [
        write_line(document.add_paragraph(), line, size=14, is_bold=True, is_centred=True)
        for line in title[:2]
    ]
    lines.append(write_line(document.add_paragraph(), title[2], is_italic=True, is_centred=True))
    for line in lines:
        line.paragraph_format.keep_with_next = True
    lines[0].paragraph_format.space_before = lines[-1].paragraph_format.space_after = Pt(6)


def _label(document: Docx, paper: Paper, text: PaperText) -> None:
    """Fill in the file's properties; python-docx would leave its template's."""
    properties = document.core_properties
    properties.title, properties.author = text.subject[:255], text.bodies[1][:255]
    properties.comments, properties.language = "", paper.language
    properties.created = properties.modified = datetime.combine(paper.day, time())


def _add_address(document: Docx, blocks: tuple[Block, ...], addressees: Sequence[str]) -> tuple[Block, ...]:
    """Write whom a letter addresses, its first paragraph; return the others.

    One stands in the middle, several on a line each, as the decree asks.
    """
    first = blocks[0] if blocks else None
    if not isinstance(first, Text):
        return blocks
    if not 1 < len(addressees) <= _MOST_ADDRESSED:
        lines = [write_line(document.add_paragraph(), plain(first.text), is_centred=True)]
    else:
        ends = [";"] * (len(addressees) - 1) + ["."]
        listed = (f"- {name}{end}" for name, end in zip(addressees, ends, strict=True))
        lines = [
            write_line(document.add_paragraph(), line)
            for line in (plain(first.text).partition(": ")[0] + ":", *listed)
        ]
        for place, line in enumerate(lines):
            line.paragraph_format.left_indent = _ADDRESS + (_ADDRESSEE if place else 0)
    lines[0].paragraph_format.space_before = lines[-1].paragraph_format.space_after = Pt(12)
    return blocks[1:]


def _add_heads(document: Docx, text: PaperText) -> Paragraph:
    """Write the issuing body on the left, the nation on the right, then number, place and date.

    Returns an empty line below the number.
    """
    widths = (_LEFT_HEAD, Length(PORTRAIT_WIDTH - _LEFT_HEAD))
    (left, right), (number, place) = add_columns(document, widths, rows=2)
    superior, body = text.bodies
    nation, motto = text.nation
    write_line(left.paragraphs[0], superior, size=12, is_centred=True)
    write_line(left.add_paragraph(), body, size=12, is_bold=True, is_centred=True)
    write_rule(left.add_paragraph(), _LEFT_HEAD, _BODY_RULE)
    write_line(right.paragraphs[0], nation, size=12, is_bold=True, is_centred=True)
    write_line(right.add_paragraph(), motto, size=13, is_bold=True, is_centred=True)
    write_rule(right.add_paragraph(), widths[1], Length(len(motto) * _MOTTO_LETTER))
    write_line(number.paragraphs[0], text.number, size=13, is_centred=True)
    day = write_line(place.paragraphs[0], text.place_and_day, size=13, is_italic=True, is_centred=True)
    day.paragraph_format.space_after = Pt(6)
    below: Paragraph = number.add_paragraph()
    return below


def _add_blocks(document: Docx, blocks: Sequence[Block], text: PaperText, width: Length) -> None:
    before: Block | None = None
    for block in blocks:
        match block:
            case Text():
                paragraph = _add_text(document, plain(block.text))
                if isinstance(before, Table | Chart):
                    paragraph.paragraph_format.space_before = Pt(6)
            case Heading():
                _add_title(document, plain(block.text))
            case Table():
                _add_title(document, plain(block.title))
                if block.rows:
                    add_table(document, block, text, width)
                else:
                    _add_text(document, plain(block.empty) or text.words("paper.no-rows"))
            case Chart():
                _add_title(document, plain(block.title))
                add_chart(document, block, text, width)
        before = block


def _add_text(document: Docx, line: str) -> Paragraph:
    paragraph = write_line(document.add_paragraph(), line)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.space_after = Pt(6)
    return paragraph


def _add_title(document: Docx, line: str) -> None:
    """Write the title of a section, table or chart; it stays with what follows."""
    paragraph = write_line(document.add_paragraph(), line, is_bold=True)
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after, layout.keep_with_next = Pt(6), Pt(3), True


def _add_signatures(document: Docx, signatures: Sequence[Signature], text: PaperText) -> None:
    """Leave room for the signatures; the recipients stand on the left of one, or below several."""
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)
    if len(signatures) > 1:
        width = Length(PORTRAIT_WIDTH // len(signatures))
        (row,) = add_columns(document, [width] * len(signatures))
        for cell, signature in zip(row, signatures, strict=True):
            _add_signature(cell, signature)
        document.add_paragraph().paragraph_format.line_spacing = Pt(6)
    ((left, right),) = add_columns(document, [Length(PORTRAIT_WIDTH // 2)] * 2)
    if len(signatures) == 1:
        _add_signature(right, signatures[0])
    write_line(left.paragraphs[0], text.words("paper.recipients"), size=12, is_bold=True, is_italic=True)
    for name in text.recipients:
        write_line(left.add_paragraph(), name, size=11)


def _add_signature(cell: _Cell, signature: Signature) -> None:
    post = write_line(cell.paragraphs[0], plain(signature.post).upper(), is_bold=True, is_centred=True)
    post.paragraph_format.space_after = _SIGNATURE_ROOM
