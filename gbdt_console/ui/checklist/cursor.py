"""Keeps the highlighted cell of the checklist."""

from gbdt_console.core.checklist.cells import Cell
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks

_CHECKS = len(Check)


class ChecklistCursor:
    """Highlights a site by its id, and one of its checks.

    rows: the rows of the sheet
    place: place of the highlighted check, in the order of Check
    """

    def __init__(self) -> None:
        self.rows: tuple[SiteChecks, ...] = ()
        self.place = 0
        self._site_id = ""

    @property
    def row(self) -> SiteChecks | None:
        """Return the highlighted row; None without a sheet."""
        return next((row for row in self.rows if row.site_id == self._site_id), None)

    @property
    def cell(self) -> Cell | None:
        """Return the highlighted cell; None without a sheet."""
        row = self.row
        return None if row is None else row.cells[self.place]

    def see(self, view: ChecklistView | None) -> None:
        """Take the newest sheet; where the highlighted site is gone, the first one is highlighted."""
        self.rows = () if view is None else view.rows
        if self.row is None and self.rows:
            self._site_id = self.rows[0].site_id

    def go_to(self, site_id: str) -> None:
        """Highlight that site."""
        self._site_id = site_id

    def move(self, sites: int, checks: int = 0) -> None:
        """Highlight another cell, at most the last one.

        sites: rows further down
        checks: checks further to the right
        """
        self.place = max(0, min(_CHECKS - 1, self.place + checks))
        if self.rows and sites:
            at = next((i for i, row in enumerate(self.rows) if row.site_id == self._site_id), 0)
            self._site_id = self.rows[max(0, min(len(self.rows) - 1, at + sites))].site_id

    def next_to_call(self) -> SiteChecks | None:
        """Return the next row, in a circle, whose roll-call has a question left; None where none has."""
        at = next((i for i, row in enumerate(self.rows) if row.site_id == self._site_id), 0)
        around = (*self.rows[at + 1 :], *self.rows[: at + 1])
        return next((row for row in around if row.roll.next_question is not None), None)
