"""Shows the registered meetings (F5) with the highlighted one in full."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.meetings.notices import Notice
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.screens.actions.meetings.meeting_actions import MeetingActions
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import Action, Rank, of_a_list
from gbdt_console.ui.meetings.shown_meetings import MeetingCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.meetings.list import MeetingListView


class MeetingScreen(ListScreen[Registration]):
    """Keeps the highlight on its meeting while others come and go."""

    ACTIONS = (
        Action("meeting.register", ("insert",), "acts.register", Rank.TARGET, is_hinted=True,
               is_acting=True),
        Action("meeting.lead", ("exclamation_mark",), "screen.lead", Rank.TARGET, is_hinted=True,
               is_acting=True),
        *(Action(f"meeting.{act}", (), f"screen.{act.replace('-', '_')}", Rank.TARGET, is_acting=True)
          for act in ("end", "extend-15", "extend-30", "other-end")),
        Action("meeting.menu", ("enter",), "acts.choose", Rank.TARGET, is_hinted=True, is_acting=True),
        Action("care.show", ("colon",), "app.open_screen('care')", Rank.TARGET, is_hinted=True),
        *of_a_list("meetings"),
    )  # fmt: skip
    guide_page = GuideTopic.BEFORE

    def set_up(self) -> None:
        self.cursor: MeetingCursor = MeetingCursor(self.services.meeting)
        self.acts: MeetingActions = MeetingActions(self.commands, self.cursor)
        self._sent: tuple[NoticeSent, ...] = ()
        self._asked: Registration | None = None

    def body(self) -> Sequence[Widget]:
        return (MeetingListView(self.appearance),)

    def show_view(self, view: View) -> None:
        self.cursor.see(view.snapshot)
        self._ask_for_notices()
        self.query_one(MeetingListView).show(view, self.cursor, self._sent)

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

    async def action_lead(self) -> None:
        await self.acts.leading.lead()

    async def action_end(self) -> None:
        await self.acts.leading.do("end")

    async def action_extend_15(self) -> None:
        await self.acts.leading.do("extend-15")

    async def action_extend_30(self) -> None:
        await self.acts.leading.do("extend-30")

    async def action_other_end(self) -> None:
        await self.acts.leading.do("other-end")


def _told(meeting: Registration) -> tuple[int, tuple[Notice, ...]]:
    return meeting.number, meeting.notices
