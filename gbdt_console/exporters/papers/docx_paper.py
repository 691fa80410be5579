"""Writes a paper as .docx in the layout of Decree 30/2020, Appendix I."""

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from gbdt_console.core.reports.archive import ReportTask
from gbdt_console.core.reports.paper import (
    Block,
    Chart,
    Heading,
    Paper,
    PaperKind,
    Signature,
    Table,
    Text,
)
from gbdt_console.exporters.papers import decree
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
from gbdt_console.exporters.papers.row_steps import RowSteps
from gbdt_console.text.reports.paper_text import PaperText, plain

_LEFT_HEAD = Mm(decree.LEFT_HEAD_MM)
_MOTTO_LETTER = Mm(2.08)
"""Mean width of a bold letter of 13 points: the rule below the motto is as long as the motto."""


def docx_bytes(paper: Paper, task: ReportTask | None = None) -> bytes:
    """Return the file; number and signatures stay empty for clerk and leader. Raises ReportFailed."""
    text, steps = PaperText(paper), RowSteps(paper, task)
    document = new_pages(decree.BODY_PT[paper.kind], text.journal_line)
    add_table_style(document)
    _label(document, paper, text)
    below_number = _add_heads(document, text)
    blocks = paper.blocks
    if paper.kind is PaperKind.LETTER:
        write_line(below_number, plain(paper.subject), size=decree.HEAD_PT, is_centred=True)
        blocks = _add_address(document, blocks, text)
    else:
        write_line(document.add_paragraph(), text.kind, size=decree.TITLE_PT, is_bold=True, is_centred=True)
        write_line(
            document.add_paragraph(), text.subject, size=decree.TITLE_PT, is_bold=True, is_centred=True
        )
        write_rule(document.add_paragraph(), PORTRAIT_WIDTH, Mm(decree.SUBJECT_RULE_MM))
    _add_blocks(document, blocks, text, PORTRAIT_WIDTH, steps)
    _add_signatures(document, paper.signatures, text)
    numbered = zip(paper.annexes, decree.begins_page(paper.annexes), strict=True)
    for number, (annex, is_new_page) in enumerate(numbered, 1):
        if is_new_page:
            add_page(document, is_wide=annex.is_wide)
        _add_annex_title(document, text.annex(number, annex))
        width = LANDSCAPE_WIDTH if annex.is_wide else PORTRAIT_WIDTH
        _add_blocks(document, annex.blocks, text, width, steps)
    steps.end()
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _add_annex_title(document: Docx, title: tuple[str, str, str]) -> None:
    """Write an annex's number, its title and the paper that it belongs to; they stay with what follows."""
    lines = [
        write_line(document.add_paragraph(), line, size=decree.TITLE_PT, is_bold=True, is_centred=True)
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


def _add_address(document: Docx, blocks: tuple[Block, ...], text: PaperText) -> tuple[Block, ...]:
    """Write whom a letter addresses, its first paragraph; return the others."""
    first = blocks[0] if blocks else None
    if not isinstance(first, Text):
        return blocks
    wanted = decree.address(first, text)
    is_one = len(wanted) == 1
    lines = [write_line(document.add_paragraph(), line, is_centred=is_one) for line in wanted]
    for place, line in enumerate(() if is_one else lines):
        line.paragraph_format.left_indent = Mm(decree.ADDRESS_MM + (decree.ADDRESSEE_MM if place else 0))
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
    write_line(left.paragraphs[0], superior, size=decree.HEAD_PT, is_centred=True)
    write_line(left.add_paragraph(), body, size=decree.HEAD_PT, is_bold=True, is_centred=True)
    write_rule(left.add_paragraph(), _LEFT_HEAD, Mm(decree.BODY_RULE_MM))
    write_line(right.paragraphs[0], nation, size=decree.HEAD_PT, is_bold=True, is_centred=True)
    write_line(right.add_paragraph(), motto, size=decree.MOTTO_PT, is_bold=True, is_centred=True)
    write_rule(right.add_paragraph(), widths[1], Length(len(motto) * _MOTTO_LETTER))
    write_line(number.paragraphs[0], text.number, size=decree.MOTTO_PT, is_centred=True)
    day = write_line(
        place.paragraphs[0], text.place_and_day, size=decree.MOTTO_PT, is_italic=True, is_centred=True
    )
    day.paragraph_format.space_after = Pt(6)
    below: Paragraph = number.add_paragraph()
    return below


def _add_blocks(
    document: Docx, blocks: Sequence[Block], text: PaperText, width: Length, steps: RowSteps
) -> None:
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
                    add_table(document, block, text, width, steps.on_row)
                else:
                    _add_text(document, plain(block.empty) or text.words("paper.no-rows"))
            case Chart():
                _add_title(document, plain(block.title))
                add_chart(document, block, text, width)
        before = block


def _add_text(document: Docx, line: str) -> Paragraph:
    paragraph = write_line(document.add_paragraph(), line)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(decree.INDENT_MM)
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
    write_line(
        left.paragraphs[0], text.words("paper.recipients"), size=decree.HEAD_PT, is_bold=True, is_italic=True
    )
    for name in text.recipients:
        write_line(left.add_paragraph(), name, size=decree.RECIPIENTS_PT)


def _add_signature(cell: _Cell, signature: Signature) -> None:
    post = write_line(cell.paragraphs[0], plain(signature.post).upper(), is_bold=True, is_centred=True)
    post.paragraph_format.space_after = Pt(decree.SIGNATURE_ROOM_PT)
