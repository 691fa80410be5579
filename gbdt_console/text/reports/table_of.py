"""Build the table of a report: each column holds its head and how its cells are found."""

from collections.abc import Callable, Iterable
from typing import Generic, Self, TypeVar

from gbdt_console.core.clean_text import clean
from gbdt_console.core.reports.paper import Cell, CellKind, Column, Table
from gbdt_console.text.reports.report_words import ReportWords

Record = TypeVar("Record")
LONGEST = 400
"""Limits what a person typed, characters, as the engine does."""


class TableOf(Generic[Record]):
    """Builds a table of one row a record; columns are added from left to right.

    A column's name is the code of its head; its weight is its share of the width beside the others.
    """

    def __init__(self, words: ReportWords, records: Iterable[Record]) -> None:
        self._words = words
        self._records = tuple(records)
        self._columns: list[Column] = []
        self._cells: list[Callable[[Record], Cell]] = []

    def column(self, name: str, cell: Callable[[Record], Cell], weight: int, kind: CellKind) -> Self:
        self._columns.append(Column(self._words(f"report.column.{name}"), kind, weight))
        self._cells.append(cell)
        return self

    def text(self, name: str, cell: Callable[[Record], str], weight: int = 1) -> Self:
        """Add a column of words."""
        return self.column(name, cell, weight, CellKind.TEXT)

    def typed(self, name: str, cell: Callable[[Record], str], weight: int = 1) -> Self:
        """Add a column of what persons typed, which is cleaned."""
        return self.text(name, lambda record: clean(cell(record), LONGEST), weight)

    def site(self, site_id: Callable[[Record], str], weight: int = 1) -> Self:
        return self.text("site", lambda record: self._words.site(site_id(record)), weight)

    def number(self, name: str, cell: Callable[[Record], float | None], weight: int = 1) -> Self:
        return self.column(name, cell, weight, CellKind.NUMBER)

    def money(self, name: str, cell: Callable[[Record], Cell], weight: int = 1) -> Self:
        """Add a column of sums of money, đồng; a text stands where there can be none."""
        return self.column(name, cell, weight, CellKind.MONEY)

    def percent(self, name: str, cell: Callable[[Record], float | None], weight: int = 1) -> Self:
        """Add a column of percentages."""
        return self.column(name, cell, weight, CellKind.PERCENT)

    def seconds(self, name: str, cell: Callable[[Record], float | None], weight: int = 2) -> Self:
        return self.column(name, cell, weight, CellKind.SECONDS)

    def time(self, name: str, cell: Callable[[Record], float | None], weight: int = 2) -> Self:
        """Add a column of times, UTC seconds."""
        return self.column(name, cell, weight, CellKind.TIME)

    def table(self, title: str, empty: str = "", **params: object) -> Table:
        """Return the table.

        title: code of its title, with the words' `params`
        empty: code of what stands in place of a table without rows
        """
        rows = tuple(tuple(cell(record) for cell in self._cells) for record in self._records)
        words = self._words
        return Table(words(title, **params), tuple(self._columns), rows, words(empty) if empty else "")
