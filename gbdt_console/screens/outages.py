"""Shows the outage records (F4), and the highlighted one with its time line."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.outages.rows import OutageCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.outages.list import OutageListView


class OutageScreen(LiveScreen):
    """Keeps the highlight on its record while others come and go."""

    ACTIONS = (
        Action("outage.menu", ("enter",), "outages.choose", Rank.CURSOR, is_hinted=True),
        Action("outages.move", ("up", "down", "home", "end"), "screen.move", Rank.CURSOR, "rows",
               takes_key=True, in_palette=False),
        Action("outages.scroll", ("pageup", "pagedown"), "screen.scroll_sheet", Rank.CURSOR, "pages",
               takes_key=True, in_palette=False),
        Action("outages.leave", ("escape",), "app.leave", Rank.CURSOR, is_hinted=True),
    )  # fmt: skip

    def __init__(self, services: ScreenServices, actions: Sequence[Action], site_id: str = "") -> None:
        self.records = OutageCursor()
        super().__init__(services, actions, site_id)

    def body(self) -> Sequence[Widget]:
        return (OutageListView(self.appearance),)

    def show_view(self, view: View) -> None:
        self.records.see(view.snapshot.outages, view.now_utc)
        self.query_one(OutageListView).show(view, self.records)

    def show_hints(self) -> None:
        row = self.records.row
        self.hint("" if row is None else self.appearance.words("thing.outage", number=row.number))

    def subject(self) -> SiteView | None:
        row = self.records.row
        return None if row is None or self.view is None else self.view.site_of(next(iter(row.sites), None))

    def outage(self) -> Outage | None:
        return self.records.row

    def action_move(self, key: str) -> None:
        last = len(self.records.rows)
        self.records.move({"up": -1, "down": 1, "home": -last, "end": last}[key])
        self.query_one(OutageListView).scroll_to_top()
        self.redraw()

    def action_scroll_sheet(self, key: str) -> None:
        self.query_one(OutageListView).scroll_sheet(1 if key == "pagedown" else -1)
