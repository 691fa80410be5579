"""What the screens that show alarms share: the highlighted row, and the keys that mean it."""

import asyncio
from collections.abc import Callable, Sequence

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.commands import AcknowledgeAlarm, SilenceBell
from gbdt_console.core.commands import Command
from gbdt_console.core.requests import Stage
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import SiteView, Snapshot
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.dialogs.phones import PhoneScreen
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import Scope, acting_keys, actions_of
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords

_PAST_EVERY_S = 5.0


class AlarmedScreen(LiveScreen):
    """A subclass says which alarms it is about and which row a verb means. `is_going_on` lets the highlight
    leave a row once it was acknowledged here."""

    is_going_on = True

    def __init__(self, kit: ScreenServices, scope: Scope) -> None:
        rows = actions_of(scope, Scope.EVERYWHERE)
        offered = [row for row in rows if not (row.is_acting and kit.seat.is_observer)]
        super().__init__(kit.look, kit.clock, offered, kit.seat)
        self.scope = scope
        self.alarms = kit.alarms
        self.past: SitePast | None = None
        self._orders = kit.orders
        self._ask_past = kit.ask_past
        self._past_of = ""
        for key in acting_keys() if kit.seat.is_observer else ():
            self._bindings.key_to_bindings.pop(key, None)

    def alarms_of(self, snapshot: Snapshot) -> Sequence[Alarm]:
        """The alarms that this screen is about."""
        return snapshot.alarms

    def target(self) -> AlarmRow | None:
        """The row that a verb means now."""
        return self.alarms.row

    def subject(self) -> SiteView | None:
        """The site that a verb means where there is no row."""
        return None

    def take(self, snapshot: Snapshot | None, *, is_closed: bool) -> None:
        if snapshot is not None:
            self.alarms.see(self.alarms_of(snapshot), self._clock.monotonic())
        super().take(snapshot, is_closed=is_closed)

    def idle_hints(self) -> frozenset[str]:
        """The actions that would do nothing now."""
        view, rows = self.view, self.alarms.rows
        idle = set() if any(row.alarm.is_urgent for row in rows) else {"alarm.acknowledge"}
        idle |= set() if rows else {"phones.show"}
        is_ringing = view is not None and view.snapshot.alarm_load.is_ringing
        return frozenset(idle if is_ringing else idle | {"bell.silence"})

    def action_acknowledge(self) -> None:
        """Take on the row as it was seen: of that number, and as bad."""
        row = self.target()
        if self.is_refused(row) or row is None:
            return
        alarm = row.alarm
        if not alarm.is_urgent:
            self.say(self.look.words("alarm.waits-for-nobody"))
            return
        if self.is_going_on:
            self.alarms.leave_when_acknowledged()
        self.give(AcknowledgeAlarm(alarm.number, alarm.severity), "action.alarm.acknowledge", alarm)

    def action_silence(self) -> None:
        if not self.is_refused():
            self.give(SilenceBell(), "action.bell.silence")

    async def action_show_phones(self) -> None:
        if self.view is None:
            return
        row, site = self.target(), self.subject()
        if row is not None or site is not None:
            dialog = PhoneScreen.about(row.alarm if row else None, site, self.view, self.look)
            await self._orders.put(dialog, lambda _: None)

    def give(self, command: Command, code: str, alarm: Alarm | None = None) -> None:
        """Hand in a command; what becomes of it is said in the room of the hints."""
        what = self.look.words(code)
        if alarm is not None and self.view is not None:
            what = f"{what} {AlarmWords(self.look, self.view).place(alarm)}"
        self.follow(command, what)

    def follow(
        self, command: Command, what: str, ended: Callable[[Stage], None] = lambda stage: None
    ) -> None:
        """Hand it in and say of it on whatever screen is then there: leaving this one ends no order."""
        app = self.app

        def say(text: str) -> None:
            shown = [screen for screen in app.screen_stack if isinstance(screen, LiveScreen)]
            shown[-1].say(text)

        async def give() -> None:
            ended(await self._orders.give(command, what, say))

        app.run_worker(give(), group="orders")

    def follow_past(self, site_id: str) -> None:
        """Ask for the past of that site from now on, and of no other; an empty one has none."""
        if site_id == self._past_of:
            return
        self._past_of, self.past = site_id, None
        self.run_worker(self._keep_asking(site_id), group="past", exclusive=True)

    async def _keep_asking(self, site_id: str) -> None:
        while site_id and (past := await self._ask_past(site_id)) is not None:
            self.past = past
            self.redraw()
            await asyncio.sleep(_PAST_EVERY_S)

    def is_refused(self, *rows: AlarmRow | None) -> bool:
        """Whether no acting key works now, or none on that row; says why."""
        code = self._orders.refusal(self.view)
        for row in rows:
            code = code or self.alarms.refusal(row, self._clock.monotonic())
        if code:
            self.say(self.look.words(code))
        return bool(code)
