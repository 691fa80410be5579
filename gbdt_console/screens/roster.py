"""The roster (j): who is in the conference, who should be and is not, and who should not be."""

from collections.abc import Sequence
from functools import partial

from textual.widget import Widget

from gbdt_console.core.conference.callers import leg_id_if_ambiguous
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    DialSite,
    ExcuseSite,
    HangUp,
    IsolateCaller,
)
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.actions.room_actions import RoomScreen
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.ui.actions import ACTIONS, GoTo, Scope, bindings_of
from gbdt_console.ui.conference.roster_cursor import RosterCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.roster_sheet import RosterSheet

_ROOM = (
    "conference.lock", "floor.break", "floor.dialogue", "floor.skip", "floor.back", "meeting.closed",
)  # fmt: skip


class RosterScreen(RoomScreen):
    """A verb means the highlighted line as it was seen."""

    BINDINGS = bindings_of(Scope.ROSTER)
    DEFAULT_CSS = "RosterScreen RosterSheet { height: 1fr; overflow: hidden hidden; }"

    def __init__(self, kit: ScreenServices, open_site: GoTo) -> None:
        super().__init__(kit, Scope.ROSTER)
        self._open_site = open_site
        self._cursor = RosterCursor()

    def body(self) -> Sequence[Widget]:
        return (RosterSheet(self.look),)

    def show_view(self, view: View) -> None:
        if view.conference is not None:
            self._cursor.see(view.conference.rows, self._clock.monotonic())
        self.query_one(RosterSheet).show_view(view, self._cursor)

    def show_hints(self) -> None:
        row = self._cursor.row
        name = self._named(row) if row is not None else ""
        self.hint(name, idle=self.idle_hints())

    def idle_hints(self) -> frozenset[str]:
        row = self._cursor.row
        idle = super().idle_hints() | {"alarm.acknowledge", "phones.show"}
        if row is None or row.site_id:
            idle |= {"caller.isolate"}
        if row is None or (row.site_id and row.participant is not None):
            idle |= {"caller.let-in"}
        if row is None or row.participant is not None or self.conference is None:
            idle |= {"site.excuse"}
        return idle | ({"call.hang-up"} if row is None or row.participant is None else set())

    def subject(self) -> SiteView | None:
        row = self._cursor.row
        return self.view.site_of(row.site_id) if row is not None and self.view is not None else None

    def target(self) -> None:
        """No alarm is shown here, so no key means one."""

    def action_move(self, key: str) -> None:
        last = len(self._cursor.rows)
        self._cursor.move({"up": -1, "down": 1, "home": -last, "end": last}[key])
        self.query_one(RosterSheet).release_cursor()
        self.redraw()

    async def action_open_site(self) -> None:
        site = self.subject()
        if site is not None:
            await self._open_site(site.id)

    async def action_block(self) -> None:
        """Of a caller that is no site's this is to isolate it."""
        row = self._meant_row()
        if row is not None and row.site_id:
            await super().action_block()
        elif row is not None:
            self.action_isolate()

    def room_meant(self) -> str:
        """A caller that is no site's has no codec that is known."""
        row = self._meant_row()
        if row is not None and not row.site_id:
            self.tell("site.none-meant")
        return row.site_id if row is not None else ""

    def action_isolate(self) -> None:
        """Let a caller be heard by nobody."""
        row = self._meant_row()
        if row is None:
            return
        if row.site_id:
            self.tell("roster.no-caller", row.site_id)
        else:
            leg = self._leg(row)
            self.order(IsolateCaller(row.number, leg), "ask.isolate", leg or row.number)

    def action_let_in(self) -> None:
        """Call an absent site; admit a caller."""
        row = self._meant_row()
        if row is None:
            return
        if not row.site_id:
            leg = self._leg(row)
            self.order(AdmitCaller(row.number, leg), "ask.admit", leg or row.number)
        elif row.participant is None:
            self.order(DialSite(row.site_id), "order.call.dial", row.site_id)
        else:
            self.tell("call.already-there", row.site_id)

    async def action_excuse(self) -> None:
        """Note with a reason that an absent site need not be there; pressed again, that it should."""
        row, conference = self._meant_row(), self._in_meeting()
        if row is None or conference is None:
            return
        if not row.site_id or row.participant is not None:
            self.tell("call.already-there" if row.site_id else "roster.no-site", row.site_id)
        elif conference.floor.excuse_of(row.site_id):
            self.order(ExcuseSite(row.site_id, is_on=False), "ask.excuse.off", row.site_id)
        else:
            await self.ask_reason(
                "ask.excuse.on", row.site_id, "call.no-excuse", partial(ExcuseSite, row.site_id)
            )

    async def action_hang_up(self) -> None:
        row, words = self._meant_row(), self.look.words
        if row is None:
            return
        leg = self._leg(row)
        target = row.site_id or leg or row.number
        if row.participant is None:
            self.tell("call.not-there", target)
            return
        floor = self.conference.floor if self.conference else None
        is_main = floor is not None and row.site_id in (floor.chair, floor.speaker) and bool(row.site_id)
        question = words("ask.line", target=self._named(row), what=words("order.call.hang-up"))
        consequence = words("confirm.hang-up-main" if is_main else "confirm.hang-up")
        command = HangUp(row.site_id or row.number, is_sure=True, leg=leg)
        await self.ask(question, consequence, command, "order.call.hang-up", target)

    async def action_choose(self) -> None:
        """What concerns the room as a whole, each by its number."""
        if self.is_refused():
            return
        words = self.look.words
        methods = {action.id: action.method for action in ACTIONS}
        choices = [
            (str(n), words(f"action.{id_}.help"), methods[id_]) for n, id_ in enumerate(_ROOM, start=1)
        ]
        dialog = ChoiceScreen(self.look, self._clock, words("room.question"), choices)

        def chosen(method: str) -> None:
            self.call_later(self.run_action, method)

        await self._orders.put(dialog, chosen)

    def _meant_row(self) -> RosterRow | None:
        """The highlighted line, if a key may act on it now; else says why not."""
        row, now_s = self._cursor.row, self._clock.monotonic()
        if self.is_refused() or self.conference is None:
            return None
        code = self.conference.trouble or self._cursor.refusal(now_s)
        code = code or (self.hand.refusal(row, now_s) if row is not None else "")
        if code:
            self.tell(code)
        return None if code else row

    def _named(self, row: RosterRow) -> str:
        return self._called(row.site_id) if row.site_id else self._leg(row) or row.number

    def _leg(self, row: RosterRow) -> str:
        """The call leg of a caller whom no number means alone."""
        return leg_id_if_ambiguous(row, self._cursor.rows)
