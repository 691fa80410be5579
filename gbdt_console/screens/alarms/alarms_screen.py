"""Shows all alarms (b), and the highlighted one with its evidence."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.past_follower import PastFollower
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.list import AlarmListView


class AlarmScreen(LiveScreen):
    """Keeps the highlight on its row, also after an acknowledgement.

    What is read about that row stays in sight.
    """

    ACTIONS = (
        Action("alarm.open", ("enter",), "screen.open_site", Rank.CURSOR, is_hinted=True),
        Action("alarm.shelve", ("comma",), "alarms.shelve", Rank.CURSOR, is_hinted=True,
               is_acting=True),
        Action("alarm.cause", ("semicolon",), "alarms.name_cause", Rank.CURSOR, is_hinted=True,
               is_acting=True),
        Action("alarm.move", ("up", "down", "home", "end"), "screen.move", Rank.CURSOR, "rows",
               takes_key=True, in_palette=False),
        Action("alarm.scroll", ("pageup", "pagedown"), "screen.scroll_sheet", Rank.CURSOR, "pages",
               takes_key=True, in_palette=False),
        Action("alarms.close", ("escape",), "app.leave", Rank.CURSOR, is_hinted=True),
    )  # fmt: skip
    guide_page = GuideTopic.LINE_LOST
    moves_on = False
    DEFAULT_CSS = "AlarmScreen AlarmBook { height: 1fr; }"

    def __init__(self, services: ScreenServices, actions: Sequence[Action], site_id: str = "") -> None:
        super().__init__(services, actions, site_id)
        self.past = PastFollower(self)

    def body(self) -> Sequence[Widget]:
        return (AlarmListView(self.appearance),)

    def show_view(self, view: View) -> None:
        row = self.alarms.row
        self.past.follow(row.alarm.site_id if row else "")
        past = self.past.newest
        entries = past.entries if past else None
        is_observer = self.services.rights.is_observer
        self.query_one(AlarmListView).show(view, self.alarms, entries, is_observer=is_observer)

    def show_hints(self) -> None:
        row = self.alarms.row
        name = AlarmWords(self.appearance, self.view).place(row.alarm) if row and self.view else ""
        self.hint(name)

    def action_move(self, key: str) -> None:
        last = len(self.alarms.rows)
        self.alarms.move({"up": -1, "down": 1, "home": -last, "end": last}[key])
        self.query_one(AlarmListView).scroll_to_top()
        self.redraw()

    def action_scroll_sheet(self, key: str) -> None:
        self.query_one(AlarmListView).scroll_sheet(1 if key == "pagedown" else -1)

    async def action_open_site(self) -> None:
        """Open the site that the alarm is about."""
        row = self.alarms.row
        site = AlarmWords(self.appearance, self.view).site(row.alarm) if row and self.view else None
        if site is not None:
            await self.services.console.open_site(site.id)
