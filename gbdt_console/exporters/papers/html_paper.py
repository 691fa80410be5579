"""Writes a paper as one HTML page without script, from a template that the office can edit."""

from pathlib import Path

from gbdt_console.core.reports.paper import (
    FIGURES,
    Block,
    Chart,
    Column,
    Heading,
    Paper,
    Table,
    Text,
)
from gbdt_console.exporters.papers.svg_charts import svg_chart
from gbdt_console.text.office_templates import OfficeTemplates
from gbdt_console.text.reports.paper_text import PaperText, plain

_TEMPLATE = "paper.html"
Value = str | bool | float | list["Value"] | dict[str, "Value"]
"""A value that a template may use; a drawing is a str that counts as escaped."""


def html_bytes(paper: Paper, own_templates: Path | None) -> bytes:
    """Return the page. Raises BadTemplate."""
    templates = OfficeTemplates((__package__ or "", "templates"), own_templates)
    return templates.render(_TEMPLATE, _context(paper), is_markup=True).encode()


def _context(paper: Paper) -> dict[str, Value]:
    """Return what a template may use: cleaned texts, which it escapes."""
    text = PaperText(paper)
    superior, body = text.bodies
    nation, motto = text.nation
    annexes: list[Value] = []
    for place, annex in enumerate(paper.annexes, 1):
        number, title, belongs = text.annex(place, annex)
        blocks: Value = [_block(block, text) for block in annex.blocks]
        annexes.append(
            {"number": number, "title": title, "belongs": belongs, "is_wide": annex.is_wide, "blocks": blocks}
        )
    return {
        "language": paper.language,
        "superior": superior,
        "body": body,
        "nation": nation,
        "motto": motto,
        "number": text.number,
        "place_and_day": text.place_and_day,
        "kind": text.kind,
        "subject": text.subject,
        "blocks": [_block(block, text) for block in paper.blocks],
        "annexes": annexes,
        "signatures": [plain(signature.post).upper() for signature in paper.signatures],
        "recipients_title": text.words("paper.recipients"),
        "recipients": list(text.recipients),
        "journal_line": text.journal_line,
    }


def _block(block: Block, text: PaperText) -> Value:
    match block:
        case Text():
            return {"kind": "text", "text": plain(block.text)}
        case Heading():
            return {"kind": "heading", "text": plain(block.text)}
        case Chart():
            from markupsafe import Markup

            drawing = Markup(svg_chart(block, text))  # noqa: S704  (svg_chart escapes every text)
            return {"kind": "chart", "title": plain(block.title), "svg": drawing}
        case Table():
            return _table(block, text)


def _table(table: Table, text: PaperText) -> Value:
    total = sum(max(1, column.weight) for column in table.columns)
    return {
        "kind": "table",
        "title": plain(table.title),
        "columns": [_column(column, total) for column in table.columns],
        "rows": [
            [text.cell(value, column.kind) for value, column in zip(row, table.columns, strict=True)]
            for row in table.lines
        ],
        "empty": plain(table.empty) or text.words("paper.no-rows"),
    }


def _column(column: Column, total: int) -> Value:
    width = round(100 * max(1, column.weight) / total, 1)
    return {"title": plain(column.title), "width": width, "is_figure": column.kind in FIGURES}
