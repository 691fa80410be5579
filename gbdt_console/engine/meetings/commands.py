"""Makes the journal's events of each command about registered meetings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.attendance import ConferenceUntold
from gbdt_console.core.events import MeetingEndMoved, MeetingStarted
from gbdt_console.core.meetings import commands
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.clashes import Slot, clashes_of, slots_of
from gbdt_console.core.meetings.events import (
    CalendarEvent,
    DutyAnswered,
    MeetingCancelled,
    MeetingChanged,
    MeetingInvited,
    MeetingRegistered,
    NoticeConfirmed,
    NoticeSent,
    OpinionGiven,
    SeriesDaySkipped,
    SeriesEnded,
    SeriesRegistered,
    SiteAnswered,
)
from gbdt_console.core.meetings.held import MeetingsHeld, running_meetings
from gbdt_console.core.meetings.meeting import new_meeting_id
from gbdt_console.core.meetings.notices import NoticeGroup, NoticeState, recipients_of
from gbdt_console.core.meetings.planning import MOST_OPEN, meetings_to_make
from gbdt_console.core.meetings.recurrence import Repeat, Series
from gbdt_console.core.meetings.registration import (
    NoticeChannel,
    Registration,
    SiteAnswer,
)
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import TechnicianBook
from gbdt_console.engine.command_request import Refused, one_of, said
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.meetings.free_sites import check_free
from gbdt_console.engine.meetings.plan_check import PlanCheck

Events = Sequence[CalendarEvent | MeetingStarted | ConferenceUntold | MeetingEndMoved]

MOST_SERIES = 50
"""Limits the running series: each makes meetings for weeks ahead."""
_YEAR_S = 366 * 86_400.0
"""Looks for clashes of a series this far ahead."""
_LONGEST_S = 24 * 3_600.0
"""Limits a meeting with its overrun, from the opening."""
_SKIPS_AHEAD_S = 2 * _YEAR_S
"""Limits how far ahead a day of a series is looked for."""
_MOST_WORDS = 200
_LONGEST_OPINION = 400
"""Limits a site's opinion, characters: a row of the yearly review."""
_LONGEST_NOTICE = 8_000
"""Limits the text of a notice, characters: two pages."""


class CalendarCommands:
    """Makes events from the ledger's calendar; raises Refused.

    plans: makes the events of each command, by class, for an operator's name
    """

    def __init__(self, context: EngineContext, new_number: Callable[[], int]) -> None:
        """Take what the commands are judged by.

        new_number: returns a number that no meeting and no series has
        """
        network = context.network
        self._ledger = context.ledger
        self._clock = context.clock
        self._place_of = context.place_of
        self._begun = context.begun
        self._new_number = new_number
        self._host_of = network.host_of
        self._check = PlanCheck(network)
        self._technicians = network.technicians
        self._site_ids = frozenset(site.id for site in network.sites)
        self._carriers = dict(network.meetings.carriers)
        self._ready_s = network.meetings.ready_min * 60.0
        self.plans: Mapping[type[Command], Callable[[Any, str], Events]] = {
            commands.RegisterMeeting: self._register,
            commands.ChangeMeeting: self._change,
            commands.RecordAnswers: self._answer,
            commands.RecordInvitation: self._invite,
            commands.RecordNotice: self._notice,
            commands.ConfirmNotice: self._confirm,
            commands.RecordDuty: self._record_duty,
            commands.RecordOpinion: self._record_opinion,
            commands.CancelMeeting: self._cancel,
            commands.SkipSeriesDay: self._skip,
            commands.EndSeries: self._end_series,
            commands.StartRegistered: self._start,
            commands.MoveMeetingEnd: self._move_end,
        }

    def _register(self, command: commands.RegisterMeeting, operator: str) -> Events:
        now_utc, book = self._clock.utc(), self._ledger[CalendarBook]
        plan = self._check.checked(command.plan, now_utc)
        self._check.check_chair(plan)
        channel = one_of(NoticeChannel, command.notice_channel, "meetings.channel-unknown")
        if len(book.meetings) >= MOST_OPEN:
            raise Refused("meetings.calendar-full")
        notice_utc = self._noticed_utc(command.notice_utc)
        if command.repeat is not None:
            said = replace(command, plan=plan, notice_utc=notice_utc, notice_channel=channel)
            return self._register_series(said, command.repeat, operator)
        self._refuse_clash([Slot.of_plan(0, plan)], is_sure=command.is_sure)
        return [MeetingRegistered(self._new_number(), plan, notice_utc, channel, now_utc, operator)]

    def _register_series(self, command: commands.RegisterMeeting, repeat: Repeat, operator: str) -> Events:
        now_utc, plan = self._clock.utc(), command.plan
        if len(self._ledger[CalendarBook].series) >= MOST_SERIES:
            raise Refused("meetings.calendar-full")
        self._check.check_repeat(repeat, plan)
        days = self._check.days(command.skipped)
        told = command.notice_utc, NoticeChannel(command.notice_channel)
        series = Series(self._new_number(), plan, repeat, now_utc, operator, days, "", *told)
        last = datetime.fromtimestamp(now_utc + _YEAR_S, UTC).date()
        slots = [Slot.of_plan(0, series.plan_on(day)) for day in series.days(last)]
        self._refuse_clash(slots, is_sure=command.is_sure)
        registered = SeriesRegistered(series.number, plan, repeat, now_utc, operator, *told)
        skipped = (SeriesDaySkipped(series.number, day, now_utc, operator) for day in days)
        return [registered, *skipped, *self._first_meetings(series)]

    def _first_meetings(self, series: Series) -> Iterator[MeetingRegistered]:
        """Yield the meetings of a new series that the engine would register at once."""
        room = MOST_OPEN - len(self._ledger[CalendarBook].meetings)
        made = meetings_to_make(series, self._clock.utc(), series.number + 1)
        for _, event in zip(range(room), made, strict=False):
            self._new_number()
            yield event

    def _change(self, command: commands.ChangeMeeting, operator: str) -> Events:
        meeting, now_utc = self._coming(command.number), self._clock.utc()
        old, plan = meeting.plan, command.plan
        if old.is_closed and not plan.title:
            plan = replace(plan, title=old.title)  # screens do not know a closed meeting's title
        if old.chair_site_id == plan.chair_site_id:
            plan = replace(plan, chair_reason=plan.chair_reason or old.chair_reason)
        plan = self._check.checked(plan, now_utc)
        if old.chair_site_id != plan.chair_site_id:
            self._check.check_chair(plan)
        is_moved = not plan.is_same_time(old) or set(plan.sites) != set(old.sites)
        if is_moved or plan.conference != old.conference:
            self._refuse_clash([Slot.of_plan(meeting.number, plan)], meeting.number, is_sure=command.is_sure)
        reason = clean(command.reason.strip(), _MOST_WORDS)
        notice_utc = self._noticed_utc(command.notice_utc)
        return [MeetingChanged(meeting.number, plan, notice_utc, reason, now_utc, operator)]

    def _answer(self, command: commands.RecordAnswers, operator: str) -> Events:
        meeting, now_utc = self._coming(command.number), self._clock.utc()
        answer = one_of(SiteAnswer, command.answer, "meetings.answer-unknown")
        channel = one_of(NoticeChannel, command.channel, "meetings.channel-unknown")
        if not command.sites or not set(command.sites) <= set(meeting.plan.sites):
            raise Refused("meetings.site-not-in")
        person = clean(command.person.strip(), 80)
        return [
            SiteAnswered(meeting.number, site, answer, channel, person, now_utc, operator)
            for site in dict.fromkeys(command.sites)
        ]

    def _invite(self, command: commands.RecordInvitation, operator: str) -> Events:
        meeting = self._coming(command.number)
        if meeting.sites_to_agree and not command.is_sure:
            raise Refused("guard.meeting-unagreed")
        paper = clean(command.paper.strip(), 80)
        return [MeetingInvited(meeting.number, paper, self._clock.utc(), operator)]

    def _notice(self, command: commands.RecordNotice, operator: str) -> Events:
        meeting, state = self.told(command.number, command.group)
        channel = one_of(NoticeChannel, command.channel, "meetings.channel-unknown")
        expected = recipients_of(meeting.plan.sites, self._carriers)[state.group]
        known = {*expected, *state.outdated, *state.unconfirmed}
        recipients = tuple(dict.fromkeys(command.recipients or state.to_tell))
        if not recipients or not known.issuperset(recipients):
            raise Refused("meetings.recipient-unknown" if recipients else "meetings.all-told")
        if len(command.text) > _LONGEST_NOTICE or any(
            clean(line, _LONGEST_NOTICE) != line for line in command.text.split("\n")
        ):
            raise Refused("meetings.text-unclean")
        is_off = meeting.cancelled_utc is not None
        cancelled = [one for one in recipients if is_off or one not in expected]
        return [
            NoticeSent(
                meeting.number, state.group, list(recipients), meeting.revision, channel,
                command.text, cancelled, self._clock.utc(), operator,
            )
        ]  # fmt: skip

    def _confirm(self, command: commands.ConfirmNotice, operator: str) -> Events:
        meeting, state = self.told(command.number, command.group)
        told = {notice.recipient for notice in meeting.notices if notice.group is state.group}
        recipients = tuple(dict.fromkeys(command.recipients or state.unconfirmed))
        if not recipients or not told.issuperset(recipients):
            raise Refused("meetings.not-told")
        person = clean(command.person.strip(), 80)
        return [
            NoticeConfirmed(
                meeting.number, state.group, list(recipients), person, self._clock.utc(), operator
            )
        ]

    def _record_duty(self, command: commands.RecordDuty, operator: str) -> Events:
        meeting, now_utc = self._open(command.number), self._clock.utc()
        post = one_of(Post, command.post, "technicians.post-unknown")
        channel = one_of(NoticeChannel, command.channel, "meetings.channel-unknown")
        if not command.sites or not {CENTRE, *meeting.plan.sites}.issuperset(command.sites):
            raise Refused("meetings.site-not-in")
        person = clean(command.person.strip(), 80)
        roster = {site.site_id: site for site in self._ledger[TechnicianBook].roster(self._technicians)}
        events: list[CalendarEvent] = []
        for site_id in dict.fromkeys(command.sites):
            holder = roster[site_id].holder(post) if site_id in roster else None
            who = person or (holder.shown if holder is not None else "")
            if not who:
                raise Refused("technicians.no-person")
            answered = DutyAnswered(
                meeting.number, site_id, post, command.is_on, who, channel, now_utc, operator
            )
            events.append(answered)
        return events

    def _record_opinion(self, command: commands.RecordOpinion, operator: str) -> Events:
        if command.site_id not in self._site_ids:
            raise Refused("meeting.site-unknown")
        if command.number and self._ledger[CalendarBook].find(command.number) is None:
            raise Refused("meetings.none")
        text = said(command.text, _LONGEST_OPINION, "report.opinion-empty")
        return [OpinionGiven(command.number, command.site_id, text, self._clock.utc(), operator)]

    def told(self, number: int, group: str) -> tuple[Registration, NoticeState]:
        """Return a meeting that recipients are told of, cancelled ones too, and the group. Raises Refused."""
        meeting = self._ledger[CalendarBook].find(number)
        if meeting is None:
            raise Refused("meetings.none")
        if not meeting.is_open and meeting.cancelled_utc is None:
            raise Refused("meetings.over")
        meant = one_of(NoticeGroup, group, "meetings.group-unknown")
        states = meeting.notice_states(self._carriers)
        return meeting, next(state for state in states if state.group is meant)

    def _cancel(self, command: commands.CancelMeeting, operator: str) -> Events:
        meeting = self._coming(command.number)
        reason = said(command.reason, _MOST_WORDS, "meetings.no-reason")
        return [MeetingCancelled(meeting.number, reason, self._clock.utc(), operator)]

    def _skip(self, command: commands.SkipSeriesDay, operator: str) -> Events:
        series = self._series(command.number)
        try:
            day = date.fromisoformat(command.day)
        except ValueError:
            raise Refused("meetings.day-wrong") from None
        if day.isoformat() <= series.made_until:
            raise Refused("meetings.day-registered")
        furthest = datetime.fromtimestamp(self._clock.utc() + _SKIPS_AHEAD_S, UTC).date()
        if day > furthest or day not in series.days(day):
            raise Refused("meetings.day-not-in")
        return [SeriesDaySkipped(series.number, day.isoformat(), self._clock.utc(), operator)]

    def _end_series(self, command: commands.EndSeries, operator: str) -> Events:
        return [SeriesEnded(self._series(command.number).number, self._clock.utc(), operator)]

    def _start(self, command: commands.StartRegistered, operator: str) -> Events:
        meeting, now_utc = self._coming(command.number), self._clock.utc()
        plan = meeting.plan
        check_free(self._ledger.at(plan.conference), plan.sites)
        is_due = plan.is_due(now_utc)
        if not is_due and not command.is_sure:
            raise Refused("guard.meeting-other-time")
        late_s = 0.0 if is_due else now_utc - plan.opening_utc
        started = MeetingStarted(
            new_meeting_id(),
            plan.title,
            plan.chair_site_id,
            plan.opening_utc + late_s,
            plan.end_utc + late_s,
            list(plan.running_order),
            plan.is_closed,
            plan.upper_site_id,
            registration=meeting.number,
            sites=list(plan.sites),
            profile=plan.profile_id,
            at_utc=now_utc,
            upper_order=list(plan.upper_order),
            hosted=self._host_of(plan.conference),
            conference=plan.conference,
            planned_opening_utc=0.0 if is_due else plan.opening_utc,
            planned_end_utc=0.0 if is_due else plan.end_utc,
        )
        return self._begun(started)

    def _move_end(self, command: commands.MoveMeetingEnd, operator: str) -> Events:
        place = self._place_of(command)
        running = self._ledger.at(place)[MeetingsHeld].running
        if running is None:
            raise Refused("meeting.none")
        latest_utc = running.opening_utc + _LONGEST_S
        if not max(running.opening_utc, self._clock.utc()) < command.end_utc <= latest_utc:
            raise Refused("meetings.end-wrong")
        registered = self._ledger[CalendarBook].of_meeting(running.id)
        own = Slot.of_running(running, place) if registered is None else Slot.of(registered)
        longer = replace(own, from_utc=running.opening_utc, until_utc=command.end_utc)
        if command.end_utc > running.end_utc:
            self._refuse_clash([longer], own.number, own, is_sure=command.is_sure)
        return [MeetingEndMoved(running.id, command.end_utc, operator, conference=place)]

    def _refuse_clash(
        self, slots: Sequence[Slot], number: int = 0, but: Slot | None = None, *, is_sure: bool
    ) -> None:
        """Refuse where one of the slots collides with another meeting than that of `number` or `but`.

        A person who is sure may register it all the same, but never a site in two meetings at once.
        """
        until_utc = max((slot.until_utc for slot in slots), default=0.0) + self._ready_s
        others = [
            other
            for other in slots_of(self._ledger[CalendarBook], running_meetings(self._ledger), until_utc)
            if (other.number != number or not number) and other != but
        ]
        clashes = [clash for slot in slots for clash in clashes_of(slot, others, self._ready_s)]
        if twice := {clash.number for clash in clashes if clash.is_site_twice}:
            raise Refused("meetings.site-twice", ", ".join(map(str, sorted(twice))))
        if clashes and not is_sure:
            raise Refused("guard.meeting-clash")

    def _noticed_utc(self, notice_utc: float | None) -> float:
        now_utc = self._clock.utc()
        if notice_utc is None:
            return now_utc
        if not 0.0 < notice_utc <= now_utc:
            raise Refused("meetings.notice-wrong")
        return notice_utc

    def _coming(self, number: int) -> Registration:
        """Return a meeting that is still to come. Raises Refused."""
        meeting = self._open(number)
        if not meeting.is_coming:
            raise Refused("meetings.running")
        return meeting

    def _open(self, number: int) -> Registration:
        """Return a meeting that is still to come or runs. Raises Refused."""
        meeting = self._ledger[CalendarBook].find(number)
        if meeting is None:
            raise Refused("meetings.none")
        if not meeting.is_open:
            raise Refused("meetings.over")
        return meeting

    def _series(self, number: int) -> Series:
        series = self._ledger[CalendarBook].series.get(number)
        if series is None:
            raise Refused("meetings.no-series")
        return series
