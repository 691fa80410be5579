"""Keeps the highlighted cell of the checklist."""

from gbdt_console.core.checklist.call_round import next_to_call
from gbdt_console.core.checklist.cells import Cell
from gbdt_console.core.checklist.view import SiteChecks
from gbdt_console.core.units import Utc
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

    def next_to_call(self, now_utc: Utc, but: str = "") -> SiteChecks | None:
        """Return the next site to call from the highlighted one on, without that of the id `but`."""
        return next_to_call(self.rows, self.at, now_utc, but=but)
