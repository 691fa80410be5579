"""Shows the roster (j): participants, absent sites, and callers without a site."""

from collections.abc import Sequence
from functools import partial

from textual.widget import Widget

from gbdt_console.core.conference.callers import leg_id_if_ambiguous
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    ExcuseSite,
    HangUp,
    IsolateCaller,
)
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.screens.actions.screen_actions import needs
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import TAKES, Action, KeyTarget, Rank, of_a_site, of_mcu
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.conference.key_targets import RosterCursor, turn_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.roster_sheet import RosterSheet
from gbdt_console.widgets.frame.upper_text import UpperText

_WHOLE_ROOM = (
    "conference.lock", "floor.break", "floor.dialogue", "floor.skip", "floor.back", "meeting.closed",
)  # fmt: skip
"""The actions that concern the room as a whole, in the order of their numbers."""
_ASIDE = TAKES | {"floor.back"}
"""Keys that are not named while a caller is to be decided about: those that decide are."""
_UNDECIDED = (RosterStatus.UNEXPECTED, RosterStatus.WAITING)
"""Callers whom a person has still to let in."""


class RosterScreen(ListScreen[RosterRow]):
    """Shows the roster; a verb means the highlighted line as it was seen."""

    ACTIONS = (
        of_mcu("caller.isolate", "", "screen.isolate", Rank.TARGET),
        of_mcu("caller.admit", "greater_than_sign", "screen.admit", Rank.TARGET),
        of_mcu("call.hang-up", "delete", "screen.hang_up", Rank.TARGET),
        of_mcu("site.excuse", "full_stop", "screen.excuse", Rank.TARGET),
        *of_a_site(),
        of_mcu("microphone.block", "m", "screen.block", Rank.FLOOR),
        of_mcu("conference.room", "asterisk", "screen.choose", Rank.CONFERENCE),
        of_mcu("roster.open", "enter", "screen.open_site", Rank.ROSTER, is_acting=False),
        Action("roster.move", ("up", "down", "home", "end"), "screen.move", Rank.ROSTER, "rows",
               takes_key=True, in_palette=False),
        Action("roster.close", ("escape",), "app.leave", Rank.ROSTER, is_hinted=True),
    )  # fmt: skip
    no_key_means = (AlarmRow,)
    guide_page = GuideTopic.DURING
    DEFAULT_CSS = "RosterScreen RosterSheet { height: 1fr; overflow: hidden hidden; }"

    def set_up(self) -> None:
        self.cursor: RosterCursor = RosterCursor()

    def body(self) -> Sequence[Widget]:
        return (RosterSheet(self.appearance),)

    def show_view(self, view: View) -> None:
        going_up = []
        if view.conference is not None:
            self.cursor.see(view.conference.rows, self.services.clock.monotonic())
            going_up = UpperText(self.appearance).going_up(view, view.conference)
        self.query_one(RosterSheet).show_view(view, self.cursor, going_up)

    def named(self, row: RosterRow) -> str:
        words = self.appearance.words
        if row.second_of:
            return f"{self.commands.name_of(row.second_of)} ({words('roster.second')})"
        return row.number if self.view is None else self.view.row_name(words, row)

    def about(self, row: RosterRow) -> str:
        return row.site_id

    def idle_hints(self) -> frozenset[str]:
        row, conference = self.cursor.row, self.commands.conference
        idle = super().idle_hints() | {"alarm.acknowledge", "phones.show"}
        is_undecided = row is not None and row.standing in _UNDECIDED
        idle |= _ASIDE if is_undecided else {"caller.admit"}
        if row is not None and conference is not None and conference.is_isolated(row) and is_undecided:
            idle |= {"microphone.block"}
        named = conference.named if conference is not None else None
        idle |= {"microphone.named"} if named is not None and not named.site_id else frozenset()
        if row is not None and not row.site_id:
            idle |= {"floor.prepare"}
        if row is None or row.participant is not None or conference is None:
            idle |= {"site.excuse", "call.dial"}
        else:
            idle -= {"call.dial"}
        return idle | self.missing | ({"call.hang-up"} if row is None or row.participant is None else set())

    def key_targets(self) -> dict[str, KeyTarget]:
        """Say that the key of the microphone isolates an unexpected caller, and frees an admitted one."""
        row, targets = self.cursor.row, super().key_targets()
        if row is not None and not row.site_id:
            targets["microphone.block"] = KeyTarget(code=turn_of(row))
        return targets

    def show_moved(self) -> None:
        self.query_one(RosterSheet).release_cursor()
        super().show_moved()

    async def action_open_site(self) -> None:
        site = self.subject()
        if site is not None:
            await self.services.console.open_site(site.id)

    def _meant_row(self) -> RosterRow | None:
        """Return the highlighted line, if a key may act on it now; else say why not."""
        row, now_s, conference = self.cursor.row, self.commands.now_s(), self.commands.conference
        if self.commands.is_refused() or conference is None:
            return None
        code = conference.blocked_reason or self.cursor.refusal(now_s)
        code = code or (self.services.targets.refusal(row, now_s) if row is not None else "")
        if code:
            self.commands.say(code, "" if row is None or conference.blocked_reason else self.named(row))
        return None if code else row

    @needs(_meant_row)
    async def action_block(self, row: RosterRow) -> None:
        """Block the line's microphone, or leave it to the room again; an unexpected caller is isolated."""
        if row.site_id:
            await self.do("microphones.block")
        elif row.participant is not None and row.standing is RosterStatus.CONNECTED:
            leg, is_blocked = self._leg(row), row.participant.is_blocked is True
            self.commands.order(AdmitCaller(row.number, leg, is_heard=is_blocked), leg or row.number)
        else:
            await self.action_isolate()

    @needs(_meant_row)
    def action_isolate(self, row: RosterRow) -> None:
        """Isolate a caller, so that nobody hears it."""
        if row.site_id:
            self.commands.say("roster.no-caller", row.site_id)
        else:
            leg = self._leg(row)
            self.commands.order(IsolateCaller(row.number, leg), leg or row.number)

    @needs(_meant_row)
    async def action_admit(self, row: RosterRow) -> None:
        """Admit a caller after a question; the centre's block stays on it.

        A guest is heard at once, unless the running policy blocks others.
        """
        conference = self.commands.conference
        if conference is None:
            return
        if row.site_id:
            self.commands.say("roster.no-caller", row.site_id)
        elif row.standing is RosterStatus.CONNECTED:
            self.commands.say("call.already-admitted", self._leg(row) or row.number)
        else:
            leg, guest = self._leg(row), conference.guest_of(row)
            is_heard = guest is not None and not conference.floor.is_closing
            code = "confirm.admit-closed" if conference.is_closed else "confirm.admit"
            asked = self.appearance.words(code)
            if guest is not None:
                facts = {"organisation": guest.organisation, "phone": guest.phone}
                asked = self.appearance.words("confirm.admit-guest", **facts)
            command = AdmitCaller(row.number, leg, is_heard=is_heard, is_sure=True)
            await self.commands.ask(command, asked, leg or row.number)

    async def action_excuse(self) -> None:
        """Excuse an absent site with a reason; pressed again, take the excuse back."""
        row, conference = self._meant_row(), self.commands.in_meeting()
        if row is None or conference is None:
            return
        if not row.site_id or row.participant is not None:
            self.commands.say("call.already-there" if row.site_id else "roster.no-site", self.named(row))
        elif conference.floor.excuse_of(row.site_id):
            self.commands.order(ExcuseSite(row.site_id, is_on=False), row.site_id)
        else:
            command = partial(ExcuseSite, row.site_id)
            known = (reason for _, reason in conference.floor.excused)
            await self.commands.ask_reason(row.site_id, "call.no-excuse", command, known)

    @needs(_meant_row)
    async def action_hang_up(self, row: RosterRow) -> None:
        words, leg = self.appearance.words, self._leg(row)
        target = row.site_id or leg or row.number
        if row.participant is None:
            self.commands.say("call.not-there", target)
            return
        conference = self.commands.conference
        floor = conference.floor if conference else None
        is_main = floor is not None and row.site_id in (floor.chair, floor.speaker) and bool(row.site_id)
        consequence = words("confirm.hang-up-main" if is_main else "confirm.hang-up")
        command = HangUp(row.site_id or row.number, is_sure=True, leg=leg)
        await self.commands.ask(command, consequence, target, self.named(row))

    async def action_choose(self) -> None:
        """Offer the actions on the whole room, each by its number."""
        if self.commands.is_refused():
            return
        words, dialogs = self.appearance.words, self.commands.dialogs
        has_profiles = self.view is not None and bool(self.view.snapshot.profiles)
        actions = (*_WHOLE_ROOM, *(("profiles.show",) if has_profiles else ()))
        actions = tuple(one for one in actions if one not in self.missing)
        options = [("", words(f"action.{id_}.help"), id_) for id_ in actions]
        await dialogs.choose(
            words("room.question"), options, lambda id_: dialogs.soon(self.action_perform, id_)
        )

    def site_to_act_on(self) -> str:
        """Return the site whose codec a key means; that of a caller who belongs to no site is unknown."""
        row = self._meant_row()
        if row is not None and not row.site_id:
            self.commands.say("site.none-meant")
        return row.site_id if row is not None else ""

    def _leg(self, row: RosterRow) -> str:
        """Return the call leg of a caller whom no number means alone."""
        return leg_id_if_ambiguous(row, self.cursor.rows)
