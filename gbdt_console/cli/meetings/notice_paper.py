"""Writes a notice as .docx in the layout of Decree 30/2020, Appendix I."""

from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from gbdt_console.core.cleaning import SYMBOL
from gbdt_console.core.sites import PaperHead
from gbdt_console.text.notices import NoticeText

_FONT = "Times New Roman"
_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_BODY_PT = 14


def notice_paper(notice: NoticeText, head: PaperHead, day: date, recipients: list[str]) -> bytes:
    """Return the file; number and signature stay empty for clerk and leader.

    head: names of the issuing body, and the place
    day: day of the paper
    recipients: names in 'Nơi nhận'
    """
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_BODY_PT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    _heads(paper, head, day)
    _line(paper.add_paragraph(), "THÔNG BÁO", is_bold=True, is_centred=True)
    _line(paper.add_paragraph(), notice.subject, is_bold=True, is_centred=True)
    for text in notice.paragraphs:
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
        paragraph.paragraph_format.space_after = Pt(6)
        _line(paragraph, text)
    _signature(paper, recipients)
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


def _heads(paper: Paper, head: PaperHead, day: date) -> None:
    """Write the issuing body on the left, the nation on the right, then number, place and date."""
    table = paper.add_table(rows=2, cols=2)
    left, right = table.rows[0].cells
    _line(left.paragraphs[0], head.superior.upper(), size=12, is_centred=True)
    _line(left.add_paragraph(), head.body.upper(), size=12, is_bold=True, is_centred=True)
    _line(right.paragraphs[0], _NATION[0], size=12, is_bold=True, is_centred=True)
    _line(right.add_paragraph(), _NATION[1], size=13, is_bold=True, is_centred=True, is_underlined=True)
    number, place = table.rows[1].cells
    _line(number.paragraphs[0], "Số:      /TB-", size=13, is_centred=True)
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)  # as the decree writes it
    when = f"{head.place or '……'}, ngày {day.day:02} tháng {month} năm {day.year}"
    _line(place.paragraphs[0], when, size=13, is_centred=True, is_italic=True)


def _signature(paper: Paper, recipients: list[str]) -> None:
    """Write the recipients on the left; the room for the signature on the right stays empty."""
    left, right = paper.add_table(rows=1, cols=2).rows[0].cells
    _line(left.paragraphs[0], "Nơi nhận:", size=12, is_bold=True, is_italic=True)
    for name in (*recipients, "Lưu: VT."):
        _line(left.add_paragraph(), f"- {name}", size=11)
    _line(right.paragraphs[0], "", is_bold=True, is_centred=True)


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    size: int = _BODY_PT,
    is_bold: bool = False,
    is_italic: bool = False,
    is_centred: bool = False,
    is_underlined: bool = False,
) -> None:
    run = paragraph.add_run("".join(char if char.isprintable() else SYMBOL for char in text))
    run.font.name, run.font.size = _FONT, Pt(size)
    run.bold, run.italic, run.underline = is_bold, is_italic, is_underlined
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
