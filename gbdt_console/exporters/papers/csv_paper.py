"""Writes the tables of a paper as CSV files (RFC 4180) in one archive, for programs to read."""

from collections.abc import Iterator
from csv import writer
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from gbdt_console.core.reports.paper import Cell, CellKind, Column, Paper, Table
from gbdt_console.exporters.papers.table_names import begins_formula, named_tables
from gbdt_console.text.reports.paper_text import PaperText, plain

_LONGEST_NAME = 60
"""Limits the name of a file, UTF-16 units: with its folder it must fit into the 260 of Windows."""
_UNITS = {CellKind.SECONDS: " (s)", CellKind.PERCENT: " (%)", CellKind.LOSS: " (%)"}


def csv_bytes(paper: Paper) -> bytes:
    """Return a .zip with one file a table; the mark at its begin tells Excel that it is UTF-8."""
    text, made = PaperText(paper), BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, table in named_tables(paper, _LONGEST_NAME):
            day = paper.day
            entry = ZipInfo(f"{name}.csv", (max(1980, day.year), day.month, day.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, _table(table, text).encode("utf-8-sig"))
    return made.getvalue()


def _table(table: Table, text: PaperText) -> str:
    made = StringIO()
    out = writer(made)
    out.writerow(_guarded(plain(column.title) + _UNITS.get(column.kind, "")) for column in table.columns)
    out.writerows(_row(row, table.columns, text) for row in table.rows)
    return made.getvalue()


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...], text: PaperText) -> Iterator[str | int | float]:
    for value, column in zip(row, columns, strict=True):
        if value is None:
            yield ""
        elif isinstance(value, str) or column.kind is CellKind.TEXT:
            yield _guarded(plain(str(value)))
        elif column.kind is CellKind.TIME:
            yield text.at(value).replace(tzinfo=None).isoformat(" ")
        else:
            yield int(value) if column.kind is CellKind.SECONDS else value


def _guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would compute."""
    return f"'{text}" if begins_formula(text) else text
