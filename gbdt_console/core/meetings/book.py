"""Folds calendar events into registered meetings; equal events give equal books."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from hashlib import sha256
from typing import ClassVar, Self, get_args

from gbdt_console.core.events import MeetingClosedSet, MeetingEnded, MeetingEndMoved, MeetingStarted
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.meetings import events
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.notices import Notice, NoticeGroup, with_confirmed, with_sent
from gbdt_console.core.meetings.recurrence import Series
from gbdt_console.core.meetings.registration import (
    Agreement,
    Duty,
    NoticeChannel,
    Registration,
    ToldPlan,
)
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

KEPT_PAST = 100
"""Limits the past meetings of a book: a screen's list; older ones stand in the journal."""
_SHOWN_OPEN = 150
"""Limits the open meetings of a Snapshot: two months of two meetings a working day."""


@dataclass(slots=True)
class CalendarBook:
    """Holds the open and the last past meetings, and the series.

    past: the last ended, cancelled or lapsed meetings by number, oldest first
    """

    last_number: int = 0
    meetings: dict[int, Registration] = field(default_factory=dict)
    past: dict[int, Registration] = field(default_factory=dict)
    series: dict[int, Series] = field(default_factory=dict)
    kept_past: ClassVar[int] = KEPT_PAST

    @classmethod
    def of(cls, meetings: Iterable[Registration], series: Iterable[Series]) -> Self:
        """Return a book of these meetings, open and past, and series."""
        listed = list(meetings)
        return cls(
            meetings={one.number: one for one in listed if one.is_open},
            past={one.number: one for one in listed if not one.is_open},
            series={one.number: one for one in series},
        )

    def find(self, number: int) -> Registration | None:
        """Return the meeting of that number, open or past; None where the book has none."""
        return self.meetings.get(number) or self.past.get(number)

    @property
    def shown(self) -> tuple[Registration, ...]:
        """The meetings of a Snapshot: the open ones, then the last past ones, without closed words."""
        coming = sorted(self.meetings.values(), key=lambda m: (m.plan.opening_utc, m.number))
        shown = (*coming[:_SHOWN_OPEN], *reversed(self.past.values()))
        return tuple(meeting.without_closed_words() for meeting in shown)

    @property
    def shown_series(self) -> tuple[Series, ...]:
        """The recurring meetings of a Snapshot, without closed titles."""
        return tuple(replace(one, plan=one.plan.without_closed_title()) for one in self.series.values())

    def of_meeting(self, meeting_id: str) -> Registration | None:
        """Return the open meeting from which the Meeting of that id was started; None without one."""
        return next((m for m in self.meetings.values() if m.meeting_id == meeting_id), None)

    def apply(self, event: events.CalendarEvent) -> None:
        """Apply one event; an event about a meeting that the book has not changes nothing."""
        match event:
            case events.MeetingRegistered():
                self._register(event)
            case events.SeriesRegistered():
                self.last_number = max(self.last_number, event.number)
                self.series[event.number] = Series(
                    event.number,
                    event.plan,
                    event.repeat,
                    event.at_utc,
                    event.operator,
                    notice_utc=event.notice_utc,
                    notice_channel=event.notice_channel,
                )
            case events.SeriesDaySkipped():
                self._skip(event)
            case events.SeriesEnded():
                self.series.pop(event.number, None)
            case events.NoticeSent() | events.NoticeConfirmed():
                self._note(event)
            case _:
                before = self.meetings.get(event.number)
                if before is not None:
                    self._put(_changed(before, event))

    def start(self, number: int, meeting_id: str, at_utc: Utc) -> None:
        before = self.meetings.get(number)
        if before is not None and before.started_utc is None:
            self._put(replace(before, meeting_id=meeting_id, started_utc=at_utc))

    def follow(self, event: MeetingEnded | MeetingEndMoved | MeetingClosedSet) -> None:
        """Note what became of a running Meeting."""
        before = self.of_meeting(event.meeting)
        if before is None:
            return
        match event:
            case MeetingEnded():
                self._put(replace(before, ended_utc=event.at_utc))
            case MeetingEndMoved():
                self._put(replace(before, late_end_utc=event.end_utc))
            case MeetingClosedSet():
                self._put(replace(before, plan=replace(before.plan, is_closed=event.is_on)))

    def _register(self, event: events.MeetingRegistered) -> None:
        """Add a meeting; a second one of the same number or the same day of a series is left out."""
        if self.find(event.number) is not None:
            return
        self.last_number = max(self.last_number, event.number)
        series = self.series.get(event.series)
        if series is not None:
            if event.series_date <= series.made_until:
                return
            kept = tuple(day for day in series.skipped if day > event.series_date)
            self.series[event.series] = replace(series, made_until=event.series_date, skipped=kept)
        self._put(
            Registration(
                event.number,
                event.plan,
                event.at_utc,
                event.operator,
                event.notice_utc,
                event.notice_channel,
                series=event.series,
                series_date=event.series_date,
            )
        )

    def _note(self, event: events.NoticeSent | events.NoticeConfirmed) -> None:
        """Keep a notice or its confirmation, of a cancelled meeting too."""
        before = self.find(event.number)
        if before is None:
            return
        group = event.group
        if isinstance(event, events.NoticeConfirmed):
            notices = with_confirmed(before.notices, group, event.recipients, event.at_utc, event.person)
        else:
            notices = with_sent(before.notices, _notices_of(event, group))
        changed = replace(before, notices=notices)
        kept = self.meetings if event.number in self.meetings else self.past
        kept[event.number] = changed

    def _skip(self, event: events.SeriesDaySkipped) -> None:
        series = self.series.get(event.number)
        if series is not None and event.day > series.made_until:
            skipped = tuple(sorted({*series.skipped, event.day}))
            self.series[event.number] = replace(series, skipped=skipped)

    def _put(self, meeting: Registration) -> None:
        if meeting.is_open:
            self.meetings[meeting.number] = meeting
            return
        self.meetings.pop(meeting.number, None)
        self.past[meeting.number] = meeting
        while len(self.past) > self.kept_past:
            del self.past[next(iter(self.past))]


class WholeCalendarBook(CalendarBook):
    """Keeps every meeting, for reports about a past time."""

    kept_past = sys.maxsize


def _notices_of(event: events.NoticeSent, group: NoticeGroup) -> Iterator[Notice]:
    digest = sha256(event.text.encode("utf-8")).hexdigest()[:12] if event.text else ""
    for recipient in event.recipients:
        yield Notice(
            group,
            recipient,
            event.revision,
            event.channel,
            event.at_utc,
            event.operator,
            recipient in event.cancelled,
            digest=digest,
        )


def _changed(before: Registration, event: events.CalendarEvent) -> Registration:
    match event:
        case events.MeetingChanged():
            return _replanned(before, event)
        case events.SiteAnswered():
            answer = Agreement(
                event.site,
                event.answer,
                event.channel,
                event.person,
                event.at_utc,
                event.operator,
            )
            others = tuple(one for one in before.agreements if one.site_id != event.site)
            return replace(before, agreements=(*others, answer))
        case events.DutyAnswered():
            answered = Duty(
                event.site,
                event.post,
                event.is_on,
                event.person,
                event.channel,
                event.at_utc,
                event.operator,
            )
            kept = (d for d in before.duties if (d.site_id, d.post) != (event.site, event.post))
            return replace(before, duties=(*kept, answered))
        case events.MeetingInvited():
            return replace(before, invited_utc=event.at_utc, paper=event.paper)
        case events.MeetingCancelled():
            return replace(before, cancelled_utc=event.at_utc, cancel_reason=event.reason)
        case events.MeetingLapsed():
            return replace(before, lapsed_utc=event.at_utc)
    return before


def _replanned(before: Registration, event: events.MeetingChanged) -> Registration:
    """Return the meeting with its new plan; another time needs new agreements and a new invitation."""
    old, new = before.plan, event.plan
    is_moved = not new.is_same_time(old)
    kept = () if is_moved else tuple(a for a in before.agreements if a.site_id in new.sites)
    is_told = is_moved or (set(old.sites), old.chair_site_id, old.is_closed, old.upper_site_id) != (
        set(new.sites), new.chair_site_id, new.is_closed, new.upper_site_id
    )  # fmt: skip
    is_known = is_told and any(notice.revision == before.revision for notice in before.notices)
    return replace(
        before,
        plan=new,
        told_plans=(*before.told_plans, *([ToldPlan(before.revision, old)] if is_known else [])),
        agreements=kept,
        duties=() if is_moved else before.duties,
        invited_utc=None if is_moved else before.invited_utc,
        notice_utc=event.notice_utc if is_moved else before.notice_utc,
        notice_channel=NoticeChannel.UNSTATED if is_moved else before.notice_channel,
        revision=before.revision + is_told,
        changed_utc=event.at_utc,
        change_reason=event.reason,
    )


def _fold(
    book: CalendarBook,
    event: events.CalendarEvent | MeetingStarted | MeetingEnded | MeetingEndMoved | MeetingClosedSet,
    books: Books,
) -> CalendarBook:
    match event:
        case MeetingStarted():
            book.start(event.registration, event.meeting, event.at_utc)
        case MeetingEnded() | MeetingEndMoved() | MeetingClosedSet():
            if books[MeetingsHeld].is_running(event.meeting):
                book.follow(event)
        case _:
            book.apply(event)
    return book


CALENDAR = Feature(
    "calendar",
    CalendarBook,
    (*get_args(events.CalendarEvent), MeetingStarted, MeetingEnded, MeetingEndMoved, MeetingClosedSet),
    _fold,
)
