"""Shows who works at each site: technician, deputy, training and duty."""

from collections.abc import Sequence

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.screens.actions.room_cleaning.cleaning_actions import CleaningActions
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import SITES_EDIT, Rank, acting, of_a_list
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.room_cleaning.rows import CleaningRow, meeting_of_duty, rows_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.room_cleaning.list import CleaningListView


class CleaningScreen(ListScreen[CleaningRow]):
    """Keeps the highlight on its site; Enter asks what to record of it."""

    ACTIONS = (
        acting("care.menu", "enter", "cleaning.choose", Rank.TARGET),
        SITES_EDIT,
        *of_a_list("care", scrolls=False),
    )  # fmt: skip
    LIST = CleaningListView
    no_key_means = (AlarmRow,)
    guide_page = GuideTopic.BEFORE

    def set_up(self) -> None:
        self.cursor = Cursor(lambda row: row.site_id)
        self._acts = self.add(CleaningActions(self.commands, self.cursor))

    def rows(self, view: View) -> Sequence[CleaningRow]:
        snapshot = view.snapshot
        return rows_of(snapshot, meeting_of_duty(snapshot, self.services.meant_meeting(snapshot)))

    def named(self, row: CleaningRow) -> str:
        return self._acts.name_of(row.site_id)

    def about(self, row: CleaningRow) -> str:
        return row.site_id
