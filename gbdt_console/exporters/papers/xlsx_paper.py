"""Writes a paper as .xlsx: a sheet for each table and chart, with figures that Excel can compute with."""

from collections.abc import Iterator
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from gbdt_console.core.reports.archive import ReportTask
from gbdt_console.core.reports.paper import (
    FIGURES,
    Block,
    Cell,
    CellKind,
    Column,
    Heading,
    Paper,
    Table,
    Text,
)
from gbdt_console.exporters.papers.row_steps import RowSteps
from gbdt_console.exporters.papers.table_names import named_charts, named_tables
from gbdt_console.exporters.papers.xlsx_charts import ChartSheet
from gbdt_console.exporters.papers.xlsx_looks import DAY_S, Looks
from gbdt_console.text.reports.paper_text import PaperText, percent, plain

_LONGEST_NAME = 31
"""Excel's limit of a sheet's name, UTF-16 units."""
_NARROWEST, _WIDEST = 10, 60
"""Width of a column, characters; longer texts wrap."""
_COVER_WIDTH = 110
_A4 = 9
"""Excel's number of the paper size."""


def xlsx_bytes(paper: Paper, task: ReportTask | None = None) -> bytes:
    """Return the file. Its first sheet says what the paper says in words. Raises ReportFailed."""
    made, steps = BytesIO(), RowSteps(paper, task)
    # Excel shows negative lengths of time only where days are counted from 1904.
    options = {"in_memory": True, "date_1904": _has_negative_length(paper)}
    with Workbook(made, options) as book:
        book.set_properties({"title": plain(paper.subject)[:255]})
        text, looks = PaperText(paper), Looks(book)
        _write_cover(book.add_worksheet(text.words("paper.cover")), paper, text, looks)
        for name, table in named_tables(paper, _LONGEST_NAME):
            _write_table(book.add_worksheet(name), table, text, looks, steps)
        for name, chart in named_charts(paper, _LONGEST_NAME):
            ChartSheet(book, book.add_worksheet(name), text, looks).write(chart)
        steps.end()
    return made.getvalue()


def _write_cover(sheet: Worksheet, paper: Paper, text: PaperText, looks: Looks) -> None:
    sheet.set_column(0, 0, _COVER_WIDTH)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    for row, (line, is_title) in enumerate(_cover(paper, text)):
        if is_title:
            sheet.write_string(row, 0, line, looks.title)
        else:
            looks.write_text(sheet, row, 0, line)


def _cover(paper: Paper, text: PaperText) -> Iterator[tuple[str, bool]]:
    """Yield the lines of the first sheet, and whether each is a title."""
    yield from ((line, False) for line in (*text.bodies, text.place_and_day) if line)
    yield text.kind, True
    yield text.subject, True
    yield from _lines(paper.blocks)
    for number, annex in enumerate(paper.annexes, 1):
        yield ": ".join(text.annex(number, annex)[:2]), True
        yield from _lines(annex.blocks)
    if text.journal_line:
        yield text.journal_line, False


def _lines(blocks: tuple[Block, ...]) -> Iterator[tuple[str, bool]]:
    for block in blocks:
        if isinstance(block, Text | Heading):
            yield plain(block.text), isinstance(block, Heading)


def _write_table(sheet: Worksheet, table: Table, text: PaperText, looks: Looks, steps: RowSteps) -> None:
    """Write title and rows; Excel's filter stands on the head, which is printed on every page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    looks.write_text(sheet, 0, 0, plain(table.title))
    for place, column in enumerate(table.columns):
        sheet.write_string(1, place, plain(column.title), looks.title)
        sheet.set_column(place, place, _width(table, place, text))
    for number, row in enumerate(table.rows, 2):
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(sheet, (number, place), value, column, text, looks)
        steps.on_row()
    for place, value in enumerate(table.total):
        _write_total(sheet, (len(table.rows) + 2, place), value, table.columns[place], text, looks)
    if not table.rows:
        looks.write_text(sheet, 2, 0, plain(table.empty) or text.words("paper.no-rows"))
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.autofilter(1, 0, max(1, len(table.rows) + 1), len(table.columns) - 1)


def _write_cell(
    sheet: Worksheet, at: tuple[int, int], value: Cell, column: Column, text: PaperText, looks: Looks
) -> None:
    """Write one value; an unknown one leaves its cell empty."""
    if value is None:
        return
    if isinstance(value, str) or column.kind is CellKind.TEXT:
        looks.write_text(sheet, *at, plain(str(value)))
    elif column.kind is CellKind.TIME:
        sheet.write_datetime(*at, text.at(value).replace(tzinfo=None), looks.figures[column.kind])
    elif column.kind is CellKind.SECONDS:
        sheet.write_number(*at, int(value) / DAY_S, looks.figures[column.kind])
    elif column.kind in (CellKind.PERCENT, CellKind.LOSS):
        sheet.write_number(*at, percent(value, column.kind) / 100, looks.figures[column.kind])
    else:
        sheet.write_number(*at, value, looks.figures.get(column.kind, looks.number))


def _write_total(
    sheet: Worksheet, at: tuple[int, int], value: Cell, column: Column, text: PaperText, looks: Looks
) -> None:
    """Write a sum as a formula, so that it follows who changes a row; its label as any other cell."""
    if column.kind not in FIGURES or not isinstance(value, int | float):
        _write_cell(sheet, at, value, column, text, looks)
        return
    row, place = at
    rows = xl_range(2, place, row - 1, place)
    sheet.write_formula(row, place, f"=SUM({rows})", looks.figures.get(column.kind, looks.number), value)


def _width(table: Table, place: int, text: PaperText) -> int:
    kind = table.columns[place].kind
    written = (len(text.cell(row[place], kind)) for row in table.lines)
    longest = max((*written, len(table.columns[place].title)), default=0)
    return min(_WIDEST, max(_NARROWEST, longest + 2))


def _has_negative_length(paper: Paper) -> bool:
    return any(
        isinstance(value, int | float) and value < 0
        for _, table in named_tables(paper, _LONGEST_NAME)
        for row in table.rows
        for value, column in zip(row, table.columns, strict=True)
        if column.kind is CellKind.SECONDS
    )
