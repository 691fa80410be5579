"""All alarms (b): what is open, set aside or out of service, and the highlighted one with its evidence."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.alarms.commands import OverrideCause, UnshelveAlarm
from gbdt_console.screens.actions import alarm_dialogs as verbs
from gbdt_console.screens.actions.floor_actions import ConferringScreen
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.ui.actions import GoTo, Scope, bindings_of
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.list import AlarmListView


class AlarmScreen(ConferringScreen):
    """The highlight stays on its row until the person moves it, also after an acknowledgement: what is read
    about it stays in sight."""

    is_going_on = False
    BINDINGS = bindings_of(Scope.ALARMS)
    DEFAULT_CSS = "AlarmScreen AlarmBook { height: 1fr; }"

    def __init__(self, kit: ScreenServices, open_site: GoTo) -> None:
        super().__init__(kit, Scope.ALARMS)
        self._open_site = open_site

    def body(self) -> Sequence[Widget]:
        return (AlarmListView(self.look),)

    def show_view(self, view: View) -> None:
        row = self.alarms.row
        self.follow_past(row.alarm.site_id if row else "")
        self.query_one(AlarmListView).show(view, self.alarms, self.past.entries if self.past else None)

    def show_hints(self) -> None:
        row = self.alarms.row
        name = AlarmWords(self.look, self.view).place(row.alarm) if row and self.view else ""
        self.hint(name, idle=self.idle_hints())

    def action_move(self, key: str) -> None:
        last = len(self.alarms.rows)
        self.alarms.move({"up": -1, "down": 1, "home": -last, "end": last}[key])
        self.query_one(AlarmListView).scroll_to_top()
        self.redraw()

    def action_scroll_sheet(self, key: str) -> None:
        self.query_one(AlarmListView).scroll_sheet(1 if key == "pagedown" else -1)

    async def action_open_site(self) -> None:
        """Go to the site that the alarm is about."""
        row = self.alarms.row
        site = AlarmWords(self.look, self.view).site(row.alarm) if row and self.view else None
        if site is not None:
            await self._open_site(site.id)

    async def action_shelve(self) -> None:
        """Put the alarm aside, or take it back where it is put aside."""
        row = self.alarms.row
        if self.is_refused(row) or row is None or self.view is None:
            return
        alarm = row.alarm
        if alarm.shelved_until_utc is not None:
            self.give(UnshelveAlarm(alarm.number), "alarm.unshelve", alarm)
            return
        says = AlarmWords(self.look, self.view)
        form = verbs.shelf_form(self.look, f"{says.place(alarm)} {says.effect(alarm)}")
        await self._orders.put(
            form, lambda values: self.give(verbs.shelving(alarm.number, values), "action.alarm.shelve", alarm)
        )

    async def action_name_cause(self) -> None:
        """The operator's own cause, beside the machine's."""
        row = self.alarms.row
        if self.is_refused(row) or row is None or self.view is None:
            return
        alarm, says = row.alarm, AlarmWords(self.look, self.view)
        choice = verbs.cause_choice(self.look, self._clock, f"{says.place(alarm)} {says.effect(alarm)}")
        await self._orders.put(
            choice,
            lambda cause: self.give(
                OverrideCause(alarm.number, "" if cause == verbs.NO_CAUSE else cause),
                "action.alarm.cause",
                alarm,
            ),
        )
