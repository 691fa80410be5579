"""Shows the outage records (F4) with the highlighted one in full, or each line's month by its contract."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.outages.contract_month import LineMonth
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import Action, Rank, of_a_list
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.outages.rows import months_by_need, rows_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.outages.list import OutageListView
from gbdt_console.widgets.outages.months import MonthListView


class OutageScreen(ListScreen[Outage]):
    ACTIONS = (
        Action("outage.menu", ("enter",), "outages.choose", Rank.TARGET, is_hinted=True),
        *of_a_list("outages", Action("outages.months", ("right", "left"), "screen.switch_months", Rank.CURSOR,
                                     "sides", is_hinted=True)),
    )  # fmt: skip
    guide_page = GuideTopic.LINE_LOST

    def set_up(self) -> None:
        self.cursor = Cursor(lambda outage: outage.number)
        self.months = Cursor[LineMonth](lambda month: month.site_id)
        self.is_monthly = False
        self.commands.means[Outage] = self._outage

    def body(self) -> Sequence[Widget]:
        months = MonthListView(self.appearance)
        months.display = False
        return OutageListView(self.appearance), months

    def show_view(self, view: View) -> None:
        self.cursor.take(rows_of(view.snapshot.outages, view.now_utc))
        self.months.take(months_by_need(view.snapshot.contract))
        if self.is_monthly:
            self.query_one(MonthListView).show(view, self.months)
        else:
            self.query_one(OutageListView).show(view, self.cursor)

    def show_hints(self) -> None:
        row = self._outage()
        self.hint("" if row is None else self.appearance.words("thing.outage", number=row.number))

    def subject(self) -> SiteView | None:
        row, month = self._outage(), self.months.row if self.is_monthly else None
        site_id = next(iter(row.sites), None) if row is not None else None if month is None else month.site_id
        return None if self.view is None else self.view.site_of(site_id)

    def _outage(self) -> Outage | None:
        return None if self.is_monthly else self.cursor.row

    def action_switch_months(self) -> None:
        """Show the months of all lines instead of the records, or the records again."""
        self.is_monthly = not self.is_monthly
        self.query_one(OutageListView).display = not self.is_monthly
        self.query_one(MonthListView).display = self.is_monthly
        self.call_after_refresh(self.redraw)

    def move(self, step: int) -> None:
        if self.is_monthly:
            self.months.move(step)
        else:
            super().move(step)
