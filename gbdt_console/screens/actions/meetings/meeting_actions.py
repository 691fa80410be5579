"""Acts on registered meetings: registers, changes and cancels them, enters answers and notices."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from itertools import islice

from gbdt_console.core.guests.commands import ExpectGuest
from gbdt_console.core.known_names import people, reasons, technician_of, technicians
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
from gbdt_console.core.meetings.rules import is_chair_elsewhere
from gbdt_console.screens.actions.meetings.meeting_asks import MeantMeeting, MeetingAsks
from gbdt_console.screens.actions.meetings.meeting_dialogs import PlanForms, kind_choice
from gbdt_console.screens.actions.meetings.meeting_lead import MeetingLead
from gbdt_console.screens.actions.meetings.series_actions import SeriesActions
from gbdt_console.screens.actions.screen_actions import needs
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.ui.meetings.shown_meetings import MeetingCursor
from gbdt_console.ui.view import View

_LOOKS_AHEAD_DAYS = 366
"""Looks for clashes of a recurring meeting this far ahead, as the engine does."""


class MeetingActions(MeetingAsks):
    name = "meetings"

    def __init__(self, commands: ScreenCommands, cursor: MeetingCursor) -> None:
        super().__init__(commands, cursor)
        self.leading = MeetingLead(commands, cursor)
        self._series = SeriesActions(commands, cursor)

    @needs(MeetingAsks.ready)
    async def register(self, view: View) -> None:
        """Ask for kind, subject, host, time and sites, and register a meeting."""
        forms, dialogs = PlanForms(self.look, view), self._dialogs

        def chosen(kind_key: str) -> None:
            plan = forms.empty_plan(kind_key)

            def typed(values: tuple[str, ...]) -> None:
                made = forms.registered(plan, values)
                dialogs.soon(self._give_if_free, RegisterMeeting(made), Slot.of_plan(0, made))

            dialogs.soon(dialogs.put, forms.registration(plan), typed)

        await dialogs.choose(*kind_choice(self._words, view.snapshot.booking), chosen)

    @needs(MeetingAsks.ready)
    async def choose(self, view: View) -> None:
        """Ask what to do with the highlighted meeting; without one, register a meeting."""
        meant = self.meant()
        acts = {} if meant is None else self._acts(meant.meeting)
        if meant is None or not acts:
            await self.register()
        else:
            await self.choose_act(meant.what, list(acts), lambda act: self._dialogs.soon(acts[act]))

    @needs(MeetingAsks.meant)
    async def answer(self, meant: MeantMeeting) -> None:
        meeting, forms = meant.meeting, PlanForms(self.look, meant.view)
        dialogs = self._dialogs

        def chosen(answer: str) -> None:
            def enter(values: tuple[str, ...]) -> None:
                named = [site for site in forms.ids(values[0]) if site in meeting.plan.sites]
                sites = tuple(site for site in named if site != meeting.plan.chair_site_id) or tuple(named)
                self.give(RecordAnswers(meeting.number, sites, answer, person=values[1]))

            known = people(meant.view.snapshot, meeting.plan.sites)
            title, sites = self.title("answer", meant.what), f"meetings.form.{answer}"
            form = forms.site_list(title, sites, "meetings.form.person", known)
            dialogs.soon(dialogs.put, form, enter)

        await self.choose_act(self.title("answer", meant.what), ["agreed", "declined"], chosen)

    @needs(MeetingAsks.meant)
    async def invite(self, meant: MeantMeeting) -> None:
        number, unagreed = meant.meeting.number, meant.meeting.sites_to_agree

        def enter(paper: str) -> None:
            command = RecordInvitation(number, paper)
            if unagreed:
                consequence = self._words("confirm.meeting-unagreed", n=len(unagreed))
                self._dialogs.soon(self.ask, replace(command, is_sure=True), consequence)
            else:
                self._dialogs.soon(self.give, command)

        await self._dialogs.ask_text(self.title("invite", meant.what), "meetings.form.paper", enter)

    @needs(MeetingAsks.meant)
    async def move(self, meant: MeantMeeting) -> None:
        meeting, forms = meant.meeting, PlanForms(self.look, meant.view)

        def typed(values: tuple[str, ...]) -> None:
            self._change(meeting, forms.moved(meeting, values), values[2])

        await self._dialogs.put(forms.time(meeting, self.title("move", meant.what)), typed)

    @needs(MeetingAsks.meant)
    async def detail(self, meant: MeantMeeting) -> None:
        """Ask for sites, chair, running order, contact and profile, and enter them."""
        meeting, forms = meant.meeting, PlanForms(self.look, meant.view)

        def typed(values: tuple[str, ...]) -> None:
            plan = forms.detailed(meeting.plan, values)
            settings = meant.view.snapshot.booking.settings
            if plan.chair_site_id == meeting.plan.chair_site_id or not is_chair_elsewhere(plan, settings):
                self._change(meeting, plan, "")
                return
            label, missing = "meetings.form.chair-reason", "meetings.chair-elsewhere"

            def explained(why: str) -> None:
                self._change(meeting, replace(plan, chair_reason=why), "")

            self._dialogs.soon(
                self._dialogs.ask_text, self.title("detail", meant.what), label, explained, missing=missing
            )

        await self._dialogs.put(forms.details(meeting, self.title("detail", meant.what)), typed)

    @needs(MeetingAsks.meant)
    async def assign(self, meant: MeantMeeting) -> None:
        """Ask for sites and their technician; an empty name takes it away.

        First among the known ones stands each site's own; the sites are those that have nobody.
        """
        meeting, forms = meant.meeting, PlanForms(self.look, meant.view)
        snapshot, plan = meant.view.snapshot, meant.meeting.plan
        own = self._words("meetings.form.technician-own")

        def name_at(site: str, name: str) -> str:
            return technician_of(snapshot, site) if name == own else name

        def typed(values: tuple[str, ...]) -> None:
            named = {t.site_id: t.name for t in plan.technicians}
            named |= {site: name_at(site, values[1]) for site in forms.ids(values[0]) if site in plan.sites}
            assigned = tuple(Technician(site, name) for site, name in named.items() if name)
            self._change(meeting, replace(plan, technicians=assigned), "")

        form = forms.site_list(
            self.title("assign", meant.what),
            "meetings.form.sites",
            "meetings.form.technician",
            (own, *technicians(snapshot)),
            plan.sites_without_technician or plan.sites,
        )
        await self._dialogs.put(form, typed)

    @needs(MeetingAsks.meant)
    async def note_sent(self, meant: MeantMeeting) -> None:
        """Ask which group was told by what channel, and enter it for all to whom a notice goes now."""

        def chosen(group: str) -> None:
            def by(channel: str) -> None:
                self.give(RecordNotice(meant.meeting.number, group, (), channel))

            self._dialogs.soon(self.choose_act, self.title("notice", meant.what), NoticeChannel.stated(), by)

        await self.choose_act(self.title("notice", meant.what), _values(NoticeGroup), chosen)

    @needs(MeetingAsks.meant)
    async def confirm(self, meant: MeantMeeting) -> None:
        """Ask which group confirmed its notice, and enter it."""

        def chosen(group: str) -> None:
            self.give(ConfirmNotice(meant.meeting.number, group))

        await self.choose_act(self.title("confirm", meant.what), _values(NoticeGroup), chosen)

    @needs(MeetingAsks.meant)
    async def repeat(self, meant: MeantMeeting) -> None:
        """Ask how the meeting repeats, and register the days after it; all that collides is named first."""
        plan, view = meant.meeting.plan, meant.view
        first = plan.local_date

        def chosen(every: str) -> None:
            repeat = Repeat(Every(every))
            days = list(islice(days_of(first, repeat, first + timedelta(days=_LOOKS_AHEAD_DAYS)), 1, None))
            plans = [on_day(plan, day) for day in days]
            overview = self.overview(view)
            clashes = tuple(c for one in plans for c in overview.clashes(Slot.of_plan(0, one)))
            if plans:
                command = RegisterMeeting(plans[0], repeat=repeat, is_sure=bool(clashes))
                self._dialogs.soon(self.give_or_ask, command, clashes, view)

        await self.choose_act(self.title("repeat", meant.what), _values(Every), chosen)

    @needs(MeetingAsks.meant)
    async def cancel(self, meant: MeantMeeting) -> None:
        """Ask for the reason, and cancel the highlighted meeting."""

        def enter(reason: str) -> None:
            self._dialogs.soon(self.give, CancelMeeting(meant.meeting.number, reason))

        await self._dialogs.ask_text(
            self.title("cancel", meant.what),
            "meetings.form.reason",
            enter,
            missing="meetings.no-reason",
            known=reasons(meant.view.snapshot),
        )

    @needs(MeetingAsks.meant)
    async def expect_guest(self, meant: MeantMeeting) -> None:
        """Ask who is expected from outside of the configuration, and enter it."""

        def typed(values: tuple[str, ...]) -> None:
            self.give(ExpectGuest(*values, conference=str(meant.meeting.number)))

        form = PlanForms(self.look, meant.view).guest(self.title("guest", meant.what))
        await self._dialogs.put(form, typed)

    def _acts(self, meeting: Registration) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what can be done with the meeting, in the order of the day."""
        if not meeting.is_open:
            return {}
        if not meeting.is_coming:
            return {
                "lead": self.leading.lead,
                "register": self.register,
                "guest": self.expect_guest,
                "entry": self.leading.enter,
            }
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
            "guest": self.expect_guest,
            "entry": self.leading.enter,
        }

    def _change(self, meeting: Registration, plan: MeetingPlan, reason: str) -> None:
        command = ChangeMeeting(meeting.number, plan, None, reason)
        self._dialogs.soon(self._give_if_free, command, Slot.of_plan(meeting.number, plan), Slot.of(meeting))

    async def _give_if_free(
        self, command: RegisterMeeting | ChangeMeeting, slot: Slot, before: Slot | None = None
    ) -> None:
        """Give the command; where other meetings collide with it, name them and ask first.

        Those that collide with the meeting as it was `before` were asked about then.
        """
        view = self.ready()
        if view is None:
            return
        overview = self.overview(view)
        clashes = overview.clashes(slot)
        asked = () if before is None else overview.clashes(before)
        new = tuple(clash for clash in clashes if clash.is_site_twice or clash not in asked)
        await self.give_or_ask(replace(command, is_sure=bool(clashes)), new, view)


def _values(codes: type[StrEnum]) -> list[str]:
    return [code.value for code in codes]
