"""Folds which meeting runs in each conference, and which was held there last."""

from dataclasses import replace

from gbdt_console.core.events import (
    ClockJumped,
    MeetingClosedSet,
    MeetingEnded,
    MeetingEndMoved,
    MeetingStarted,
    ProfileApplied,
)
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.meetings.meeting import Meeting, MeetingSpan, sheet_id_of
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class MeetingsHeld:
    """Holds the meetings that took place in one conference.

    last: when and where the running or else the last meeting was held; None before the first
    """

    running: Meeting | None = None
    last: MeetingSpan | None = None
    ended: int = 0

    def is_running(self, meeting_id: str) -> bool:
        return self.running is not None and self.running.id == meeting_id


def running_meetings(books: Books) -> dict[str, Meeting]:
    """Return the running meetings by their conferences' ids, that of the first conference first."""
    held = books.every(MeetingsHeld).items()
    return {conference: one.running for conference, one in held if one.running is not None}


def conference_of_site(books: Books, site_id: str) -> str:
    """Return the id of the conference whose running meeting has that site; the first one's where none has."""
    running = running_meetings(books).items()
    return next((conference for conference, one in running if one.takes_part(site_id)), "")


def meeting_of(event: MeetingStarted) -> Meeting:
    return Meeting(
        event.meeting,
        event.title,
        event.chair_site,
        event.opening_utc,
        event.end_utc,
        tuple(event.running_order),
        is_closed=event.is_closed,
        upper_site_id=event.upper_site,
        registration=event.registration,
        sites=tuple(event.sites),
        profile_id=event.profile,
        upper_order=tuple(event.upper_order),
        hosted=event.hosted,
        started_utc=event.at_utc,
    )


def _fold(
    held: MeetingsHeld,
    event: MeetingStarted | MeetingEnded | MeetingEndMoved | MeetingClosedSet | ProfileApplied | ClockJumped,
    _: Books,
) -> MeetingsHeld:
    if isinstance(event, MeetingStarted):
        meeting = meeting_of(event)
        last = MeetingSpan(meeting.sites, event.at_utc, meeting_id=sheet_id_of(meeting))
        return replace(held, running=meeting, last=last)
    if isinstance(event, ClockJumped):
        return held if held.last is None else replace(held, last=held.last.shifted(event.by_s))
    if held.running is None or held.running.id != event.meeting:
        return held
    match event:
        case MeetingClosedSet():
            return replace(held, running=replace(held.running, is_closed=event.is_on))
        case MeetingEndMoved():
            return replace(held, running=replace(held.running, end_utc=event.end_utc))
        case ProfileApplied():
            return replace(held, running=replace(held.running, profile_id=event.profile))
        case MeetingEnded():
            over = None if held.last is None else replace(held.last, ended_utc=event.at_utc)
            return MeetingsHeld(None, over, held.ended + 1)


MEETINGS_HELD = Feature(
    "meetings",
    MeetingsHeld,
    (MeetingStarted, MeetingEnded, MeetingEndMoved, MeetingClosedSet, ProfileApplied, ClockJumped),
    _fold,
    is_of_conference=True,
)
