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
    for number, table in enumerate(_tables(paper), 1):
        yield _name(number, table.title, longest), table


def named_charts(paper: Paper, longest: int) -> Iterator[tuple[str, Chart]]:
    """Yield each chart that has rows, as `named_tables`; its number goes on behind those of the tables."""
    charts = (block for block in _blocks(paper) if isinstance(block, Chart) and block.rows)
    for number, chart in enumerate(charts, len(_tables(paper)) + 1):
        yield _name(number, chart.title, longest), chart


def _tables(paper: Paper) -> list[Table]:
    """Return the tables; one of the first page that an annex has with all its rows is left out."""
    found = [block for block in _blocks(paper) if isinstance(block, Table)]
    return [
        table
        for place, table in enumerate(found)
        if not any(_begins(table, later) for later in found[place + 1 :])
    ]


def _begins(table: Table, later: Table) -> bool:
    """Tell whether the later table is the same one, with more rows or with as many."""
    is_same = (table.title, table.columns) == (later.title, later.columns)
    return is_same and later.rows[: len(table.rows)] == table.rows


def _blocks(paper: Paper) -> Iterator[Block]:
    yield from paper.blocks
    for annex in paper.annexes:
        yield from annex.blocks


def _name(number: int, title: str, longest: int) -> str:
    name = f"{number} {' '.join(plain(title).translate(_FORBIDDEN).split())}"
    while len(name.encode("utf-16-le")) // 2 > longest:
        name = name[:-1]
    return name.strip(" '.")
