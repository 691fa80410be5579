"""Shows the shutdown after a meeting (F7): each site's steps, those still on at the top."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.shutdown.view import SiteOff
from gbdt_console.screens.actions.shutdown.shutdown_actions import ShutdownActions
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import Action, Rank, of_a_list
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.shutdown.list import ShutdownList


class ShutdownScreen(ListScreen[SiteOff]):
    """Keeps the highlight on its site while the list is ordered anew."""

    ACTIONS = (
        Action("shutdown.next", ("enter",), "acts.do_next", Rank.TARGET, is_hinted=True, is_acting=True),
        Action("sheet.sign", ("percent_sign",), "acts.sign", Rank.TARGET, is_hinted=True,
               is_acting=True),
        Action("sheet.close", ("number_sign",), "acts.close", Rank.TARGET, is_hinted=True,
               is_acting=True),
        *of_a_list("shutdown", scrolls=False),
    )  # fmt: skip
    guide_page = GuideTopic.AFTER

    def set_up(self) -> None:
        self.cursor = Cursor(lambda site: site.site_id)
        self.acts = ShutdownActions(self.commands, self.cursor)

    def body(self) -> Sequence[Widget]:
        return (ShutdownList(self.appearance),)

    def show_view(self, view: View) -> None:
        record = view.snapshot.shutdown
        self.cursor.take(() if record is None else record.sites)
        self.query_one(ShutdownList).show(view, self.cursor)

    def about(self, row: SiteOff) -> str:
        return row.site_id
