"""Prepares and gives the floor, and sets breaks and dialogue."""

from functools import partial

from gbdt_console.core.conference.commands import (
    GiveFloor,
    PrepareFloor,
    RestoreFloor,
    SetBreak,
    SetCalled,
    SetDialogue,
    SkipSpeaker,
)
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.requests import Stage
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.ui.conference.conference import ShownConference


class FloorActions:
    """Acts on the floor of the meeting."""

    def __init__(self, commands: ScreenCommands) -> None:
        self._commands = commands
        self._targets = commands.services.targets

    def prepare(self) -> None:
        """Prepare the site that a key means."""
        site_id = self._commands.meant_site()
        if site_id and self._commands.in_meeting() is not None:
            self._prepare(site_id)

    def prepare_next(self) -> None:
        """Prepare the next speaker of the running order that is in the conference."""
        conference = self._commands.in_meeting()
        if conference is None:
            return
        site_id = conference.next_in_order
        if site_id:
            self._prepare(site_id)
        else:
            is_over = not conference.floor.running_order
            self._commands.say("floor.nobody-next" if is_over else "floor.nobody-there")

    async def give(self, site_id: str) -> None:
        """Give the floor to that site, else to the prepared one.

        With its line cut only after a question.
        """
        commands, conference = self._commands, self._commands.in_meeting()
        if conference is None or self._targets.is_again(commands.now_s()):
            return
        site_id = site_id or self._targets.next_speaker(conference)
        code = self._reason_against(conference, site_id)
        row = conference.row(site_id)
        if code or row is None:
            commands.say(code, site_id)
        elif conference.floor.upper:
            consequence = commands.words("confirm.upper-floor")
            await commands.ask(GiveFloor(site_id, is_sure=True), consequence, site_id)
        elif row.standing is RosterStatus.STALE:
            await commands.ask(GiveFloor(site_id), commands.words("confirm.floor-cut"), site_id)
        else:
            self._targets.gives(commands.now_s())
            commands.order(GiveFloor(site_id), site_id)

    def take_back(self) -> None:
        """Give the floor back to the chair."""
        if self._commands.in_meeting() is not None:
            self._commands.order(GiveFloor())

    def restore(self) -> None:
        """Bring the MCU back to the floor: unblock chair and speaker, show the floor's site."""
        commands, conference = self._commands, self._commands.in_meeting()
        if conference is None:
            return
        faults = [one.fault for one in conference.deviations]
        if any(not fault.is_loss for fault in faults):
            commands.order(RestoreFloor())
        else:
            commands.say(conference.blocked_reason or ("floor.site-lost" if faults else "floor.agrees"))

    def toggle_break(self) -> None:
        conference = self._commands.in_meeting()
        if conference is not None:
            is_on = not conference.floor.is_break
            self._commands.order(SetBreak(is_on))

    def toggle_dialogue(self) -> None:
        conference = self._commands.in_meeting()
        if conference is not None:
            is_on = not conference.floor.is_dialogue
            self._commands.order(SetDialogue(is_on))

    def toggle_called(self) -> None:
        """Note that the upper site calls on us, or no longer does."""
        commands, conference = self._commands, self._commands.in_meeting()
        if conference is not None and not conference.floor.upper:
            commands.say("upper.none")
        elif conference is not None and not self._targets.is_called_again(commands.now_s()):
            is_on = not conference.floor.is_called
            commands.order(SetCalled(is_on))

    async def skip(self) -> None:
        """Take the next speaker out of the running order, with a reason."""
        conference = self._commands.in_meeting()
        if conference is None:
            return
        site_id = conference.floor.next_speaker
        if site_id:
            command = partial(SkipSpeaker, site_id)
            await self._commands.ask_reason(site_id, "floor.no-reason", command)
        else:
            self._commands.say("floor.nobody-next")

    def _reason_against(self, conference: ShownConference, site_id: str) -> str:
        """Return why that site cannot get the floor, as a code.

        Empty where it can.
        """
        row = conference.row(site_id)
        code = "" if site_id else "floor.nobody-prepared"
        code = code or ("upper.not-called" if conference.floor.is_silent else "")
        code = code or conference.blocked_reason or ("" if row and row.participant else "call.not-there")
        return "floor.has-it" if site_id == conference.floor.speaker and not code else code

    def _prepare(self, site_id: str) -> None:
        commands = self._commands

        def on_end(stage: Stage) -> None:
            self._targets.prepared(commands.now_s(), is_done=stage is Stage.RECORDED)

        self._targets.prepares(site_id)
        commands.order(PrepareFloor(site_id), site_id, on_end)
