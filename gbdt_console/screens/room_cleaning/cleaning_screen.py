"""Shows who works at each site: technician, deputy, training and duty."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.actions.room_cleaning.cleaning_actions import CleaningActions
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.room_cleaning.rows import CleaningCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.room_cleaning.list import CleaningListView

_PAGE = 10
_STEPS = {"up": -1, "down": 1, "pageup": -_PAGE, "pagedown": _PAGE, "home": -9_999, "end": 9_999}


class CleaningScreen(LiveScreen):
    """Keeps the highlight on its site; Enter asks what to record of it."""

    ACTIONS = (
        Action("care.menu", ("enter",), "screen.choose", Rank.TARGET, is_hinted=True, is_acting=True),
        Action("care.move", tuple(_STEPS), "screen.move", Rank.CURSOR, "rows", takes_key=True,
               in_palette=False),
        Action("care.leave", ("escape",), "app.leave", Rank.CURSOR, is_hinted=True),
    )  # fmt: skip
    guide_page = GuideTopic.BEFORE

    def __init__(self, services: ScreenServices, actions: Sequence[Action], site_id: str = "") -> None:
        self.cursor = CleaningCursor()
        super().__init__(services, actions, site_id)
        self._acts = CleaningActions(self.commands, self.cursor)

    def body(self) -> Sequence[Widget]:
        return (CleaningListView(self.appearance),)

    def show_view(self, view: View) -> None:
        self.cursor.see(view.snapshot, self.services.meant_meeting(view.snapshot))
        self.query_one(CleaningListView).show(view, self.cursor)

    def show_hints(self) -> None:
        row = self.cursor.row
        self.hint("" if row is None else self._acts.name_of(row.site_id))

    def subject(self) -> SiteView | None:
        row = self.cursor.row
        return None if self.view is None or row is None else self.view.site_of(row.site_id)

    def target(self) -> None:
        """Return nothing: no alarm is shown here, so no key means one."""

    def action_move(self, key: str) -> None:
        self.cursor.move(_STEPS[key])
        self.query_one(CleaningListView).scroll_to_top()
        self.redraw()

    async def action_choose(self) -> None:
        await self._acts.choose()
