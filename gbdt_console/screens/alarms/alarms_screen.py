"""Shows all alarms (b), and the highlighted one with its evidence."""

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.screens.actions.alarms.alarm_actions import AlarmActions
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.screens.past_follower import PastFollower
from gbdt_console.ui.actions import Action, KeyTarget, Rank, acting, of_a_list
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.list import AlarmListView


class AlarmScreen(ListScreen[AlarmRow]):
    """Keeps the highlight on its row, also after an acknowledgement.

    What is read about that row stays in sight.
    """

    ACTIONS = (
        Action("alarm.open", ("enter",), "screen.open_site", Rank.CURSOR, is_hinted=True),
        acting("alarm.shelve", "comma", "alarms.shelve", Rank.CURSOR),
        acting("alarm.cause", "semicolon", "alarms.name_cause", Rank.CURSOR),
        *of_a_list("alarm"),
    )  # fmt: skip
    LIST = AlarmListView
    guide_page = GuideTopic.LINE_LOST
    DEFAULT_CSS = "AlarmScreen AlarmBook { height: 1fr; }"

    def set_up(self) -> None:
        self.cursor = self.services.alarms
        self.commands.means[AlarmRow] = lambda: self.cursor.row
        actions = self.feature(AlarmActions)
        actions.is_listed, actions.moves_on = True, False
        self.past = PastFollower(self)

    def show_view(self, view: View) -> None:
        row = self.cursor.row
        self.past.follow(row.alarm.site_id if row else "")
        past = self.past.newest
        entries = past.entries if past else None
        self.query_one(self.LIST).show(view, self.cursor, entries)

    def key_targets(self) -> dict[str, KeyTarget]:
        """Leave out the highlighted alarm's place, which the bottom line's field has."""
        return {id_: one for id_, one in super().key_targets().items() if id_ != "alarm.acknowledge"}

    def named(self, row: AlarmRow) -> str:
        return AlarmWords(self.appearance, self.view).place(row.alarm) if self.view else ""

    async def action_open_site(self) -> None:
        row = self.cursor.row
        site = AlarmWords(self.appearance, self.view).site(row.alarm) if row and self.view else None
        if site is not None:
            await self.services.console.open_site(site.id)
