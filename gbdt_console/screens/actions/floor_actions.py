"""What every screen over live data can do in the conference: microphones, the floor, and the room itself."""

from collections.abc import Callable, Sequence
from functools import partial

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    GiveFloor,
    LockConference,
    PrepareFloor,
    SetBreak,
    SetCalled,
    SetClosed,
    SetDialogue,
    SkipSpeaker,
    UnblockMicrophone,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.requests import Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.actions.alarm_actions import AlarmedScreen
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.form import Field, FormScreen
from gbdt_console.ui.actions import ACTIONS, Scope
from gbdt_console.ui.conference.conference import ShownConference

_METHODS = frozenset(
    a.method.removeprefix("screen.") for a in ACTIONS if a.needs_mcu and a.scope is not Scope.ROSTER
)
_IDS = frozenset(action.id for action in ACTIONS if action.needs_mcu)
_OF_THE_MCU = frozenset({"microphone.block", "floor.give", "conference.lock"})
_OF_A_MEETING = frozenset(
    {
        "microphone.named",
        "microphone.again",
        "microphone.others",
        "floor.prepare",
        "floor.next",
        "floor.give",
        "upper.called",
    }
)


class ConferringScreen(AlarmedScreen):
    """A verb means `subject`. Without an MCU none of its keys does anything."""

    def __init__(self, kit: ScreenServices, scope: Scope) -> None:
        super().__init__(kit, scope)
        self.hand = kit.hand

    @property
    def conference(self) -> ShownConference | None:
        return self.view.conference if self.view is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in _METHODS or self.conference is not None

    def take(self, snapshot: Snapshot | None, *, is_closed: bool) -> None:
        super().take(snapshot, is_closed=is_closed)
        if self.conference is not None and snapshot is not None:
            self.hand.see(self.conference, snapshot.at_s, self._clock.monotonic())

    def idle_hints(self) -> frozenset[str]:
        idle, conference = super().idle_hints(), self.conference
        if conference is None:
            return idle | _IDS
        if conference.trouble:
            idle |= _OF_THE_MCU
        if not conference.is_meeting:
            return idle | _OF_A_MEETING
        quiet = set() if conference.out_of_turn else {"microphone.named"}
        quiet |= set() if conference.floor.upper else {"upper.called"}
        quiet |= set() if conference.did_not_close else {"microphone.again"}
        may_give = bool(self.hand.next_speaker(conference)) and not conference.floor.is_silent
        quiet |= set() if may_give else {"floor.give"}
        quiet |= set() if conference.floor.running_order else {"floor.next"}
        return idle | quiet

    def meant(self) -> str:
        """The id of the site that a verb means; where there is none, that is said."""
        site = self.subject()
        if site is None:
            self.say(self.look.words("site.none-meant"))
        return site.id if site is not None else ""

    async def action_block(self) -> None:
        """Block the site's microphone, or leave it to the room again."""
        conference, site_id = self.conference, self.meant()
        if self.is_refused() or conference is None or not site_id:
            return
        row = conference.row(site_id)
        code = conference.trouble or ("" if row is not None and row.participant else "call.not-there")
        code = code or (self.hand.refusal(row, self._clock.monotonic()) if row else "")
        if code or row is None or row.participant is None:
            self.tell(code, site_id)
        elif row.participant.is_blocked:
            self.order(UnblockMicrophone(site_id), "order.microphone.unblock", site_id)
        else:
            await self.block(site_id)

    async def action_block_named(self) -> None:
        """Block the site that is named as open out of turn: the one that stood there, or none."""
        conference = self.conference
        if self.is_refused() or conference is None:
            return
        site_id, code = self.hand.named(conference, self._clock.monotonic())
        if site_id:
            await self.block(site_id)
        else:
            self.tell(code)

    async def block(self, site_id: str) -> None:
        """The chair, the speaker and the upper site only after a question."""
        floor = self.conference.floor if self.conference is not None else Floor()
        asked = {
            floor.speaker: "confirm.block-speaker",
            floor.chair: "confirm.block-chair",
            floor.upper: "confirm.upper-block",
        }
        if site_id in asked:
            await self.ask(
                self._said("order.microphone.block", site_id), self.look.words(asked[site_id]),
                BlockMicrophone(site_id, is_sure=True), "order.microphone.block", site_id,
            )  # fmt: skip
        else:
            self.order(BlockMicrophone(site_id), "order.microphone.block", site_id)

    def action_block_others(self) -> None:
        """Block all but chair and speaker; pressed again, leave it to the rooms. Opens nobody."""
        conference = self._in_meeting()
        if conference is not None:
            is_on = not conference.floor.is_blocking
            self.order(BlockOthers(is_on), f"ask.block-others.{'on' if is_on else 'off'}")

    def action_block_again(self) -> None:
        """Ask again those alone who are open although they should be blocked."""
        conference = self.conference
        if self.is_refused() or conference is None:
            return
        if conference.still_open and not conference.trouble:
            self.order(BlockStillOpen(), "ask.block-again")
        else:
            self.tell(conference.trouble or "order.none-open")

    def action_prepare(self) -> None:
        site_id = self.meant()
        if site_id and self._in_meeting() is not None:
            self._prepare(site_id)

    def action_prepare_next(self) -> None:
        conference = self._in_meeting()
        if conference is None:
            return
        site_id = next(iter(conference.floor.running_order), "")
        if site_id:
            self._prepare(site_id)
        else:
            self.tell("floor.nobody-next")

    async def give_floor_to(self, site_id: str) -> None:
        """To that site, else to the prepared one. One whose line is cut only after a question."""
        conference = self._in_meeting()
        if conference is None or self.hand.is_again(self._clock.monotonic()):
            return
        site_id = site_id or self.hand.next_speaker(conference)
        row, words = conference.row(site_id), self.look.words
        code = "" if site_id else "floor.nobody-prepared"
        code = code or ("upper.not-called" if conference.floor.is_silent else "")
        code = code or conference.trouble or ("" if row and row.participant else "call.not-there")
        if site_id == conference.floor.speaker and not code:
            code = "floor.has-it"
        if code or row is None:
            self.tell(code, site_id)
        elif conference.floor.upper:
            question, sure = self._said("ask.floor-give", site_id), GiveFloor(site_id, is_sure=True)
            await self.ask(question, words("confirm.upper-floor"), sure, "ask.floor-give", site_id)
        elif row.standing is RosterStatus.STALE:
            question = self._said("ask.floor-give", site_id)
            await self.ask(
                question, words("confirm.floor-cut"), GiveFloor(site_id), "ask.floor-give", site_id
            )
        else:
            self.hand.gives(self._clock.monotonic())
            self.order(GiveFloor(site_id), "ask.floor-give", site_id)

    def action_floor_back(self) -> None:
        if self._in_meeting() is not None:
            self.order(GiveFloor(), "ask.floor-back")

    def action_break(self) -> None:
        conference = self._in_meeting()
        if conference is not None:
            is_on = not conference.floor.is_break
            self.order(SetBreak(is_on), f"ask.break.{'on' if is_on else 'off'}")

    def action_dialogue(self) -> None:
        conference = self._in_meeting()
        if conference is not None:
            is_on = not conference.floor.is_dialogue
            self.order(SetDialogue(is_on), f"ask.dialogue.{'on' if is_on else 'off'}")

    async def action_lock(self) -> None:
        """Lock it, or unlock it: that of a closed meeting only after a question."""
        conference, words = self.conference, self.look.words
        if self.is_refused() or conference is None:
            return
        if conference.trouble or conference.view.state is None:
            self.tell(conference.trouble or "mcu.old")
        elif not conference.is_locked:
            self.order(LockConference(True), "order.conference.lock")
        elif conference.is_closed:
            what, command = "order.conference.unlock", LockConference(False, is_sure=True)
            await self.ask(words(what), words("confirm.closed-unlock"), command, what, "")
        else:
            self.order(LockConference(False), "order.conference.unlock")

    def action_called(self) -> None:
        """The upper site calls on us, or it is over."""
        conference = self._in_meeting()
        if conference is not None and not conference.floor.upper:
            self.tell("upper.none")
        elif conference is not None and not self.hand.is_called_again(self._clock.monotonic()):
            is_on = not conference.floor.is_called
            self.order(SetCalled(is_on), f"ask.called.{'on' if is_on else 'off'}")

    async def action_closed(self) -> None:
        """Make the meeting a closed one; after a question an open one again."""
        conference, words = self._in_meeting(), self.look.words
        if conference is not None and conference.is_closed:
            what, command = "ask.closed.off", SetClosed(False, is_sure=True)
            await self.ask(words(what), words("confirm.closed-off"), command, what, "")
        elif conference is not None:
            self.order(SetClosed(True), "ask.closed.on")

    async def action_skip(self) -> None:
        """Take the next speaker's turn out of the running order, with a reason."""
        conference = self._in_meeting()
        if conference is None:
            return
        site_id = conference.floor.next_speaker
        if not site_id:
            self.tell("floor.nobody-next")
            return

        await self.ask_reason("ask.floor-skip", site_id, "floor.no-reason", partial(SkipSpeaker, site_id))

    async def ask_reason(
        self, what: str, site_id: str, without: str, command: Callable[[str], Command]
    ) -> None:
        """Order what `command` makes of the reason that a person writes; `without` says that it is needed."""
        words = self.look.words

        def wrong(values: Sequence[str]) -> str:
            return "" if values[0] else words(without)

        form = FormScreen(self.look, self._said(what, site_id), (Field(words("skip.reason")),), wrong)
        await self._orders.put(form, lambda values: self.order(command(values[0]), what, site_id))

    async def ask(self, question: str, consequence: str, command: Command, what: str, target: str) -> None:
        """Order it once a person said yes."""
        words = self.look.words
        stay, go = words("confirm.stay"), words("confirm.go")
        dialog = ConfirmScreen(self._clock, question, consequence, stay=stay, go=go)
        await self._orders.put(dialog, lambda sure: self.order(command, what, target) if sure else None)

    def order(self, command: Command, what: str, target: str = "") -> None:
        """Hand it in; its life is said in the room of the hints."""
        self.follow(command, self._said(what, target))

    def tell(self, code: str, site_id: str = "") -> None:
        """Say why nothing was done, and about whom."""
        text = self.look.words(code)
        self.say(f"{self._called(site_id)}: {text}" if site_id else text)

    def _called(self, target: str) -> str:
        return self.view.called(target) if self.view is not None else target

    def _in_meeting(self) -> ShownConference | None:
        """The conference of a meeting in which this console may act; else says why not."""
        conference = self.conference
        if conference is None or self.is_refused():
            return None
        if not conference.is_meeting:
            self.tell("meeting.none")
            return None
        return conference

    def _said(self, what: str, target: str) -> str:
        """'8 Sa Pa: chặn tiếng'; of the room as a whole only what."""
        words = self.look.words
        return words("ask.line", target=self._called(target), what=words(what)) if target else words(what)

    def _prepare(self, site_id: str) -> None:
        def ended(stage: Stage) -> None:
            self.hand.prepared(self._clock.monotonic(), is_done=stage is Stage.RECORDED)

        self.hand.prepares(site_id)
        self.follow(PrepareFloor(site_id), self._said("ask.floor-prepare", site_id), ended)
