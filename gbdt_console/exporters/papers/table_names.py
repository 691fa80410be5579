"""Names the tables of a paper, and tells which texts a spreadsheet would take for a formula."""

from collections.abc import Iterator

from gbdt_console.core.reports.paper import Block, Paper, Table
from gbdt_console.text.paper_text import plain

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
        title = " ".join(plain(table.title).translate(_FORBIDDEN).split())
        yield _cropped(f"{number} {title}", longest), table


def _tables(paper: Paper) -> Iterator[Table]:
    blocks: list[Block] = [*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)]
    return (block for block in blocks if isinstance(block, Table))


def _cropped(name: str, longest: int) -> str:
    while len(name.encode("utf-16-le")) // 2 > longest:
        name = name[:-1]
    return name.strip(" '.")
