"""Shows the checklist before a meeting (F6): countdown, matrix of sites and checks, roll-call."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.checklist.call_round import next_to_call
from gbdt_console.core.checklist.view import SiteChecks
from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.actions.checklist.checklist_actions import ChecklistActions
from gbdt_console.screens.list_screen import STEPS, ListScreen
from gbdt_console.screens.numbered import TYPING, NumberedScreen
from gbdt_console.ui.actions import Action, Rank, acting
from gbdt_console.ui.checklist.cursor import ChecklistCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.checklist.board import ChecklistBoard

_SIDEWAYS = {"left": -1, "right": 1}


class ChecklistScreen(NumberedScreen, ListScreen[SiteChecks]):
    """Means the site of the typed number, else the highlighted one."""

    ACTIONS = (
        acting("checklist.roll", "enter", "checklist.call_roll", Rank.TARGET),
        acting("sheet.sign", "percent_sign", "checklist.sign", Rank.TARGET),
        acting("sheet.close", "number_sign", "checklist.close", Rank.TARGET),
        Action("sheet.print", (), "checklist.print_sheet", Rank.TARGET, is_acting=True),
        Action("checklist.move", (*STEPS, *_SIDEWAYS), "screen.move", Rank.CURSOR, "cells", takes_key=True,
               in_palette=False),
        TYPING,
        Action("checklist.leave", ("escape",), "screen.escape", Rank.CURSOR, is_hinted=True),
    )  # fmt: skip
    guide_page = GuideTopic.BEFORE

    def set_up(self) -> None:
        super().set_up()
        self.cursor: ChecklistCursor = ChecklistCursor()
        self.add(ChecklistActions(self.commands, self.cursor, self.redraw))

    def body(self) -> Sequence[Widget]:
        return (ChecklistBoard(self.appearance),)

    def show_view(self, view: View) -> None:
        """Show the sheet; it opens at the site to call first."""
        sheet = view.snapshot.checklist
        rows = () if sheet is None else sheet.rows
        first = next_to_call(rows, 0, view.now_utc)
        self.cursor.take(rows, 0 if first is None else rows.index(first))
        self.query_one(ChecklistBoard).show(view, self.cursor)

    def show_hints(self) -> None:
        if self.typed:
            super().show_hints()
        elif self._is_unaccepted():
            self.hint(self.appearance.words("checklist.config-hint"))
        elif meant := self._meant():
            self.hint(self.appearance.words("checklist.meant", number=meant))
        else:
            super().show_hints()

    def idle_hints(self) -> frozenset[str]:
        """Leave out the key's words where it accepts a configuration, opens a sheet, or closes none.

        F9 stays, unlike on other screens with numbers: no key here stands for it.
        """
        is_other = self._is_unaccepted() or bool(self._meant()) or self._is_closed()
        has_sheet = self.view is not None and self.view.snapshot.checklist is not None
        idle = (*(("sheet.close",) if is_other else ()), *(() if has_sheet else ("sheet.print",)))
        return ListScreen.idle_hints(self).union(idle)

    def _is_unaccepted(self) -> bool:
        sheet = None if self.view is None else self.view.snapshot.checklist
        return sheet is not None and sheet.unaccepted is not None

    def _is_closed(self) -> bool:
        sheet = None if self.view is None else self.view.snapshot.checklist
        return (
            sheet is not None
            and self.view is not None
            and sheet.closing is not None
            and (self.view.now_utc < sheet.opening_utc)
        )

    def _meant(self) -> int:
        return 0 if self.view is None else self.services.meant_sheet(self.view.snapshot)

    def about(self, row: SiteChecks) -> str:
        return row.site_id

    def under_cursor(self) -> SiteView | None:
        return ListScreen.subject(self)

    async def action_escape(self) -> None:
        """Clear the typed number, else go back."""
        if self.typed:
            self.action_clear_number()
        else:
            await self.run_action("app.leave")

    def action_move(self, key: str) -> None:
        if key in _SIDEWAYS:
            self.cursor.move_sideways(_SIDEWAYS[key])
            self.redraw()
        else:
            super().action_move(key)
