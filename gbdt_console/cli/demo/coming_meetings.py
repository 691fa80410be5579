"""Registers the demonstration's coming meetings and their technicians; one site is untrained."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gbdt_console.core.calendar.commands import RecordAnswers, RecordDuty, RecordNotice, RegisterMeeting
from gbdt_console.core.calendar.recurrence import Every, Repeat
from gbdt_console.core.calendar.registration import MeetingKind, MeetingPlan, Technician
from gbdt_console.core.care.commands import ConfirmRules, SignCleaning
from gbdt_console.core.commands import Command
from gbdt_console.core.sites import Network
from gbdt_console.core.technicians.commands import RecordTraining
from gbdt_console.core.technicians.roster import Post
from gbdt_console.text.words import Words

_OPENING_HOUR = 8
_FEW = 4
"""Sites of the smaller meeting."""
_TRAINED_DAYS_AGO, _CLEANED_DAYS_AGO = 60, 12


def coming_meetings(network: Network, words: Words, now_utc: float) -> Iterator[Command]:
    """Yield the commands, in order; numbers of meetings count from 1.

    now_utc: UTC seconds of now
    """
    ids = tuple(site.id for site in network.sites)
    now = datetime.fromtimestamp(now_utc, ZoneInfo(network.timezone))
    morning = now.replace(hour=_OPENING_HOUR, minute=0) + timedelta(days=1)

    def plan(title: str, opening: datetime, kind: MeetingKind, sites: tuple[str, ...]) -> MeetingPlan:
        return MeetingPlan(
            title=words(title),
            host=words("demo.host" if kind is MeetingKind.DEPARTMENT else "demo.leaders"),
            kind=kind,
            sites=sites,
            chair_site_id=sites[0],
            opening=opening.strftime("%Y-%m-%dT%H:%M"),
            zone=network.timezone,
            technicians=tuple(Technician(site, words("demo.technician")) for site in sites),
            chair_contact=words("demo.contact"),
        )

    few = ids[:_FEW]
    yield RegisterMeeting(plan("demo.next-meeting", morning, MeetingKind.PROVINCIAL, ids), is_sure=True)
    yield RecordNotice(1, "sites", channel="email")
    training = plan("demo.training", morning + timedelta(hours=1), MeetingKind.DEPARTMENT, few)
    yield RegisterMeeting(training, is_sure=True)
    if len(few) > 1:
        yield RecordAnswers(2, (few[1],), person=words("demo.answered-by"))
    weekly = plan("demo.weekly", morning + timedelta(days=7), MeetingKind.PROVINCIAL, ids)
    yield RegisterMeeting(weekly, repeat=Repeat(Every.WEEK, count=4), is_sure=True)
    yield from _technicians(network, words, now.date())


def _technicians(network: Network, words: Words, today: date) -> Iterator[Command]:
    """Yield trainings, answers about being on duty, and sign-offs of rooms, some of them missing or late."""
    ids = tuple(site.site_id for site in network.technicians)
    if len(ids) <= _FEW:
        return
    day = today - timedelta(days=_TRAINED_DAYS_AGO)
    yield RecordTraining(ids[:-1], Post.TECHNICIAN, day.isoformat(), words("demo.training-subject"))
    yield RecordDuty(1, ids[:_FEW])
    yield RecordDuty(1, ids[_FEW : _FEW + 1], is_on=False)
    yield ConfirmRules(ids[:-1], day.isoformat())
    yield SignCleaning(ids[_FEW:], (today - timedelta(days=_CLEANED_DAYS_AGO)).isoformat())
    yield SignCleaning(ids[:_FEW], day.isoformat())
