"""Write a paper as plain lines for a terminal."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.reports.paper import (
    Block,
    Cell,
    CellKind,
    Chart,
    Heading,
    Paper,
    Table,
    Text,
)


def plain_lines(paper: Paper) -> Iterator[str]:
    """Yield the paper line by line; a table has one line a row, with tabs between its values."""
    yield paper.subject
    for block in paper.blocks:
        yield from _block(block, paper)
    for number, annex in enumerate(paper.annexes, start=1):
        yield from ("", f"{number}. {annex.title}")
        for block in annex.blocks:
            yield from _block(block, paper)
    yield f"{paper.head_seq} {paper.head_hash}"


def _block(block: Block, paper: Paper) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield from ("", text)
        case Text(text=text):
            yield text
        case Table():
            yield from _table(block, paper)
        case Chart():
            pass


def _table(table: Table, paper: Paper) -> Iterator[str]:
    yield from ("", table.title)
    if not table.rows:
        yield table.empty
        return
    yield "\t".join(column.title for column in table.columns)
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        yield "\t".join(_cell(value, column.kind, paper) for value, column in cells)


def _cell(value: Cell, kind: CellKind, paper: Paper) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if kind is CellKind.TIME:
        return f"{datetime.fromtimestamp(int(value), ZoneInfo(paper.timezone)):%d/%m/%Y %H:%M:%S}"
    if kind is CellKind.SECONDS:
        whole = abs(int(value))
        sign = "-" if value < 0 and whole else ""
        return f"{sign}{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"
    return f"{value:g}"
