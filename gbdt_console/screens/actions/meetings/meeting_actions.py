"""Acts on registered meetings: registers, changes and cancels them, enters answers and notices."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from gbdt_console.core.meetings.clashes import Slot
from gbdt_console.core.meetings.commands import (
    CancelMeeting,
    ChangeMeeting,
    ConfirmNotice,
    RecordAnswers,
    RecordInvitation,
    RecordNotice,
    RegisterMeeting,
)
from gbdt_console.core.meetings.notices import NoticeGroup
from gbdt_console.core.meetings.recurrence import Every, Repeat, days_of, on_day
from gbdt_console.core.meetings.registration import MeetingPlan, NoticeChannel, Registration, Technician
from gbdt_console.screens.actions.meetings.meeting_asks import MeetingAsks
from gbdt_console.screens.actions.meetings.meeting_dialogs import PlanForms, kind_choice
from gbdt_console.screens.actions.meetings.meeting_lead import MeetingLead
from gbdt_console.screens.actions.meetings.series_actions import SeriesActions
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.ui.meetings.shown_meetings import MeetingCursor

_LOOKS_AHEAD_DAYS = 366
"""Looks for clashes of a recurring meeting this far ahead, as the engine does."""


class MeetingActions:
    """Acts on the highlighted meeting of one screen.

    leading: starts a meeting and runs the one under way
    """

    def __init__(self, commands: ScreenCommands, cursor: MeetingCursor) -> None:
        self._asks = MeetingAsks(commands, cursor)
        self.leading = MeetingLead(self._asks)
        self._series = SeriesActions(self._asks)

    async def register(self) -> None:
        """Ask for kind, subject, host, time and sites, and register a meeting."""
        view = self._asks.ready()
        if view is None:
            return
        forms = PlanForms(self._asks.appearance, view)

        def chosen(kind_key: str) -> None:
            plan = forms.empty_plan(kind_key)

            def typed(values: tuple[str, ...]) -> None:
                made = forms.registered(plan, values)
                self._asks.soon(self._give_if_free, RegisterMeeting(made), made, 0)

            self._asks.soon(self._asks.put, forms.registration(plan), typed)

        await self._asks.put(kind_choice(self._asks.appearance), chosen)

    async def choose(self) -> None:
        """Ask what to do with the highlighted meeting; without one, register a meeting."""
        view, meeting = self._asks.ready(), self._asks.meeting
        if view is None:
            return
        acts = self._acts(meeting)
        if meeting is None or not acts:
            await self.register()
            return
        what = self._asks.what(meeting, view)

        def chosen(act: str) -> None:
            self._asks.soon(acts[act])

        await self._asks.put(self._asks.menu(what, list(acts)), chosen)

    async def answer(self) -> None:
        """Ask which sites agree or decline, and enter it."""
        meeting, view = self._asks.meeting, self._asks.ready()
        if meeting is None or view is None:
            return
        forms = PlanForms(self._asks.appearance, view)

        def typed(is_agreed: bool) -> Callable[[tuple[str, ...]], None]:
            def enter(values: tuple[str, ...]) -> None:
                named = [site for site in forms.ids(values[0]) if site in meeting.plan.sites]
                sites = tuple(site for site in named if site != meeting.plan.chair_site_id) or tuple(named)
                answer = "agreed" if is_agreed else "declined"
                self._asks.give(RecordAnswers(meeting.number, sites, answer, "phone", values[1]))

            return enter

        def chosen(act: str) -> None:
            label = f"meetings.form.{act}"
            form = forms.site_list(self._asks.what(meeting, view), label, "meetings.form.person")
            self._asks.soon(self._asks.put, form, typed(act == "agreed"))

        ask = self._asks.menu(self._asks.what(meeting, view), ["agreed", "declined"])
        await self._asks.put(ask, chosen)

    async def invite(self) -> None:
        """Ask for the letter's number, and enter the invitation."""
        meeting = self._asks.meeting
        if meeting is None:
            return

        async def enter(paper: str) -> None:
            command = RecordInvitation(meeting.number, paper)
            if not meeting.sites_to_agree:
                self._asks.give(command)
                return
            consequence = self._asks.words("confirm.meeting-unagreed", n=len(meeting.sites_to_agree))
            await self._asks.ask(replace(command, is_sure=True), consequence)

        await self._asks.ask_text("meetings.form.paper", enter, is_needed=False)

    async def move(self) -> None:
        """Ask for another time, and enter it."""
        meeting, view = self._asks.meeting, self._asks.ready()
        if meeting is None or view is None:
            return
        forms = PlanForms(self._asks.appearance, view)

        def typed(values: tuple[str, ...]) -> None:
            plan = forms.moved(meeting, values)
            self._change(meeting, plan, values[2])

        await self._asks.put(forms.time(meeting, self._asks.what(meeting, view)), typed)

    async def detail(self) -> None:
        """Ask for sites, chair, running order, contact and profile, and enter them."""
        meeting, view = self._asks.meeting, self._asks.ready()
        if meeting is None or view is None:
            return
        forms = PlanForms(self._asks.appearance, view)

        def typed(values: tuple[str, ...]) -> None:
            self._change(meeting, forms.detailed(meeting.plan, values), "")

        await self._asks.put(forms.details(meeting, self._asks.what(meeting, view)), typed)

    async def assign(self) -> None:
        """Ask for sites and the name of their technician; an empty name takes it away."""
        meeting, view = self._asks.meeting, self._asks.ready()
        if meeting is None or view is None:
            return
        forms = PlanForms(self._asks.appearance, view)

        def typed(values: tuple[str, ...]) -> None:
            named = {t.site_id: t.name for t in meeting.plan.technicians}
            named |= {site: values[1] for site in forms.ids(values[0]) if site in meeting.plan.sites}
            technicians = tuple(Technician(site, name) for site, name in named.items() if name)
            self._change(meeting, replace(meeting.plan, technicians=technicians), "")

        labels = ("meetings.form.sites", "meetings.form.technician")
        await self._asks.put(forms.site_list(self._asks.what(meeting, view), *labels), typed)

    async def note_sent(self) -> None:
        """Ask which group was told by what channel, and enter it for all to whom a notice goes now."""
        meeting, view = self._asks.meeting, self._asks.ready()
        if meeting is None or view is None:
            return
        what = self._asks.what(meeting, view)

        def chosen(group: str) -> None:
            def by(channel: str) -> None:
                self._asks.give(RecordNotice(meeting.number, group, (), channel))

            self._asks.soon(
                self._asks.put, self._asks.menu(what, [channel.value for channel in NoticeChannel]), by
            )

        await self._asks.put(self._asks.menu(what, [group.value for group in NoticeGroup]), chosen)

    async def confirm(self) -> None:
        """Ask which group confirmed its notice, and enter it."""
        meeting, view = self._asks.meeting, self._asks.ready()
        if meeting is None or view is None:
            return
        menu_ = self._asks.menu(self._asks.what(meeting, view), [group.value for group in NoticeGroup])
        await self._asks.put(menu_, lambda group: self._asks.give(ConfirmNotice(meeting.number, group)))

    async def repeat(self) -> None:
        """Ask how the meeting repeats, and register the days after it; all that collides is named first."""
        meeting, view = self._asks.meeting, self._asks.ready()
        if meeting is None or view is None:
            return
        first = meeting.plan.local_date

        def chosen(every: str) -> None:
            repeat = Repeat(Every(every))
            days = list(islice(days_of(first, repeat, first + timedelta(days=_LOOKS_AHEAD_DAYS)), 1, None))
            plans = [on_day(meeting.plan, day) for day in days]
            overview = self._asks.overview(view)
            clashes = tuple(c for plan in plans for c in overview.clashes(Slot.of_plan(0, plan)))
            if plans:
                command = RegisterMeeting(plans[0], repeat=repeat, is_sure=bool(clashes))
                self._asks.soon(self._asks.give_or_ask, command, clashes, view)

        question = self._asks.menu(self._asks.what(meeting, view), [every.value for every in Every])
        await self._asks.put(question, chosen)

    async def cancel(self) -> None:
        """Ask for the reason, and cancel the highlighted meeting."""
        meeting = self._asks.meeting
        if meeting is None:
            return

        async def enter(reason: str) -> None:
            self._asks.give(CancelMeeting(meeting.number, reason))

        await self._asks.ask_text("meetings.form.reason", enter, is_needed=True)

    def _acts(self, meeting: Registration | None) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what can be done with the meeting, in the order of the day."""
        if meeting is None or not meeting.is_open:
            return {}
        if not meeting.is_coming:
            return {"lead": self.leading.lead, "register": self.register}
        return {
            "start": self.leading.start,
            "answer": self.answer,
            "invite": self.invite,
            "notice": self.note_sent,
            "confirm": self.confirm,
            "assign": self.assign,
            "detail": self.detail,
            "move": self.move,
            "cancel": self.cancel,
            **(
                {"series": self._series.choose}
                if self._series.is_of_series(meeting)
                else {"repeat": self.repeat}
            ),
        }

    def _change(self, meeting: Registration, plan: MeetingPlan, reason: str) -> None:
        self._asks.soon(
            self._give_if_free, ChangeMeeting(meeting.number, plan, None, reason), plan, meeting.number
        )

    async def _give_if_free(
        self, command: RegisterMeeting | ChangeMeeting, plan: MeetingPlan, number: int
    ) -> None:
        """Give the command; where the plan collides with other meetings, name them and ask first."""
        view = self._asks.ready()
        if view is None:
            return
        clashes = self._asks.overview(view).clashes(Slot.of_plan(number, plan))
        await self._asks.give_or_ask(replace(command, is_sure=bool(clashes)), clashes, view)
