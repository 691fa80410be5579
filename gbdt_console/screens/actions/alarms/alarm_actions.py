"""Acts on the alarm that a key means, and on the bell."""

from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.alarms.commands import (
    AcknowledgeAlarm,
    AcknowledgeEnded,
    OverrideCause,
    SilenceBell,
    UnshelveAlarm,
)
from gbdt_console.core.commands import Command
from gbdt_console.screens.actions.alarms import alarm_dialogs
from gbdt_console.screens.actions.alarms.meant_alarm import is_meant
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.ui.actions import KeyTarget
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.view import View


class AlarmActions(ScreenActions):
    """Acts on one screen's alarms: without a highlight in sight on the one that the line of attention tells.

    is_listed: whether the alarms are rows of the screen, one of them highlighted
    moves_on: whether the highlight may leave a row once it was acknowledged here
    """

    name = "alarms"

    def __init__(self, commands: ScreenCommands) -> None:
        super().__init__(commands)
        self.is_listed, self.moves_on = False, True
        self._cursor = commands.services.alarms
        commands.means[AlarmRow] = lambda: self._cursor.told or self._cursor.row
        commands.phone_keys = self._phone_keys

    def see(self, view: View) -> None:
        self._cursor.see(view.snapshot.alarms, self._commands.now_s())

    def idle(self) -> frozenset[str]:
        view, rows = self._commands.view, self._cursor.rows
        is_meant = AlarmRow in self._commands.means and any(row.alarm.is_urgent for row in rows)
        idle = set() if is_meant else {"alarm.acknowledge"}
        idle |= set() if len(self._ended()) > 1 else {"alarm.clear-ended"}
        idle |= set() if rows else {"phones.show"}
        is_ringing = view is not None and view.snapshot.alarm_load.is_ringing
        return frozenset(idle if is_ringing else idle | {"bell.silence"})

    def key_targets(self) -> dict[str, KeyTarget]:
        """Name the alarm that a key acts on, where it is not about the site in the bottom line's field."""
        row, site, view = self._commands.meant(AlarmRow), self._commands.site, self._commands.view
        if row is None or view is None or (site is not None and row.is_about(site.id)):
            return {}
        return {"alarm.acknowledge": KeyTarget(AlarmWords(self.look, view).place(row.alarm))}

    def _phone_keys(self, site_id: str, alarm: Alarm | None = None) -> str:
        row, site = self._commands.meant(AlarmRow), self._commands.site
        is_of_site = row is None and site is not None and site.id == site_id
        return self._words("key.g") if is_of_site or is_meant(row, site_id, alarm) else ""

    def _settled(self) -> Alarm | None:
        """Return the alarm that a key may act on, or say why."""
        commands, row = self._commands, self._commands.meant(AlarmRow)
        code = self._cursor.refusal(row, commands.now_s(), is_listed=self.is_listed)
        is_refused = commands.is_refused(code, about="" if row is None else self._place(row.alarm))
        return None if is_refused or row is None else row.alarm

    @needs(_settled)
    def acknowledge(self, alarm: Alarm) -> None:
        if not alarm.is_urgent:
            self._commands.say("alarm.waits-for-nobody", self._place(alarm))
            return
        if self.moves_on and self._cursor.row is not None and self._cursor.row.alarm.number == alarm.number:
            self._cursor.leave_when_acknowledged()
        self._order(AcknowledgeAlarm(alarm.number, alarm.severity), "action.alarm.acknowledge", alarm)

    def acknowledge_ended(self) -> None:
        commands, numbers = self._commands, self._ended()
        if not commands.is_refused("" if numbers else "alarm.none-ended"):
            commands.order(AcknowledgeEnded(numbers))

    def silence(self) -> None:
        if not self._commands.is_refused():
            self._commands.order(SilenceBell())

    @needs(_settled)
    async def shelve(self, alarm: Alarm) -> None:
        """Shelve the alarm, or unshelve it where it is shelved."""
        if alarm.shelved_until_utc is not None:
            self._order(UnshelveAlarm(alarm.number), "alarm.unshelve", alarm)
            return

        def given(values: tuple[str, ...]) -> None:
            self._order(alarm_dialogs.shelving(alarm.number, values), "action.alarm.shelve", alarm)

        form = alarm_dialogs.shelf_form(self.look, self._headline(alarm))
        await self._dialogs.put(form, given)

    @needs(_settled)
    async def name_cause(self, alarm: Alarm) -> None:
        """Set the operator's own cause, beside the diagnosed one."""

        def chosen(cause: str) -> None:
            own = "" if cause == alarm_dialogs.NO_CAUSE else cause
            self._order(OverrideCause(alarm.number, own), "action.alarm.cause", alarm)

        await self._dialogs.choose(*alarm_dialogs.cause_choice(self._words, self._headline(alarm)), chosen)

    def _ended(self) -> tuple[int, ...]:
        """Return the numbers of the alarms that only wait for an acknowledgement."""
        alarms = (row.alarm for row in self._cursor.rows)
        return tuple(a.number for a in alarms if a.state is AlarmState.RETURNED_UNACKNOWLEDGED)

    def _order(self, command: Command, what: str, alarm: Alarm) -> None:
        """Give a command and say it with the alarm's place."""
        self._commands.give(command, f"{self._words(what)} {self._place(alarm)}".rstrip())

    def _place(self, alarm: Alarm) -> str:
        """Name the site or thing that an alarm is about."""
        view = self._commands.view
        return "" if view is None else AlarmWords(self.look, view).place(alarm)

    def _headline(self, alarm: Alarm) -> str:
        view = self._commands.view
        assert view is not None
        says = AlarmWords(self.look, view)
        return f"{says.place(alarm)} {says.effect(alarm)}"
