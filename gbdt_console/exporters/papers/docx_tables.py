"""Draws tables and charts of a paper as Word tables.

The elements are built directly: python-docx counts all cells of a table anew for each cell that it is asked
for, which takes minutes for the rows of a year.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.paper import FIGURES, CellKind, Chart, ChartKind, ChartRow, Table
from gbdt_console.exporters.papers import decree
from gbdt_console.text.chart_scale import bar_share, stretches
from gbdt_console.text.reports.paper_text import PaperText, plain

STYLE = "Table Text"
"""Paragraph style of the words in tables and charts."""
_TWIP = 635
"""EMU in a twentieth of a point, the unit of widths in tables."""
_PARTS = 50
"""Parts of a chart's axis: each is a column of a table, and Word has 63 at most."""
_LABEL, _VALUE = Mm(decree.LABEL_MM), Mm(decree.VALUE_MM)
_MOST_ROWS = 250
"""Limits the rows of one Word table: LibreOffice draws 5 000 rows in 130 s, and in 16 s as twenty tables."""
_SEAM = Pt(1)
"""Height of the line between two tables, without which Word makes them one."""
_GAP = 16
"""White between two bars, eighths of a point."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """Holds one cell.

    span: columns that it covers
    align: 'left', 'right' or 'center'
    fill: its ground, RRGGBB; empty for white
    """

    text: str
    width: Length
    span: int = 1
    align: str = "left"
    fill: str = ""
    is_bold: bool = False


def add_table_style(document: Docx) -> None:
    """Define the style of the words in tables; every table uses it."""
    style = document.styles.add_style(STYLE, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(decree.TABLE_PT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)


def add_table(
    document: Docx, table: Table, text: PaperText, width: Length, on_row: Callable[[], None]
) -> None:
    """Add a table whose head stands on every page; a row never breaks. A long one is cut into several."""
    weights = [max(1, column.weight) for column in table.columns]
    widths = [Length(width * weight // sum(weights)) for weight in weights]
    head = [
        _Cell(plain(column.title), wide, align="center", is_bold=True)
        for column, wide in zip(table.columns, widths, strict=True)
    ]
    for begin in range(0, len(table.lines), _MOST_ROWS):
        if begin:
            document.add_paragraph().paragraph_format.line_spacing = _SEAM
        made = _new_table(document, widths, has_lines=True)
        made.append(_row(head, is_head=True))
        for row in table.lines[begin : begin + _MOST_ROWS]:
            cells = []
            for value, column, wide in zip(row, table.columns, widths, strict=True):
                align = "right" if column.kind in FIGURES else "left"
                cells.append(_Cell(text.cell(value, column.kind), wide, align=align))
            made.append(_row(cells))
            on_row()


def add_chart(document: Docx, chart: Chart, text: PaperText, width: Length) -> None:
    axis = Length(width - _LABEL - _VALUE)
    part = Length(axis // _PARTS)
    made = _new_table(document, [_LABEL, *[part] * _PARTS, _VALUE], has_lines=False)
    rows = []
    for row in chart.rows:
        value = text.bar(row, chart) if chart.kind is ChartKind.BARS else ""
        rows.append([_Cell(plain(row.label), _LABEL), *_axis_cells(row, chart, part), _Cell(value, _VALUE)])
    if chart.kind is ChartKind.TIMELINE:
        rows.append(_time_axis(chart, text, part))
    is_kept = len(rows) <= decree.MOST_KEPT
    for place, cells in enumerate(rows, start=1):
        made.append(_row(cells, stays_with_next=is_kept and place < len(rows)))


def _axis_cells(row: ChartRow, chart: Chart, part: Length) -> list[_Cell]:
    """Return the shaded stretches of one row; together they cover the axis."""
    if chart.kind is ChartKind.BARS:
        share = bar_share(row, chart)
        filled = max(1, round(share * _PARTS)) if share else 0
        fills = [decree.GOOD] * filled + [""] * (_PARTS - filled)
    else:
        fills = [""] * _PARTS
        for begin, end, span in stretches(row, chart, _PARTS):
            for place in range(begin, end):
                fills[place] = decree.BAD if span.is_bad or fills[place] == decree.BAD else decree.GOOD
    edges = [0, *(n for n in range(1, _PARTS) if fills[n] != fills[n - 1]), _PARTS]
    return [
        _Cell("", Length(part * (end - begin)), span=end - begin, fill=fills[begin])
        for begin, end in pairwise(edges)
    ]


def _time_axis(chart: Chart, text: PaperText, part: Length) -> list[_Cell]:
    half = _PARTS // 2
    wide = Length(part * half)
    begin, end = (text.cell(utc, CellKind.TIME) for utc in (chart.from_utc, chart.until_utc))
    legend = text.words("paper.fault") if any(span.is_bad for row in chart.rows for span in row.spans) else ""
    return [
        _Cell(legend, _LABEL),
        _Cell(begin, wide, half),
        _Cell(end, wide, half, "right"),
        _Cell("", _VALUE),
    ]


def _new_table(document: Docx, widths: Sequence[Length], *, has_lines: bool) -> BaseOxmlElement:
    """Add a table without rows before the document's last section mark."""
    table = document.add_table(rows=0, cols=0)
    table.autofit = False
    if has_lines:
        table.style = "Table Grid"
    element: BaseOxmlElement = table._tbl
    grid = element.find(qn("w:tblGrid"))
    assert grid is not None
    for width in widths:
        grid.append(_made("w:gridCol", w=width // _TWIP))
    return element


def _row(cells: Sequence[_Cell], *, is_head: bool = False, stays_with_next: bool = False) -> BaseOxmlElement:
    row, layout = OxmlElement("w:tr"), OxmlElement("w:trPr")
    layout.append(OxmlElement("w:cantSplit"))
    if is_head:
        layout.append(OxmlElement("w:tblHeader"))
    row.append(layout)
    for cell in cells:
        row.append(_cell(cell, stays_with_next=stays_with_next))
    return row


def _cell(cell: _Cell, *, stays_with_next: bool) -> BaseOxmlElement:
    made, layout = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    layout.append(_made("w:tcW", w=cell.width // _TWIP, type="dxa"))
    if cell.span > 1:
        layout.append(_made("w:gridSpan", val=cell.span))
    if cell.fill:
        gaps = OxmlElement("w:tcBorders")
        gaps.append(_made("w:top", val="single", sz=_GAP, color="FFFFFF"))
        gaps.append(_made("w:bottom", val="single", sz=_GAP, color="FFFFFF"))
        layout.append(gaps)
        layout.append(_made("w:shd", val="clear", color="auto", fill=cell.fill))
    made.append(layout)
    paragraph, look = OxmlElement("w:p"), OxmlElement("w:pPr")
    look.append(_made("w:pStyle", val=STYLE.replace(" ", "")))
    if stays_with_next:
        look.append(OxmlElement("w:keepNext"))
    look.append(_made("w:jc", val=cell.align))
    paragraph.append(look)
    if cell.text:
        run, words = OxmlElement("w:r"), OxmlElement("w:t")
        if cell.is_bold:
            bold = OxmlElement("w:rPr")
            bold.append(OxmlElement("w:b"))
            run.append(bold)
        words.text = cell.text
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
        paragraph.append(run)
    made.append(paragraph)
    return made


def _made(tag: str, **attributes: object) -> BaseOxmlElement:
    element: BaseOxmlElement = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element
