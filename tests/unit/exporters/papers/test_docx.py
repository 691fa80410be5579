"""Word files of papers, read back by python-docx: layout of the decree, every figure, hostile names."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from gbdt_console.core.reports.paper import Annex, CellKind, Column, Paper, PaperKind, Signature, Table, Text
from gbdt_console.exporters.papers.docx_paper import docx_bytes
from tests.support.papers import samples
from tests.support.papers.figures import all_words, charts, said_rows, tables


def read(paper: Paper) -> Docx:
    return Document(BytesIO(docx_bytes(paper)))


def words_of(document: Docx) -> list[str]:
    """Text of every paragraph: body, tables, header and footer."""
    parts = [document.element.body, *(s.footer._element for s in document.sections)]
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for part in parts for p in part.iter(qn("w:p"))]


@pytest.mark.parametrize(
    "paper", [samples.minutes(), samples.hostile(), samples.budget()], ids=["minutes", "hostile", "budget"]
)
def test_every_word_and_figure_of_a_paper_is_in_the_file(paper: Paper) -> None:
    found = "\n".join(words_of(read(paper)))
    assert [word for word in all_words(paper) if word not in found] == []


def test_tables_keep_their_rows_and_the_head_repeats() -> None:
    paper = samples.hostile()
    made = [table for table in read(paper).tables if table._tbl.findall(f".//{qn('w:tblHeader')}")]
    rows = [[[cell.text for cell in row.cells] for row in table.rows] for table in made]
    assert [found[1:] for found in rows] == [said_rows(table) for table in tables(paper)]
    assert all(found[0] == [column.title for column in tables(paper)[0].columns] for found in rows)


def test_a_long_table_is_cut_into_short_ones_that_stay_apart() -> None:
    long = Table("Sự cố", (Column("Số", CellKind.NUMBER),), tuple((float(n),) for n in range(1, 602)))
    document = read(replace(samples.minutes(), blocks=(long,), annexes=()))
    parts = [table for table in document.tables if table.rows[0].cells[0].text == "Số"]
    assert [len(part.rows) for part in parts] == [251, 251, 102]
    shown = [row.cells[0].text for part in parts for row in part.rows[1:]]
    assert shown == [str(n) for n in range(1, 602)]
    assert all(part._tbl.getprevious().tag.endswith("}p") for part in parts)


def test_the_rows_of_a_chart_stay_on_one_page() -> None:
    paper = samples.minutes()
    drawn = [table for table in read(paper).tables if "w:shd" in table._tbl.xml]
    assert len(drawn) == len(charts(paper))
    for table in drawn:
        kept = ["w:keepNext" in row._tr.xml for row in table.rows]
        assert kept == [*[True] * (len(kept) - 1), False]


def test_a_table_without_rows_says_so() -> None:
    empty = Table("Việc", (Column("Việc"),), (), "Không có việc nào.")
    paper = replace(samples.minutes(), blocks=(empty, replace(empty, empty="")), annexes=())
    found = words_of(read(paper))
    assert "Không có việc nào." in found
    assert "Không có." in found


def test_pages_have_margins_and_numbers_of_the_decree() -> None:
    first, wide, last = read(samples.minutes()).sections
    assert [round(x.mm) for x in (first.page_width, first.page_height)] == [210, 297]
    assert [round(x.mm) for x in (first.top_margin, first.left_margin, first.right_margin)] == [20, 30, 15]
    assert wide.orientation is WD_ORIENT.LANDSCAPE
    assert wide.page_width > wide.page_height
    assert last.orientation is WD_ORIENT.PORTRAIT
    assert [s.different_first_page_header_footer for s in (first, wide, last)] == [True, False, False]
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert wide.header.is_linked_to_previous
    assert last.header.is_linked_to_previous


@pytest.mark.parametrize(
    ("kind", "title", "number"),
    [
        (PaperKind.MINUTES, "BIÊN BẢN", "Số:      /BB-"),
        (PaperKind.REPORT, "BÁO CÁO", "Số:      /BC-"),
    ],
)
def test_the_head_has_its_lines_and_an_empty_number(kind: PaperKind, title: str, number: str) -> None:
    found = words_of(read(replace(samples.minutes(), kind=kind)))
    for line in (
        "ỦY BAN NHÂN DÂN TỈNH LÀO CAI", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", number, title, "Lào Cai, ngày 05 tháng 01 năm 2026",
    ):  # fmt: skip
        assert line in found, line


def test_a_letter_has_its_subject_below_the_number_and_no_kind() -> None:
    head = replace(samples.minutes().head, symbol="SKHCN")
    blocks = (Text("Kính gửi: UBND xã Bát Xát."), Text("Đề nghị bảo đảm."))
    letter = replace(
        samples.minutes(), kind=PaperKind.LETTER, head=head, subject="V/v họp", blocks=blocks, annexes=(),
        signatures=(Signature("Giám đốc"),),
    )  # fmt: skip
    document = read(letter)
    found = words_of(document)
    assert "CÔNG VĂN" not in found
    assert found.index("Số:      /SKHCN") + 1 == found.index("V/v họp")
    address = next(p for p in document.paragraphs if p.text.startswith("Kính gửi"))
    assert address.alignment is WD_ALIGN_PARAGRAPH.CENTER
    assert "GIÁM ĐỐC" in found
    assert "- Lưu: VT." in found


def test_a_letter_to_several_bodies_names_each_on_a_line_and_copies_none_of_them() -> None:
    head = replace(samples.minutes().head, copies=("UBND tỉnh", "Sở Tài chính"))
    letter = replace(
        samples.minutes(), kind=PaperKind.LETTER, head=head, recipients=("Như trên",), annexes=(),
        blocks=(Text("Kính gửi: UBND xã Bát Xát; UBND tỉnh."), Text("Đề nghị bảo đảm: 1; 2.")),
    )  # fmt: skip
    found = words_of(read(letter))
    at = found.index("Kính gửi:")
    assert found[at + 1 : at + 4] == ["- UBND xã Bát Xát;", "- UBND tỉnh.", "Đề nghị bảo đảm: 1; 2."]
    assert [line for line in found if line.startswith("- ") and line not in found[at : at + 3]] == [
        "- Như trên;", "- Sở Tài chính;", "- Lưu: VT.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "line"),
    [(date(2026, 2, 9), "ngày 09 tháng 02 năm 2026"), (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026")],
)
def test_days_below_10_and_months_below_3_have_a_zero(day: date, line: str) -> None:
    assert f"Lào Cai, {line}" in words_of(read(replace(samples.minutes(), day=day)))


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_each_signature_has_a_column(count: int) -> None:
    posts = tuple(Signature(f"bên {n}") for n in range(count))
    found = words_of(read(replace(samples.minutes(), signatures=posts)))
    assert [line for line in found if line.startswith("BÊN")] == [f"BÊN {n}" for n in range(count)]
    assert found.index("Nơi nhận:") < found.index("- Lưu: VT.")


def test_an_english_paper_has_no_vietnamese_line() -> None:
    table = Table("Sites", (Column("Site"), Column("Loss", CellKind.PERCENT)), (("Sa Pa", 0.25),))
    english = replace(
        samples.minutes(), language="en", blocks=(table,), annexes=(Annex("Rows", (table,)),), recipients=()
    )
    found = words_of(read(english))
    assert {"MINUTES", "No.:      /BB-", "ANNEX 1", "0.25%", "Recipients:"} <= set(found)
