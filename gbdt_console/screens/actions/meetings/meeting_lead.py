"""Starts the highlighted meeting, runs the one under way (break, overrun, end), enters what is about it."""

from dataclasses import replace

from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.commands import SetBreak
from gbdt_console.core.meetings.clashes import Slot
from gbdt_console.core.meetings.commands import MoveMeetingEnd, StartRegistered
from gbdt_console.screens.actions.meetings.meeting_asks import MeantMeeting, MeetingAsks
from gbdt_console.screens.actions.register.register_actions import RegisterActions
from gbdt_console.screens.actions.screen_actions import needs
from gbdt_console.screens.dialogs.form import Field
from gbdt_console.text.typed_times import parse_date
from gbdt_console.ui.view import View

_MINUTE_S = 60.0
_EXTENSIONS = {"extend-15": 15, "extend-30": 30}


class MeetingLead(MeetingAsks):
    name = "lead"

    @needs(MeetingAsks.ready)
    async def lead(self, view: View) -> None:
        """Ask what to do with the running meeting; without one, start the highlighted."""
        if view.snapshot.meeting is None:
            await self.start()
            return
        acts = ["break-off" if self._is_break(view) else "break-on", *_EXTENSIONS, "other-end", "end"]
        what = self._words("meetings.ask-lead", end=self.look.formats.time(view.snapshot.meeting.end_utc))
        await self.choose_act(what, acts, lambda act: self._dialogs.soon(self.do, act))

    @needs(MeetingAsks.ready)
    async def start(self, view: View) -> None:
        """Start the highlighted meeting; ask where it is not due."""
        meeting = self._cursor.row
        if meeting is None or not meeting.is_coming:
            self._commands.say("meetings.none-to-start")
            return
        plan, command = meeting.plan, StartRegistered(meeting.number)
        if plan.is_due(view.now_utc):
            self.give(command)
            return
        texts = self.texts(view)
        facts = {"title": texts.title(plan), "time": texts.when(plan, view.now_utc)}
        consequence = self._words("confirm.meeting-other-time", number=meeting.number, **facts)
        await self.ask(replace(command, is_sure=True), consequence)

    @needs(MeetingAsks.meant)
    async def enter(self, meant: MeantMeeting) -> None:
        """Ask for an entry of the register about the highlighted meeting."""
        await RegisterActions(self._commands).enter(meant.meeting.number)

    async def do(self, act: str) -> None:
        view = self.ready()
        meeting = None if view is None else view.snapshot.meeting
        if view is None or meeting is None:
            return
        if act in _EXTENSIONS:
            await self._move_end(max(meeting.end_utc, view.now_utc) + _EXTENSIONS[act] * _MINUTE_S)
        elif act == "other-end":
            await self._ask_end(view, meeting.title)
        elif act == "end":
            left_min = round((meeting.end_utc - view.now_utc) / _MINUTE_S)
            code = "confirm.meeting-end-early" if left_min > 0 else "confirm.meeting-end"
            await self.ask(EndMeeting(), self._words(code, n=left_min))
        else:
            command = SetBreak(act == "break-on")
            self.give(command)

    async def _ask_end(self, view: View, title: str) -> None:
        words = self._words

        def end_utc(text: str) -> float | None:
            return parse_date(text, view.now_utc, view.snapshot.booking.zone)

        def typed(values: tuple[str, ...]) -> None:
            if (at_utc := end_utc(values[0])) is not None:
                self._dialogs.soon(self._move_end, at_utc)

        await self._dialogs.fill_in(
            self._dialogs.title(words("ask.meeting-move-end"), title),
            (Field(words("meetings.form.end")),),
            typed,
            lambda values: "" if end_utc(values[0]) else words("meetings.opening-typed"),
        )

    async def _move_end(self, end_utc: float) -> None:
        """Move the end; where the next meeting is then too close, ask first."""
        view = self.ready()
        meeting = None if view is None else view.snapshot.meeting
        if view is None or meeting is None:
            return
        registered = next((m for m in view.snapshot.calendar if m.meeting_id == meeting.id), None)
        here = view.snapshot.conference_id
        own = Slot.of_running(meeting, here) if registered is None else Slot.of(registered)
        slot = replace(own, from_utc=meeting.opening_utc, until_utc=end_utc)
        clashes = self.overview(view).clashes(slot, own) if end_utc > meeting.end_utc else ()
        await self.give_or_ask(MoveMeetingEnd(end_utc, bool(clashes)), clashes, view)

    def _is_break(self, view: View) -> bool:
        conference = view.snapshot.conference
        return conference is not None and conference.floor.is_break
