"""Names the tables and charts of a paper, and tells which texts a spreadsheet would take for a formula."""

from collections.abc import Iterator

from gbdt_console.core.reports.paper import Block, Chart, Paper, Table
from gbdt_console.text.reports.paper_text import plain

_FORMULA_SIGNS = tuple("=+-@＝＋－＠")
_FORBIDDEN = str.maketrans(dict.fromkeys('[]:*?/\\<>"|', " "))
"""Excel refuses them in the name of a sheet, Windows in that of a file."""


def begins_formula(text: str) -> bool:
    """Tell whether a spreadsheet may compute the text when somebody opens or edits it."""
    return text.lstrip().startswith(_FORMULA_SIGNS)


def named_tables(paper: Paper, longest: int) -> Iterator[tuple[str, Table]]:
    """Yield each table with a name of its own, in the paper's order; the name begins with its number.

    longest: most UTF-16 units of a name; Excel allows 31 for a sheet
    """
    tables = (block for block in _blocks(paper) if isinstance(block, Table))
    for number, table in enumerate(tables, 1):
        yield _name(number, table.title, longest), table


def named_charts(paper: Paper, longest: int) -> Iterator[tuple[str, Chart]]:
    """Yield each chart that has rows, as `named_tables`; its number goes on behind those of the tables."""
    blocks = list(_blocks(paper))
    tables = sum(isinstance(block, Table) for block in blocks)
    charts = (block for block in blocks if isinstance(block, Chart) and block.rows)
    for number, chart in enumerate(charts, tables + 1):
        yield _name(number, chart.title, longest), chart


def _blocks(paper: Paper) -> Iterator[Block]:
    yield from paper.blocks
    for annex in paper.annexes:
        yield from annex.blocks


def _name(number: int, title: str, longest: int) -> str:
    name = f"{number} {' '.join(plain(title).translate(_FORBIDDEN).split())}"
    while len(name.encode("utf-16-le")) // 2 > longest:
        name = name[:-1]
    return name.strip(" '.")
