"""Shows who works at each site: technician, deputy, training and duty."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.screens.actions.room_cleaning.cleaning_actions import CleaningActions
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import Action, Rank, of_a_list
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.room_cleaning.rows import CleaningRow, meeting_of_duty, rows_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.room_cleaning.list import CleaningListView


class CleaningScreen(ListScreen[CleaningRow]):
    """Keeps the highlight on its site; Enter asks what to record of it."""

    ACTIONS = (
        Action("care.menu", ("enter",), "acts.choose", Rank.TARGET, is_hinted=True, is_acting=True),
        *of_a_list("care", scrolls=False),
    )  # fmt: skip
    no_key_means = (AlarmRow,)
    guide_page = GuideTopic.BEFORE

    def set_up(self) -> None:
        self.cursor = Cursor(lambda row: row.site_id)
        self.acts: CleaningActions = CleaningActions(self.commands, self.cursor)

    def body(self) -> Sequence[Widget]:
        return (CleaningListView(self.appearance),)

    def show_view(self, view: View) -> None:
        meeting = meeting_of_duty(view.snapshot, self.services.meant_meeting(view.snapshot))
        self.cursor.take(rows_of(view.snapshot, meeting))
        self.query_one(CleaningListView).show(view, self.cursor, meeting)

    def named(self, row: CleaningRow) -> str:
        return self.acts.name_of(row.site_id)

    def about(self, row: CleaningRow) -> str:
        return row.site_id
