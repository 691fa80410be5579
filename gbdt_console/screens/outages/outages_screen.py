"""Shows the outage records (F4) with the highlighted one in full, or each line's month by its contract."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.outages.months import MonthCursor
from gbdt_console.ui.outages.rows import OutageCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.outages.list import OutageListView
from gbdt_console.widgets.outages.months import MonthListView


class OutageScreen(LiveScreen):
    """Keeps the highlight on its record while others come and go."""

    ACTIONS = (
        Action("outage.menu", ("enter",), "outages.choose", Rank.TARGET, is_hinted=True),
        Action("outages.move", ("up", "down", "home", "end"), "screen.move", Rank.CURSOR, "rows",
               takes_key=True, in_palette=False),
        Action("outages.scroll", ("pageup", "pagedown"), "screen.scroll_sheet", Rank.CURSOR, "pages",
               takes_key=True, in_palette=False),
        Action("outages.months", ("right", "left"), "screen.switch_months", Rank.CURSOR, "sides",
               is_hinted=True),
        Action("outages.leave", ("escape",), "app.leave", Rank.CURSOR, is_hinted=True),
    )  # fmt: skip
    guide_page = GuideTopic.LINE_LOST

    def __init__(self, services: ScreenServices, actions: Sequence[Action], site_id: str = "") -> None:
        self.records = OutageCursor()
        self.months = MonthCursor()
        self.is_monthly = False
        super().__init__(services, actions, site_id)

    def body(self) -> Sequence[Widget]:
        months = MonthListView(self.appearance)
        months.display = False
        return OutageListView(self.appearance), months

    def show_view(self, view: View) -> None:
        self.records.see(view.snapshot.outages, view.now_utc)
        self.months.see(view.snapshot.contract)
        if self.is_monthly:
            self.query_one(MonthListView).show(view, self.months)
        else:
            self.query_one(OutageListView).show(view, self.records)

    def show_hints(self) -> None:
        row = self.outage()
        self.hint("" if row is None else self.appearance.words("thing.outage", number=row.number))

    def subject(self) -> SiteView | None:
        row, month = self.outage(), self.months.row if self.is_monthly else None
        site_id = next(iter(row.sites), None) if row is not None else None if month is None else month.site_id
        return None if self.view is None else self.view.site_of(site_id)

    def outage(self) -> Outage | None:
        return None if self.is_monthly else self.records.row

    def action_switch_months(self) -> None:
        """Show the months of all lines instead of the records, or the records again."""
        self.is_monthly = not self.is_monthly
        self.query_one(OutageListView).display = not self.is_monthly
        self.query_one(MonthListView).display = self.is_monthly
        self.call_after_refresh(self.redraw)

    def action_move(self, key: str) -> None:
        cursor = self.months if self.is_monthly else self.records
        last = len(cursor.rows)
        cursor.move({"up": -1, "down": 1, "home": -last, "end": last}[key])
        self._list().scroll_to_top()
        self.redraw()

    def action_scroll_sheet(self, key: str) -> None:
        self._list().scroll_sheet(1 if key == "pagedown" else -1)

    def _list(self) -> OutageListView | MonthListView:
        return self.query_one(MonthListView) if self.is_monthly else self.query_one(OutageListView)
