"""Acts on registered meetings and on the one that runs."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from gbdt_console.core.calendar.clashes import Clash, Slot
from gbdt_console.core.calendar.commands import (
    CancelMeeting,
    ChangeMeeting,
    MoveMeetingEnd,
    RecordAnswers,
    RecordInvitation,
    RegisterMeeting,
    StartRegistered,
)
from gbdt_console.core.calendar.registration import MeetingPlan, Registration, Technician
from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.conference.commands import SetBreak
from gbdt_console.screens.actions.meeting_dialogs import PlanForms, kind_choice, menu
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.form import Field, FormScreen
from gbdt_console.text.typed_times import parse_date
from gbdt_console.ui.meetings.calendar import MeetingCursor
from gbdt_console.ui.meetings.words import ShownMeetingWords
from gbdt_console.ui.view import View

_STARTS_EARLY_S = 4 * 3_600.0
"""The engine asks back for a start that is further from the opening."""
_MINUTE_S = 60.0
_EXTENSIONS = {"extend-15": 15, "extend-30": 30}


class MeetingActions:
    """Acts on the highlighted meeting of one screen."""

    def __init__(self, commands: ScreenCommands, cursor: MeetingCursor) -> None:
        self._commands = commands
        self._services = commands.services
        self._cursor = cursor

    async def register(self) -> None:
        """Ask for kind, subject, host, time and sites, and register a meeting."""
        view = self._ready()
        if view is None:
            return
        forms = PlanForms(self._services.appearance, view)

        def chosen(kind_key: str) -> None:
            plan = forms.empty_plan(kind_key)

            def typed(values: tuple[str, ...]) -> None:
                made = forms.registered(plan, values)
                self._soon(self._give_if_free, RegisterMeeting(made), made, 0)

            self._soon(self._put, forms.registration(plan), typed)

        await self._put(kind_choice(self._services.appearance, self._services.clock), chosen)

    async def choose(self) -> None:
        """Ask what to do with the highlighted meeting; without one, register a meeting."""
        view, meeting = self._ready(), self._cursor.row
        if view is None:
            return
        acts = self._acts(meeting)
        if meeting is None or not acts:
            await self.register()
            return
        what = self._what(meeting, view)

        def chosen(act: str) -> None:
            self._soon(acts[act])

        await self._put(menu(self._services.appearance, self._services.clock, what, list(acts)), chosen)

    async def lead(self) -> None:
        """Ask what to do with the running meeting; without one, start the highlighted."""
        view = self._ready()
        if view is None:
            return
        if view.snapshot.meeting is None:
            await self.start()
            return
        acts = ["break-off" if self._is_break(view) else "break-on", *_EXTENSIONS, "other-end", "end"]
        what = self._commands.words("meetings.ask-lead", end=self._time(view.snapshot.meeting.end_utc))

        def chosen(act: str) -> None:
            self._soon(self._lead, act)

        await self._put(menu(self._services.appearance, self._services.clock, what, acts), chosen)

    async def start(self) -> None:
        """Start the highlighted meeting; ask where it is not due."""
        view, meeting = self._ready(), self._cursor.row
        if view is None:
            return
        if meeting is None or not meeting.is_coming:
            self._commands.say("meetings.none-to-start")
            return
        plan, command = meeting.plan, StartRegistered(meeting.number)
        if plan.opening_utc - _STARTS_EARLY_S <= view.now_utc < plan.end_utc:
            self._commands.give(command, self._commands.asked(command))
            return
        consequence = self._commands.words(
            "confirm.meeting-other-time", time=self._texts(view).when(plan, view.now_utc)
        )
        await self._ask(replace(command, is_sure=True), consequence)

    async def answer(self) -> None:
        """Ask which sites agree or decline, and enter it."""
        meeting, view = self._cursor.row, self._ready()
        if meeting is None or view is None:
            return
        forms = PlanForms(self._services.appearance, view)

        def typed(is_agreed: bool) -> Callable[[tuple[str, ...]], None]:
            def enter(values: tuple[str, ...]) -> None:
                named = [site for site in forms.ids(values[0]) if site in meeting.plan.sites]
                sites = tuple(site for site in named if site != meeting.plan.chair_site_id) or tuple(named)
                answer = "agreed" if is_agreed else "declined"
                self._give(RecordAnswers(meeting.number, sites, answer, "phone", values[1]))

            return enter

        def chosen(act: str) -> None:
            label = f"meetings.form.{act}"
            form = forms.site_list(self._what(meeting, view), label, "meetings.form.person")
            self._soon(self._put, form, typed(act == "agreed"))

        ask = menu(
            self._services.appearance, self._services.clock, self._what(meeting, view), ["agreed", "declined"]
        )
        await self._put(ask, chosen)

    async def invite(self) -> None:
        """Ask for the letter's number, and enter the invitation."""
        meeting = self._cursor.row
        if meeting is None:
            return

        async def enter(paper: str) -> None:
            command = RecordInvitation(meeting.number, paper)
            if not meeting.sites_to_agree:
                self._give(command)
                return
            consequence = self._commands.words("confirm.meeting-unagreed", n=len(meeting.sites_to_agree))
            await self._ask(replace(command, is_sure=True), consequence)

        await self._ask_text("meetings.form.paper", enter, is_needed=False)

    async def move(self) -> None:
        """Ask for another time, and enter it."""
        meeting, view = self._cursor.row, self._ready()
        if meeting is None or view is None:
            return
        forms = PlanForms(self._services.appearance, view)

        def typed(values: tuple[str, ...]) -> None:
            plan = forms.moved(meeting, values)
            self._change(meeting, plan, values[2])

        await self._put(forms.time(meeting, self._what(meeting, view)), typed)

    async def detail(self) -> None:
        """Ask for sites, chair, running order, contact and profile, and enter them."""
        meeting, view = self._cursor.row, self._ready()
        if meeting is None or view is None:
            return
        forms = PlanForms(self._services.appearance, view)

        def typed(values: tuple[str, ...]) -> None:
            self._change(meeting, forms.detailed(meeting.plan, values), "")

        await self._put(forms.details(meeting, self._what(meeting, view)), typed)

    async def assign(self) -> None:
        """Ask for sites and the name of their technician; an empty name takes it away."""
        meeting, view = self._cursor.row, self._ready()
        if meeting is None or view is None:
            return
        forms = PlanForms(self._services.appearance, view)

        def typed(values: tuple[str, ...]) -> None:
            named = {t.site_id: t.name for t in meeting.plan.technicians}
            named |= {site: values[1] for site in forms.ids(values[0]) if site in meeting.plan.sites}
            technicians = tuple(Technician(site, name) for site, name in named.items() if name)
            self._change(meeting, replace(meeting.plan, technicians=technicians), "")

        labels = ("meetings.form.sites", "meetings.form.technician")
        await self._put(forms.site_list(self._what(meeting, view), *labels), typed)

    async def cancel(self) -> None:
        """Ask for the reason, and cancel the highlighted meeting."""
        meeting = self._cursor.row
        if meeting is None:
            return

        async def enter(reason: str) -> None:
            self._give(CancelMeeting(meeting.number, reason))

        await self._ask_text("meetings.form.reason", enter, is_needed=True)

    def _acts(self, meeting: Registration | None) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what can be done with the meeting, in the order of the day."""
        if meeting is None or not meeting.is_open:
            return {}
        if not meeting.is_coming:
            return {"lead": self.lead, "register": self.register}
        return {
            "start": self.start,
            "answer": self.answer,
            "invite": self.invite,
            "assign": self.assign,
            "detail": self.detail,
            "move": self.move,
            "cancel": self.cancel,
            "register": self.register,
        }

    async def _lead(self, act: str) -> None:
        view = self._ready()
        meeting = None if view is None else view.snapshot.meeting
        if view is None or meeting is None:
            return
        if act in _EXTENSIONS:
            await self._move_end(max(meeting.end_utc, view.now_utc) + _EXTENSIONS[act] * _MINUTE_S)
        elif act == "other-end":
            await self._ask_end(view)
        elif act == "end":
            left_min = round((meeting.end_utc - view.now_utc) / _MINUTE_S)
            code = "confirm.meeting-end-early" if left_min > 0 else "confirm.meeting-end"
            await self._ask(EndMeeting(), self._commands.words(code, n=left_min))
        else:
            command = SetBreak(act == "break-on")
            self._commands.order(command)

    async def _ask_end(self, view: View) -> None:
        words = self._commands.words

        def end_utc(text: str) -> float | None:
            return parse_date(text, view.now_utc, view.snapshot.booking.zone)

        form = FormScreen(
            self._services.appearance,
            words("ask.meeting-move-end"),
            (Field(words("meetings.form.end")),),
            lambda values: "" if end_utc(values[0]) else words("meetings.opening-typed"),
        )

        def typed(values: tuple[str, ...]) -> None:
            if (at_utc := end_utc(values[0])) is not None:
                self._soon(self._move_end, at_utc)

        await self._put(form, typed)

    async def _move_end(self, end_utc: float) -> None:
        """Move the end; where the next meeting is then too close, ask first."""
        view = self._ready()
        meeting = None if view is None else view.snapshot.meeting
        if view is None or meeting is None:
            return
        registered = next((m for m in view.snapshot.calendar if m.meeting_id == meeting.id), None)
        own = Slot.of_running(meeting) if registered is None else Slot.of(registered)
        slot = replace(own, from_utc=meeting.opening_utc, until_utc=end_utc)
        clashes = self._cursor.see(view.snapshot).clashes(slot) if end_utc > meeting.end_utc else ()
        await self._give_or_ask(MoveMeetingEnd(end_utc, bool(clashes)), clashes, view)

    def _change(self, meeting: Registration, plan: MeetingPlan, reason: str) -> None:
        self._soon(
            self._give_if_free, ChangeMeeting(meeting.number, plan, None, reason), plan, meeting.number
        )

    async def _give_if_free(
        self, command: RegisterMeeting | ChangeMeeting, plan: MeetingPlan, number: int
    ) -> None:
        """Give the command; where the plan collides with other meetings, name them and ask first."""
        view = self._ready()
        if view is None:
            return
        clashes = self._cursor.see(view.snapshot).clashes(Slot.of_plan(number, plan))
        await self._give_or_ask(replace(command, is_sure=bool(clashes)), clashes, view)

    async def _give_or_ask(self, command: Command, clashes: tuple[Clash, ...], view: View) -> None:
        if not clashes:
            self._give(command)
            return
        texts = self._texts(view)
        named = "; ".join(texts.clash(clash, view.now_utc) for clash in clashes[:4])
        await self._ask(command, self._commands.words("confirm.meeting-clash", clashes=named))

    async def _ask(self, command: Command, consequence: str) -> None:
        """Give a command once a person said yes."""
        asked, words = self._commands.asked(command), self._commands.words

        def answered(is_sure: bool) -> None:
            if is_sure:
                self._give(command)

        go = asked[:1].upper() + asked[1:]
        dialog = ConfirmScreen(
            self._services.clock, go, consequence, stay=words("confirm.stay"), go=words("meetings.go")
        )
        await self._put(dialog, answered)

    async def _ask_text(
        self, label: str, enter: Callable[[str], Awaitable[None]], *, is_needed: bool
    ) -> None:
        view, meeting = self._ready(), self._cursor.row
        if view is None or meeting is None:
            return
        words = self._commands.words
        form = FormScreen(
            self._services.appearance,
            self._what(meeting, view),
            (Field(words(label)),),
            lambda values: words("meetings.no-reason") if is_needed and not values[0] else "",
        )
        await self._put(form, lambda values: self._soon(enter, values[0]))

    def _give(self, command: Command) -> None:
        self._commands.give(command, self._commands.asked(command))

    def _ready(self) -> View | None:
        """Return the View where this console may act; else say why not."""
        return None if self._commands.is_refused() else self._commands.view

    def _what(self, meeting: Registration, view: View) -> str:
        texts = self._texts(view)
        return self._commands.words(
            "meetings.sheet-title",
            number=meeting.number,
            title=f"{texts.title(meeting.plan)}, {texts.when(meeting.plan, view.now_utc)}",
        )

    def _is_break(self, view: View) -> bool:
        conference = view.snapshot.conference
        return conference is not None and conference.floor.is_break

    def _texts(self, view: View) -> ShownMeetingWords:
        return ShownMeetingWords(self._services.appearance, view)

    def _time(self, at_utc: float) -> str:
        return self._services.appearance.formats.time(at_utc)

    def _soon(self, call: Callable[..., object], *args: object) -> None:
        self._services.console.call_later(call, *args)

    async def _put(self, dialog: object, done: Callable[..., None]) -> None:
        await self._services.console.put_dialog(dialog, done)  # type: ignore[arg-type]
