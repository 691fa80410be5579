"""Excel files of papers, read back by openpyxl: real numbers, times of the zone, and no formula."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from gbdt_console.core.clean_text import clean
from gbdt_console.core.reports.paper import CellKind, ChartKind, Column, Paper, Table
from gbdt_console.exporters.papers.xlsx_paper import xlsx_bytes
from tests.support.papers import samples
from tests.support.papers.figures import VIET_NAM, charts, tables

BOTH = pytest.mark.parametrize("paper", [samples.minutes(), samples.hostile()], ids=["minutes", "hostile"])


def read(paper: Paper) -> Workbook:
    return load_workbook(BytesIO(xlsx_bytes(paper)))


def table_sheets(book: Workbook) -> list[Worksheet]:
    """The sheets of tables: those between the first one and those that draw."""
    return [sheet for sheet in book.worksheets[1:] if not sheet._charts]


def rows_of(book: Workbook) -> list[list[tuple[object, ...]]]:
    """The rows of each table's sheet, without title and head."""
    return [list(sheet.iter_rows(min_row=3, values_only=True)) for sheet in table_sheets(book)]


@BOTH
def test_every_value_is_a_number_a_time_or_a_length(paper: Paper) -> None:
    for rows, table in zip(rows_of(read(paper)), tables(paper), strict=True):
        if not table.rows:
            continue
        assert len(rows) == len(table.rows)
        for found, (name, at, length, count, percent) in zip(rows, table.rows, strict=True):
            assert found[0] == clean(str(name), 8_000)
            if at is None:
                assert found[1:] == (None,) * 4
                continue
            assert isinstance(at, float)
            assert isinstance(length, float)
            assert isinstance(percent, float)
            local = (datetime.fromtimestamp(at, UTC) + VIET_NAM).replace(tzinfo=None)
            assert found[1:4] == (local, timedelta(seconds=length), count)
            assert found[4] == pytest.approx(percent / 100)


def test_times_lengths_and_percentages_are_shown_as_such() -> None:
    sheet = read(samples.minutes()).worksheets[1]
    shown = [cell.number_format for cell in sheet[3]]
    assert shown == ["General", "dd/mm/yyyy hh:mm:ss", "[h]:mm:ss", "General", "0.000%"]


def test_no_text_becomes_a_formula_or_a_link() -> None:
    content = xlsx_bytes(samples.hostile())
    book = load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    names = [cell for cell in cells if cell.value in samples.FORMULAS]
    assert {cell.value for cell in names} == {text for text in samples.FORMULAS if text.isprintable()}
    assert all(cell.quotePrefix for cell in names), "Excel would compute the text once its cell is edited"
    parts = b"".join(ZipFile(BytesIO(content)).read(name) for name in ZipFile(BytesIO(content)).namelist())
    assert b"<f>" not in parts
    assert b"<hyperlink" not in parts


@BOTH
def test_each_table_has_a_sheet_of_its_own_title(paper: Paper) -> None:
    book = read(paper)
    assert book.sheetnames[0] == "Trang đầu"
    assert [sheet["A1"].value for sheet in table_sheets(book)] == [clean(t.title) for t in tables(paper)]
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_the_first_sheet_says_what_the_paper_says_in_words() -> None:
    lines = [cell.value for cell in read(samples.minutes()).worksheets[0]["A"]]
    for line in ("BIÊN BẢN", "Hệ thống đáp ứng yêu cầu của phiên họp.", "PHỤ LỤC 2: Thao tác"):
        assert line in lines
    assert any("--head 12345:0123.4567.89ab.cdef.0123" in str(line) for line in lines)


def test_a_negative_length_of_time_is_a_number_too() -> None:
    columns = (Column("Lệch", CellKind.SECONDS), Column("Lúc", CellKind.TIME))
    table = Table("Ước lượng", columns, ((-90.0, samples.OPENED), (90.0, samples.OPENED)))
    book = read(replace(samples.minutes(), blocks=(table,), annexes=()))
    assert book.epoch.year == 1904, "else Excel shows ##### for it"
    assert rows_of(book) == [
        [(timedelta(seconds=-90), datetime(2026, 1, 5, 8)), (timedelta(seconds=90), datetime(2026, 1, 5, 8))]  # noqa: DTZ001
    ]
    assert read(samples.minutes()).epoch.year < 1904


def cells(book: Workbook, reference: str) -> list[object]:
    """The values of the cells that a chart draws, as in "'4 Tham dự'!$A$9:$A$12"."""
    name, _, area = reference.rpartition("!")
    return [cell.value for (cell,) in book[name.strip("'")][area.replace("$", "")]]


def test_each_chart_is_drawn_over_real_numbers_in_its_sheet() -> None:
    paper = samples.minutes()
    book = read(paper)
    drawn = [sheet._charts[0].series for sheet in book.worksheets if sheet._charts]
    for chart, series in zip(charts(paper), drawn, strict=True):
        assert cells(book, series[0].cat.strRef.f) == [row.label for row in chart.rows]
        columns = [cells(book, one.val.numRef.f) for one in series]
        if chart.kind is ChartKind.BARS:
            lengths = [None if row.value is None else timedelta(seconds=row.value) for row in chart.rows]
            assert columns == [lengths]
            continue
        fills = [one.graphicalProperties.solidFill for one in series[1:]]
        for row, (begins, *pieces) in zip(chart.rows, zip(*columns, strict=True), strict=True):
            assert begins == datetime(2026, 1, 5, 8)  # noqa: DTZ001
            assert sum(filter(None, pieces), timedelta()) == timedelta(seconds=5_400)
            drawn_as = [(piece, fill.srgbClr) for piece, fill in zip(pieces, fills, strict=True) if piece]
            assert [piece for piece, colour in drawn_as if colour == "000000"] == [timedelta(seconds=240)], (
                row
            )


def test_each_column_of_a_charts_numbers_has_a_head() -> None:
    book = read(samples.minutes())
    for sheet in (sheet for sheet in book.worksheets if sheet._charts):
        first = cells_row(sheet._charts[0].series[0].val.numRef.f)
        numbers = [
            cell.column for row in sheet.iter_rows(min_row=first) for cell in row if cell.value is not None
        ]
        assert all(sheet.cell(first - 1, column).value for column in numbers)


def cells_row(reference: str) -> int:
    """The first row of an area, as in "'4 Tham dự'!$B$9:$B$12"."""
    return int(reference.rpartition("!")[2].split(":")[0].rpartition("$")[2])


def test_a_table_without_rows_says_so() -> None:
    assert table_sheets(read(samples.minutes()))[-1]["A3"].value == "Không có thao tác nào."


def test_money_is_a_number_and_its_sum_a_formula_that_follows_the_rows() -> None:
    sheet = table_sheets(read(samples.budget()))[0]
    assert [sheet.cell(row, 2).value for row in range(2, 6)] == [
        "Số tiền (đồng)", 180_000_000, 2_500_000, None,
    ]  # fmt: skip
    assert sheet.cell(3, 2).number_format == "#,##0"
    assert (sheet["A6"].value, sheet["B6"].value) == ("Cộng", "=SUM(B3:B5)")
    assert sheet.auto_filter.ref == "A2:B5", "a filter must not hide or sort the sum"
    shown = load_workbook(BytesIO(xlsx_bytes(samples.budget())), data_only=True).worksheets[1]
    assert shown["B6"].value == 182_500_000


def test_every_sheet_is_printed_as_wide_as_a_page() -> None:
    for sheet in read(samples.minutes()).worksheets:
        fits = sheet.sheet_properties.pageSetUpPr
        assert fits is not None
        assert fits.fitToPage
        assert int(sheet.page_setup.fitToHeight) == 0, sheet.title
