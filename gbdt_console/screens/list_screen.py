"""Moves the highlight of a screen that is one list, and scrolls what is shown of its row."""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic

from textual.widget import Widget

from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.cursor import Cursor, Row
from gbdt_console.ui.view import View
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.list_and_sheet import ListAndSheet

_PAGE = 10
_FAR = 9_999
STEPS = {"up": -1, "down": 1, "pageup": -_PAGE, "pagedown": _PAGE, "home": -_FAR, "end": _FAR}
"""Rows that a key moves the highlight down."""


class ListScreen(LiveScreen, Generic[Row]):
    """Keeps the highlight on its row while others come and go."""

    LIST: ClassVar[type[ListAndSheet[Any]]]
    cursor: Cursor[Row]

    def rows(self, view: View) -> Sequence[Row]:
        return self.cursor.rows

    def body(self) -> Sequence[Widget]:
        return (self.LIST(self.appearance),)

    def show_view(self, view: View) -> None:
        self.cursor.take(self.rows(view))
        self.query_one(self.LIST).show(view, self.cursor)

    def about(self, row: Row) -> str:
        """Return the id of the site that a row is about; empty for none."""
        del row
        return ""

    def named(self, row: Row) -> str:
        """Return what the bottom line names of the highlighted row."""
        site = self.subject()
        return "" if site is None else f"{site.number} {site.name}"

    def subject(self) -> SiteView | None:
        row = self.cursor.row
        return None if row is None or self.view is None else self.view.site_of(self.about(row))

    def show_hints(self) -> None:
        row = self.cursor.row
        self.hint("" if row is None else self.named(row))

    def move(self, step: int) -> None:
        """Highlight the row `step` places below."""
        self.cursor.move(step)

    def show_moved(self) -> None:
        """Show the newly highlighted row from its top."""
        for sheet in self._sheets():
            sheet.scroll_to_top()
        self.redraw()

    def action_move(self, key: str) -> None:
        self.move(STEPS[key])
        self.show_moved()

    def on_lines_picked(self, message: Lines.Picked) -> None:
        self.move(message.step)
        self.show_moved()

    def action_scroll_sheet(self, key: str) -> None:
        for sheet in self._sheets():
            sheet.scroll_sheet(1 if key == "pagedown" else -1)

    def _sheets(self) -> list[ListAndSheet[Any]]:
        return [sheet for sheet in self.query(ListAndSheet) if sheet.display]
