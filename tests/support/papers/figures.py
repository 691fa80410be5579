"""Says what stands in a paper, by own arithmetic: readers of each format look for it."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from gbdt_console.core.clean_text import clean
from gbdt_console.core.reports.paper import Block, Cell, CellKind, Chart, Heading, Paper, Table, Text

VIET_NAM = timedelta(hours=7)


def tables(paper: Paper) -> list[Table]:
    return [block for block in all_blocks(paper) if isinstance(block, Table)]


def charts(paper: Paper) -> list[Chart]:
    return [block for block in all_blocks(paper) if isinstance(block, Chart)]


def all_blocks(paper: Paper) -> list[Block]:
    return [*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)]


def said(value: Cell, kind: CellKind) -> str:
    """One value in Vietnamese."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return clean(value, 8_000)
    if kind is CellKind.TIME:
        return (datetime.fromtimestamp(value, UTC) + VIET_NAM).strftime("%d/%m/%Y %H:%M:%S")
    if kind is CellKind.SECONDS:
        hours, rest = divmod(abs(int(value)), 3_600)
        return f"{'-' * (int(value) < 0)}{hours}:{rest // 60:02}:{rest % 60:02}"
    if kind is CellKind.PERCENT:
        return f"{math.floor(round(value * 1_000, 6)) / 1_000:g}".replace(".", ",") + "%"
    if kind is CellKind.LOSS:
        return f"{math.ceil(round(value * 1_000, 6)) / 1_000:g}".replace(".", ",") + "%"
    if kind is CellKind.MONEY:
        return f"{value:,}".replace(",", ".")
    return f"{round(value, 3):.10g}".replace(".", ",")


def said_rows(table: Table) -> list[list[str]]:
    return [
        [said(value, column.kind) for value, column in zip(row, table.columns, strict=True)]
        for row in (*table.rows, *([table.total] if table.total else ()))
    ]


def all_words(paper: Paper) -> Iterator[str]:
    """Yield every text and figure of a paper."""
    yield clean(paper.subject, 8_000)
    yield from (clean(signature.post, 8_000).upper() for signature in paper.signatures)
    yield from (clean(name, 8_000) for name in paper.recipients)
    yield from (clean(annex.title, 8_000) for annex in paper.annexes)
    yield f"{paper.head_seq}:{'.'.join(paper.head_hash[at : at + 4] for at in range(0, 20, 4))}"
    for block in all_blocks(paper):
        match block:
            case Text() | Heading():
                yield clean(block.text, 8_000)
            case Table():
                yield clean(block.title, 8_000)
                yield from (cell for row in said_rows(block) for cell in row)
            case Chart():
                yield clean(block.title, 8_000)
                yield from (clean(row.label, 8_000) for row in block.rows)
