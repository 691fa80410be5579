"""Keeps the highlighted cell of the checklist."""

from gbdt_console.core.checklist.cells import Cell
from gbdt_console.core.checklist.view import SiteChecks
from gbdt_console.ui.cursor import Cursor


class ChecklistCursor(Cursor[SiteChecks]):
    """Highlights a site, and one of its checks.

    place: place of the highlighted check, in the order of the sheet's checks
    """

    def __init__(self) -> None:
        super().__init__(lambda row: row.site_id)
        self.place = 0

    @property
    def cell(self) -> Cell | None:
        """Return the highlighted cell; None without a sheet."""
        return None if self.row is None else self.row.cells[min(self.place, len(self.row.cells) - 1)]

    def move_sideways(self, step: int) -> None:
        """Highlight the check `step` places to the right, at most the last one."""
        last = 0 if self.row is None else len(self.row.cells) - 1
        self.place = max(0, min(last, self.place + step))

    def next_to_call(self) -> SiteChecks | None:
        """Return the next row, in a circle, whose roll-call has a question left; None where none has."""
        around = (*self.rows[self.at + 1 :], *self.rows[: self.at + 1])
        return next((row for row in around if row.roll.next_question is not None), None)
