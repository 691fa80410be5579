"""Shows the checklist before a meeting (F6): countdown, matrix of sites and checks, roll-call."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.actions.checklist.checklist_actions import ChecklistActions
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.checklist.cursor import ChecklistCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.checklist.board import ChecklistBoard

_PAGE = 10
_STEPS = {
    "up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1),
    "pageup": (-_PAGE, 0), "pagedown": (_PAGE, 0), "home": (-9_999, 0), "end": (9_999, 0),
}  # fmt: skip


class ChecklistScreen(LiveScreen):
    """Keeps the highlight on its site while others change."""

    ACTIONS = (
        Action("checklist.roll", ("enter",), "screen.call_roll", Rank.TARGET, is_hinted=True, is_acting=True),
        Action("sheet.sign", ("percent_sign",), "screen.sign", Rank.TARGET, is_hinted=True,
               is_acting=True),
        Action("sheet.close", ("number_sign",), "screen.close", Rank.TARGET, is_hinted=True,
               is_acting=True),
        Action("checklist.move", tuple(_STEPS), "screen.move", Rank.CURSOR, "cells", takes_key=True,
               in_palette=False),
        Action("checklist.leave", ("escape",), "app.leave", Rank.CURSOR, is_hinted=True),
    )  # fmt: skip
    guide_page = GuideTopic.BEFORE

    def __init__(self, services: ScreenServices, actions: Sequence[Action], site_id: str = "") -> None:
        self.cursor = ChecklistCursor()
        super().__init__(services, actions, site_id)
        self._acts = ChecklistActions(self.commands, self.cursor, self.redraw)

    def body(self) -> Sequence[Widget]:
        return (ChecklistBoard(self.appearance),)

    def show_view(self, view: View) -> None:
        self.cursor.see(view.snapshot.checklist)
        self.query_one(ChecklistBoard).show(view, self.cursor)

    def show_hints(self) -> None:
        site = self.subject()
        if self._is_unaccepted():
            self.hint(self.appearance.words("checklist.config-hint"))
            return
        if meant := self._meant():
            self.hint(self.appearance.words("checklist.meant", number=meant))
            return
        self.hint("" if site is None else f"{site.number} {site.name}")

    def idle_hints(self) -> frozenset[str]:
        """Leave out the key's words where it accepts a configuration, opens a sheet, or closes none."""
        is_other = self._is_unaccepted() or bool(self._meant()) or self._is_closed()
        return super().idle_hints().union({"sheet.close"} if is_other else ())

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

    def subject(self) -> SiteView | None:
        row = self.cursor.row
        return None if self.view is None or row is None else self.view.site_of(row.site_id)

    def action_move(self, key: str) -> None:
        self.cursor.move(*_STEPS[key])
        self.redraw()

    async def action_call_roll(self) -> None:
        await self._acts.call_roll()

    async def action_sign(self) -> None:
        await self._acts.sign()

    async def action_close(self) -> None:
        await self._acts.close()
