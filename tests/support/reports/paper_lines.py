"""Papers as lines for golden files, with the values of tables as they are typed."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.reports.paper import Cell, CellKind, Chart, Heading, Paper, Table, Text


def paper_lines(paper: Paper) -> Iterator[str]:
    yield f"{paper.kind} {paper.name} {paper.day} {paper.language}"
    yield f"# {paper.subject}"
    yield from _blocks(paper, paper.blocks)
    for annex in paper.annexes:
        yield from ("", f"## {annex.title}{' (wide)' if annex.is_wide else ''}")
        yield from _blocks(paper, annex.blocks)
    yield from ("", " | ".join(signature.post for signature in paper.signatures))
    yield from (f"-> {name}" for name in paper.recipients)


def _blocks(paper: Paper, blocks: tuple[object, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(text=text):
                yield f"### {text}"
            case Text(text=text):
                yield text
            case Table():
                yield f"[{block.title}] {' | '.join(column.title for column in block.columns)}"
                for row in block.rows:
                    cells = zip(row, block.columns, strict=True)
                    yield "  " + " | ".join(_cell(paper, value, column.kind) for value, column in cells)
                if not block.rows:
                    yield f"  {block.empty}"
            case Chart():
                yield f"<{block.title}: {block.kind}, {len(block.rows)} rows>"


def _cell(paper: Paper, value: Cell, kind: CellKind) -> str:
    if value is None:
        return "–"
    if kind is CellKind.TIME and not isinstance(value, str):
        return datetime.fromtimestamp(value, ZoneInfo(paper.timezone)).strftime("%d/%m %H:%M:%S.%f")[:-4]
    return str(value)
