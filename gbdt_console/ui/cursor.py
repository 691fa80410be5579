"""Keeps which row of a list is highlighted."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")

ARROWS = {"up": -1, "down": 1}
SIDES = {"left": -1, "right": 1}
"""Rows and columns that an arrow's key moves by."""


class Cursor(Generic[Row]):
    """Highlights a row by its name; rows that come and go move around it.

    at: place of the highlighted row; 0 in an empty list
    row: the highlighted row; None in an empty list
    name: what the highlighted row is found by among newer rows
    """

    def __init__(self, name_of: Callable[[Row], Hashable], name: Hashable = None) -> None:
        """`name` is that of the row to highlight first, where there is one."""
        self.rows: Sequence[Row] = ()
        self.at = 0
        self.row: Row | None = None
        self.name = name
        self._name_of = name_of

    def take(self, rows: Sequence[Row], instead: int = 0) -> None:
        """Take the newest rows; where the highlighted one is gone, highlight that at place `instead`."""
        self.rows = rows
        self._stand(self._place_of(self.name, instead))

    def go_to(self, name: Hashable) -> None:
        self._stand(self._place_of(name, self.at))

    def move(self, step: int) -> None:
        """Highlight the row `step` places below, at most the last one."""
        self._stand(self.at + step)

    def _place_of(self, name: Hashable, otherwise: int) -> int:
        return next((at for at, row in enumerate(self.rows) if self._name_of(row) == name), otherwise)

    def _stand(self, at: int) -> None:
        self.at = max(0, min(len(self.rows) - 1, at))
        self.row = self.rows[self.at] if self.rows else None
        self.name = self.name if self.row is None else self._name_of(self.row)
