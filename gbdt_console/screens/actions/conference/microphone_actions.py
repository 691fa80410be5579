"""Blocks microphones in the conference, and leaves them to their rooms again."""

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.callers import leg_id_if_ambiguous
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    IsolateCaller,
    UnblockMicrophone,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.ui.actions import KeyTarget
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.conference.key_targets import turn_of


class MicrophoneActions(ScreenActions):
    name = "microphones"

    async def block(self) -> None:
        """Block the site's microphone, or leave it to the room again."""
        commands = self._commands
        conference, site_id = commands.conference, commands.meant_site()
        if commands.is_refused() or conference is None or not site_id:
            return
        row = conference.row(site_id) or conference.uninvited_row(site_id)
        code = conference.blocked_reason or ("" if row is not None and row.participant else "call.not-there")
        code = code or (self._targets.refusal(row, commands.now_s()) if row else "")
        if code or row is None or row.participant is None:
            commands.say(code, site_id)
        elif row.uninvited:
            self._isolate(row, conference)
        elif row.participant.is_blocked:
            commands.order(UnblockMicrophone(site_id), site_id)
        else:
            await self._block(site_id)

    @needs(ScreenActions.conference)
    async def block_named(self, conference: ShownConference) -> None:
        """Block the site that is named as open out of turn, or isolate the caller that is named."""
        row, code = self._targets.named(conference, self._commands.now_s())
        if row is None:
            self._commands.say(code)
        elif row.site_id:
            await self._block(row.site_id)
        else:
            self._isolate(row, conference)

    @needs(ScreenActions.in_meeting)
    async def block_others(self, conference: ShownConference) -> None:
        """Block all but chair and speaker; where they are blocked, leave them to the rooms after a question.

        A profile or another person may have blocked them a moment ago. Opens nobody.
        """
        commands = self._commands
        if self._targets.has_blocking_turned(commands.now_s()):
            commands.say("row.just-changed", commands.asked(BlockOthers()))
        elif conference.floor.is_blocking:
            await commands.ask(BlockOthers(False), self._words("confirm.unblock-others"))
        else:
            commands.order(BlockOthers())

    def key_targets(self) -> dict[str, KeyTarget]:
        """Say which of two opposite things a key does now, and whom a leg's means."""
        conference, site = self._commands.conference, self._commands.site
        targets = {}
        named = conference.named if conference is not None else None
        if named is not None and not named.site_id and (view := self._commands.view) is not None:
            name = view.called(named.known_site) if named.known_site else clean(named.number)
            targets["microphone.named"] = KeyTarget(name, "action.caller.isolate")
        if conference is not None and conference.floor.is_blocking:
            targets["microphone.others"] = KeyTarget(code="action.microphone.others.off")
        if site is not None and conference is not None:
            members = self._words("member.more", n=len(site.members)) if site.members else ""
            row = conference.row(site.id) or conference.uninvited_row(site.id)
            targets["microphone.block"] = KeyTarget(members, turn_of(row))
        return targets

    @needs(ScreenActions.conference)
    def block_again(self, conference: ShownConference) -> None:
        """Block again only those who are open although they should be blocked."""
        if conference.still_open and not conference.blocked_reason:
            self._commands.order(BlockStillOpen())
        else:
            self._commands.say(conference.blocked_reason or "order.none-open")

    def _isolate(self, row: RosterRow, conference: ShownConference) -> None:
        leg = leg_id_if_ambiguous(row, conference.rows)
        self._commands.order(IsolateCaller(row.number, leg), leg or row.number)

    async def _block(self, site_id: str) -> None:
        """Block a site; the chair, the speaker and the upper site only after a question."""
        commands, conference = self._commands, self._commands.conference
        floor = conference.floor if conference is not None else Floor()
        asked = {
            floor.speaker: "confirm.block-speaker",
            floor.chair: "confirm.block-chair",
            floor.upper: "confirm.upper-block",
        }
        if site_id in asked:
            command = BlockMicrophone(site_id, is_sure=True)
            await commands.ask(command, self._words(asked[site_id]), site_id)
        else:
            commands.order(BlockMicrophone(site_id), site_id)
