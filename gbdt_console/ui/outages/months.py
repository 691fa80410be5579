"""Arranges the months of lines as a list, worst first, and keeps the highlighted one."""

from collections.abc import Sequence

from gbdt_console.core.outages.contract_month import LineMonth


def months_by_need(months: Sequence[LineMonth]) -> tuple[LineMonth, ...]:
    """Return the lines with missed targets first, then those with the least downtime left."""
    return tuple(sorted(months, key=_need))


def _need(month: LineMonth) -> tuple[bool, float, float]:
    left_s = float("inf") if month.left_s is None else month.left_s
    percent = month.availability_percent
    return not month.breaches, left_s, 100.0 if percent is None else percent


class MonthCursor:
    """Highlights a line by its site.

    rows: the lines in the order of the list
    """

    def __init__(self) -> None:
        self.rows: tuple[LineMonth, ...] = ()
        self._site_id = ""

    @property
    def row(self) -> LineMonth | None:
        """Return the highlighted line; None in an empty list."""
        return next((month for month in self.rows if month.site_id == self._site_id), None)

    def see(self, months: Sequence[LineMonth]) -> None:
        """Take the newest months; where the highlighted line is gone, the first is highlighted."""
        self.rows = months_by_need(months)
        if self.row is None and self.rows:
            self._site_id = self.rows[0].site_id

    def move(self, step: int) -> None:
        """Highlight the row `step` places below, at most the last one."""
        if self.rows:
            at = next((i for i, month in enumerate(self.rows) if month.site_id == self._site_id), 0)
            self._site_id = self.rows[max(0, min(len(self.rows) - 1, at + step))].site_id
