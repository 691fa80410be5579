"""Shows the registered meetings (F5) with the highlighted one in full."""

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.meetings.notices import Notice
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.screens.actions.meetings.meeting_actions import MeetingActions
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import Action, Rank, acting, of_a_list
from gbdt_console.ui.meetings.shown_meetings import MeetingCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.meetings.list import MeetingListView

_ACTS = {
    "answer": "answer", "invite": "invite", "notice": "note_sent", "confirm": "confirm", "assign": "assign",
    "detail": "detail", "move": "move",
}  # fmt: skip
"""What is done about the highlighted meeting: the end of the action's id, and the method."""


class MeetingScreen(ListScreen[Registration]):
    ACTIONS = (
        acting("meeting.register", "insert", "meetings.register", Rank.TARGET),
        acting("meeting.lead", "exclamation_mark", "lead.lead", Rank.TARGET),
        *(Action(f"meeting.{act}", (), f"lead.do({act})", Rank.TARGET, is_acting=True)
          for act in ("end", "extend-15", "extend-30", "other-end")),
        *(Action(f"meeting.{act}", (), f"meetings.{method}", Rank.TARGET, is_acting=True)
          for act, method in _ACTS.items()),
        acting("meeting.menu", "enter", "meetings.choose", Rank.TARGET),
        Action("care.show", ("colon",), "app.open_screen('care')", Rank.TARGET, is_hinted=True),
        *of_a_list("meetings"),
    )  # fmt: skip
    LIST = MeetingListView
    guide_page = GuideTopic.BEFORE

    def set_up(self) -> None:
        self.cursor: MeetingCursor = MeetingCursor(self.services.meeting)
        self.add(self.add(MeetingActions(self.commands, self.cursor)).leading)
        self._sent: tuple[NoticeSent, ...] = ()
        self._asked: Registration | None = None

    def show_view(self, view: View) -> None:
        self.cursor.see(view.snapshot)
        self._ask_for_notices()
        self.query_one(self.LIST).show(view, self.cursor, self._sent)

    def _ask_for_notices(self) -> None:
        """Ask for the notices about the highlighted meeting, again after each new one."""
        row, before = self.cursor.row, self._asked
        if row is None or (before is not None and _told(row) == _told(before)):
            return
        if before is None or before.number != row.number:
            self._sent = ()
        self._asked = row
        if row.notices:
            self.run_worker(self._take_notices(row.number), group="notices", exclusive=True)

    async def _take_notices(self, number: int) -> None:
        self._sent = await self.services.feed.notices(number)
        self.redraw()

    def show_hints(self) -> None:
        if missing := self.cursor.missing:
            self.hint(self.appearance.words("meetings.none-of-number", number=missing))
        else:
            super().show_hints()

    def named(self, row: Registration) -> str:
        return self.appearance.words("thing.meeting", number=row.number)

    def about(self, row: Registration) -> str:
        return row.plan.chair_site_id


def _told(meeting: Registration) -> tuple[int, tuple[Notice, ...]]:
    return meeting.number, meeting.notices
