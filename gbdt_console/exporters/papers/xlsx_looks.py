"""Keeps the formats of one workbook."""

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gbdt_console.core.reports.paper import CellKind
from gbdt_console.exporters.papers.table_names import begins_formula

DAY_S = 86_400
_NUMBER_FORMATS = {
    CellKind.SECONDS: "[h]:mm:ss",
    CellKind.TIME: "dd/mm/yyyy hh:mm:ss",
    CellKind.PERCENT: "0.000%",
    CellKind.LOSS: "0.000%",
    CellKind.MONEY: "#,##0",
}


class Looks:
    def __init__(self, book: Workbook) -> None:
        top = {"valign": "top", "font_name": "Times New Roman", "font_size": 12}
        self.title: Format = book.add_format({**top, "bold": True, "text_wrap": True, "bottom": 1})
        self.text: Format = book.add_format({**top, "text_wrap": True})
        self.literal: Format = book.add_format({**top, "text_wrap": True, "quote_prefix": True})
        self.number: Format = book.add_format(top)
        self.figures: dict[CellKind, Format] = {
            kind: book.add_format({**top, "num_format": written}) for kind, written in _NUMBER_FORMATS.items()
        }

    def write_text(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """Write a text that stays one, even after somebody edited its cell."""
        sheet.write_string(row, column, text, self.literal if begins_formula(text) else self.text)
