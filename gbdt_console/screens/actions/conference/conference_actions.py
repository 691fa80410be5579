"""Locks the conference, calls sites into it, and names its idle actions."""

from dataclasses import replace

from gbdt_console.core.abilities import Ability
from gbdt_console.core.conference.commands import DialSite, LockConference, MessageSite, SetClosed
from gbdt_console.core.frame.view import FrameView
from gbdt_console.core.pictures import Bus
from gbdt_console.core.rooms.commands import MessageRoom
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.ui.actions import OF_A_MEETING, TAKES, KeyTarget
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.conference.takes import loaded_sites, undone_sites

_OF_THE_MCU = TAKES | {"microphone.block", "floor.restore", "conference.lock"}


class ConferenceActions(ScreenActions):
    name = "conference"

    def idle(self) -> frozenset[str]:
        conference, view, site = self._commands.conference, self._commands.view, self._commands.site
        is_held_elsewhere = view is not None and any(one.is_in_use for one in view.snapshot.elsewhere)
        idle = frozenset() if is_held_elsewhere else frozenset({"meeting.next"})
        if conference is None or view is None:
            return idle
        site_id, bus = site.id if site is not None else "", self._commands.meant(Bus)
        return idle | _idle_in(view.frame, conference, site_id, bus)

    def key_targets(self) -> dict[str, KeyTarget]:
        """Say which state of the whole conference holds, and what its action does then."""
        conference = self._commands.conference
        if conference is None:
            return {}
        states = {
            "floor.break": conference.floor.is_break,
            "floor.dialogue": conference.floor.is_dialogue,
            "conference.lock": conference.is_locked,
            "meeting.closed": conference.is_closed,
        }
        return {id_: KeyTarget(code=f"action.{id_}.off") for id_, is_on in states.items() if is_on}

    @needs(ScreenActions.conference)
    async def toggle_lock(self, conference: ShownConference) -> None:
        """Lock it, or unlock it; that of a closed meeting is unlocked only after a question."""
        commands = self._commands
        if conference.blocked_reason or conference.view.state is None:
            commands.say(conference.blocked_reason or "mcu.old")
        elif not conference.is_locked:
            await self._ask_if_anybody_is_in(conference, LockConference(True))
        elif conference.is_closed:
            command = LockConference(False, is_sure=True)
            await commands.ask(command, self._words("confirm.closed-unlock"))
        else:
            commands.order(LockConference(False))

    @needs(ScreenActions.in_meeting)
    async def toggle_closed(self, conference: ShownConference) -> None:
        """Make the meeting a closed one; after a question an open one again."""
        commands = self._commands
        if conference.is_closed:
            command = SetClosed(False, is_sure=True)
            await commands.ask(command, self._words("confirm.closed-off"))
        else:
            await self._ask_if_anybody_is_in(conference, SetClosed(True))

    async def _ask_if_anybody_is_in(
        self, conference: ShownConference, command: LockConference | SetClosed
    ) -> None:
        """Order what locks the conference; name first who would be locked in although nobody let them in."""
        commands, view = self._commands, self._commands.view
        inside = conference.not_let_in if view is not None else ()
        if view is None or not inside:
            commands.order(command)
            return
        names = ", ".join(view.row_name(self._words, row) for row in inside)
        question = self._words("confirm.lock-in", names=names)
        await commands.ask(replace(command, is_sure=True), question)

    def show_next_meeting(self) -> None:
        """Show the next running meeting: from then on every key acts there."""
        if not self._commands.services.feed.show_next_meeting():
            self._commands.say("meeting.only-one")

    async def show_profiles(self) -> None:
        await self._commands.services.console.open_screen("profiles")

    def dial(self) -> None:
        """Call the site that a key means, unless it is in the conference."""
        commands, conference = self._commands, self._commands.conference
        site_id = commands.site_to_act_on()
        if not site_id or conference is None:
            return
        row = conference.row(site_id)
        is_there = row is not None and row.participant is not None
        code = conference.blocked_reason or ("call.already-there" if is_there else "")
        if code:
            commands.say(code, site_id)
        else:
            commands.order(DialSite(site_id), site_id)

    async def message(self) -> None:
        """Write a line onto the screen of the room that a key means: by the MCU, else by its codec."""
        commands, conference, view = self._commands, self._commands.conference, self._commands.view
        site_id = commands.site_to_act_on()
        if not site_id or conference is None or view is None:
            return
        row, room = conference.row(site_id), view.rooms.get(site_id)
        means = conference.view.means
        by_mcu = means is not None and Ability.MESSAGE in means.able
        command: type[MessageSite] | type[MessageRoom]
        if by_mcu and row is not None and row.participant is not None:
            command = MessageSite
        elif room is not None and Ability.MESSAGE in (room.view.able or ()):
            command = MessageRoom
        else:
            commands.say("call.not-there" if by_mcu else "conference.unable", site_id)
            return

        def given(text: str) -> None:
            commands.order(command(site_id, text), site_id)

        title = commands.asked(command(site_id, ""), site_id)
        usual = self._words("message.usual")
        await commands.dialogs.ask_text(
            title, "message.label", given, value=usual, missing="message.empty", keys="message.keys"
        )


def _idle_in(
    frame: FrameView | None, conference: ShownConference, site_id: str, bus: Bus | None
) -> frozenset[str]:
    """Return the ids of the conference's actions that would do nothing now.

    site_id: id of the site that a key means; empty for none
    bus: the picture that a key means while the pictures are unlinked; None for what the branches see
    """
    idle = _OF_THE_MCU if conference.blocked_reason else frozenset()
    if not conference.is_meeting:
        return idle | OF_A_MEETING
    quiet = set() if conference.named else {"microphone.named"}
    quiet |= set() if conference.floor.upper else {"upper.called"}
    quiet |= set() if conference.floor.before_us else {"upper.next"}
    quiet |= set() if conference.did_not_close else {"microphone.again"}
    quiet |= set() if loaded_sites(frame, conference, bus) else TAKES
    quiet |= set() if conference.floor.running_order else {"floor.next"}
    row = conference.row(site_id)
    quiet |= set() if row is not None and row.participant is None else {"call.dial"}
    may_undo = conference.floor.speaker or undone_sites(frame, conference) is not None
    quiet |= set() if may_undo else {"floor.back"}
    quiet |= set() if any(not one.fault.is_of_site for one in conference.deviations) else {"floor.restore"}
    return idle | quiet
