"""Registers the demonstration's meetings, today's and coming ones, and their technicians."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gbdt_console.cli.demo.demo_checklist import closed_in_time, nearly_done
from gbdt_console.core.checklist.events import ChecklistEvent
from gbdt_console.core.commands import Command
from gbdt_console.core.meetings import commands
from gbdt_console.core.meetings.notices import NoticeGroup
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan, Technician
from gbdt_console.core.room_cleaning.commands import ConfirmRules, SignCleaning
from gbdt_console.core.sites import Network
from gbdt_console.core.technicians.commands import RecordTraining
from gbdt_console.core.technicians.posts import Post
from gbdt_console.text.words import Words

_OPENING_HOUR = 8
_FEW = 4
"""Sites of the smaller meeting."""
_TRAINED_DAYS_AGO, _CLEANED_DAYS_AGO = 60, 12
_NOTICED_DAYS = 3
"""Days from the notice of today's meeting until today."""


class DemoCalendar:
    """Makes the commands that register meetings; numbers of meetings count from 1."""

    def __init__(self, network: Network, words: Words, now_utc: float) -> None:
        self._network = network
        self._words = words
        self._ids = tuple(site.id for site in network.sites)
        self._now = datetime.fromtimestamp(now_utc, ZoneInfo(network.timezone))

    def today(self, number: int, opening_utc: float, running_order: tuple[str, ...]) -> Iterator[Command]:
        """Yield the commands of a meeting that lacks nothing."""
        opening = datetime.fromtimestamp(opening_utc, self._now.tzinfo)
        plan = self._plan("demo.meeting", opening, MeetingKind.PROVINCIAL, self._ids)
        profiles = self._network.profiles
        plan = replace(plan, running_order=running_order, profile_id=profiles[0].id if profiles else "")
        noticed_utc = opening_utc - _NOTICED_DAYS * 86_400.0
        yield commands.RegisterMeeting(plan, noticed_utc, "letter", is_sure=True)
        yield commands.RecordInvitation(number, is_sure=True)
        for group in NoticeGroup:
            yield commands.RecordNotice(number, group.value, channel="email")
            yield commands.ConfirmNotice(number, group.value, person=self._words("demo.answered-by"))
        if on_duty := tuple(site.site_id for site in self._network.technicians):
            yield commands.RecordDuty(number, on_duty, channel="phone")

    def checklist(self, number: int, opening_utc: float) -> Iterator[ChecklistEvent]:
        """Yield the events of today's checklist: closed in time, or with one site yet to call."""
        day, now_utc = (self._network, self._words, str(number), opening_utc), self._now.timestamp()
        return nearly_done(*day, now_utc) if now_utc < opening_utc else closed_in_time(*day)

    def coming(self, number: int) -> Iterator[Command]:
        """Yield the commands of the meetings from tomorrow on; the first one gets that number."""
        few, words = self._ids[:_FEW], self._words
        morning = self._now.replace(hour=_OPENING_HOUR, minute=0) + timedelta(days=1)
        first = self._plan("demo.next-meeting", morning, MeetingKind.PROVINCIAL, self._ids)
        yield commands.RegisterMeeting(first, None, "letter", is_sure=True)
        yield commands.RecordNotice(number, "sites", channel="email")
        training = self._plan("demo.training", morning + timedelta(hours=1), MeetingKind.DEPARTMENT, few)
        yield commands.RegisterMeeting(training, None, "letter", is_sure=True)
        if len(few) > 1:
            yield commands.RecordAnswers(
                number + 1, (few[1],), channel="phone", person=words("demo.answered-by")
            )
        weekly = self._plan("demo.weekly", morning + timedelta(days=7), MeetingKind.PROVINCIAL, self._ids)
        yield commands.RegisterMeeting(weekly, None, "letter", Repeat(Every.WEEK, count=4), is_sure=True)
        yield from self._technicians(number)

    def _technicians(self, number: int) -> Iterator[Command]:
        """Yield trainings, answers about being on duty, and sign-offs of rooms, some missing or late."""
        ids = tuple(site.site_id for site in self._network.technicians)
        if len(ids) <= _FEW:
            return
        today = self._now.date()
        day, cleaned = today - timedelta(days=_TRAINED_DAYS_AGO), today - timedelta(days=_CLEANED_DAYS_AGO)
        yield RecordTraining(ids, Post.TECHNICIAN, day.isoformat(), self._words("demo.training-subject"))
        yield commands.RecordDuty(number, ids[:_FEW], channel="phone")
        yield commands.RecordDuty(number, ids[_FEW : _FEW + 1], is_on=False, channel="phone")
        yield ConfirmRules(ids[:-1], day.isoformat())
        yield SignCleaning(ids[_FEW:], cleaned.isoformat())
        yield SignCleaning(ids[:_FEW], day.isoformat())

    def _plan(self, title: str, opening: datetime, kind: MeetingKind, sites: tuple[str, ...]) -> MeetingPlan:
        words = self._words
        return MeetingPlan(
            title=words(title),
            host=words("demo.host" if kind is MeetingKind.DEPARTMENT else "demo.leaders"),
            kind=kind,
            sites=sites,
            chair_site_id=sites[0],
            opening=opening.strftime("%Y-%m-%dT%H:%M"),
            zone=self._network.timezone,
            technicians=tuple(Technician(site, words("demo.technician")) for site in sites),
            chair_contact=words("demo.contact"),
        )
