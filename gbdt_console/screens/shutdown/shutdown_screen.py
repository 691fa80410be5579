"""Shows the shutdown after a meeting (F7): each site's steps, those still on at the top."""

from collections.abc import Sequence

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.shutdown.view import SiteOff
from gbdt_console.screens.actions.shutdown.shutdown_actions import ShutdownActions
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import Rank, acting, of_a_list
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.shutdown.list import ShutdownList, shown_record


class ShutdownScreen(ListScreen[SiteOff]):
    """Keeps the highlight on its site while the list is ordered anew."""

    ACTIONS = (
        acting("shutdown.next", "enter", "shutdown.do_next", Rank.TARGET),
        acting("sheet.sign", "percent_sign", "shutdown.sign", Rank.TARGET),
        acting("sheet.close", "number_sign", "shutdown.close", Rank.TARGET),
        *of_a_list("shutdown", scrolls=False),
    )  # fmt: skip
    LIST = ShutdownList
    guide_page = GuideTopic.AFTER

    def set_up(self) -> None:
        self.cursor = Cursor(lambda site: site.site_id)
        self.add(ShutdownActions(self.commands, self.cursor, self.redraw))

    def rows(self, view: View) -> Sequence[SiteOff]:
        return shown_record(view.snapshot)[0].sites

    def about(self, row: SiteOff) -> str:
        return row.site_id
