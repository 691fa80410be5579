"""Fold a meeting's journal entries into its attendance by the minute."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.conference.attendance import (
    Attendance,
    ConferenceUntold,
    MemberSeen,
    SiteJoined,
    SiteLeft,
    SiteUntold,
)
from gbdt_console.core.conference.attended import Attended
from gbdt_console.core.conference.floor import Floor, floor_of
from gbdt_console.core.conference.floor_events import FloorEvent, SiteExcused
from gbdt_console.core.conference.presence import Presence, SiteAttendance, SitePresence
from gbdt_console.core.events import (
    EngineStarted,
    Entry,
    MeetingClosedSet,
    MeetingEnded,
    MeetingEndMoved,
    MeetingStarted,
    PlacedEvent,
)
from gbdt_console.core.meetings.held import meeting_of
from gbdt_console.core.meetings.meeting import Meeting, held_from
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """The attendance of one meeting.

    meeting: the meeting with the end that was planned last
    planned_opening_utc, planned_end_utc: as they were planned when it was started
    from_utc: the opening, or the start where that was later
    until_utc: the end, or the time asked about
    sites: that of its own sites
    waiting: ids of the sites of the running order that did not speak
    uninvited: that of other sites that were in its conference, from its start on
    unseen_s: how long nobody saw who is in its conference, seconds
    """

    meeting: Meeting
    planned_opening_utc: Utc
    planned_end_utc: Utc
    from_utc: Utc
    until_utc: Utc
    is_over: bool
    sites: tuple[SiteAttendance, ...]
    waiting: tuple[str, ...]
    uninvited: tuple[SiteAttendance, ...] = ()
    unseen_s: float = 0.0

    @property
    def overrun_s(self) -> float:
        """How long it lasted beyond the end planned at its start, seconds; negative where it ended early."""
        return self.until_utc - self.planned_end_utc


class AttendanceFold:
    """Takes all journal entries in order and keeps those of one meeting."""

    def __init__(self, registration: int = 0) -> None:
        """`registration` is the number of the registered meeting; 0 for the last meeting of all."""
        self._registration = registration
        self._meeting: Meeting | None = None
        self._is_running = False
        self._conference = ""
        self._ended_utc = self._now_utc = 0.0
        self._planned = 0.0, 0.0
        self._attendance = Attendance()
        self._floor = Floor()

    def take(self, entry: Entry) -> None:
        event = entry.event
        if isinstance(event, EngineStarted) and self._is_running:
            self._attendance = self._attendance.apply(event)
            if not event.seen_utc:
                self._start_of_older_program(entry.at_utc)
        self._now_utc = max(self._now_utc, entry.at_utc)
        if isinstance(event, MeetingStarted) and self._registration in (0, event.registration):
            self._start(event, event.at_utc or entry.at_utc)
        elif isinstance(event, PlacedEvent) and event.conference == self._conference:
            if isinstance(event, MeetingStarted):
                self._is_running = False
            elif self._is_running and self._meeting is not None:
                self._follow(event, self._meeting)

    def sheet(self, site_ids: Sequence[str], now_utc: Utc) -> AttendanceSheet | None:
        """Return the attendance; None where the meeting was never started.

        site_ids: ids of all sites, in order; those of the meeting are taken
        now_utc: end of the sheet while the meeting runs
        """
        if self._meeting is None:
            return None
        end_utc = now_utc if self._is_running else self._ended_utc
        from_utc = held_from(self._meeting.started_utc, self._meeting.opening_utc, end_utc)
        until_utc = max(from_utc, end_utc)
        told = self._attendance
        attended = Attended.between(self._meeting, site_ids, told.listed, told.untold, from_utc, until_utc)
        seen = SitePresence("").between(from_utc, until_utc, told.untold)
        return AttendanceSheet(
            self._meeting,
            *self._planned,
            from_utc,
            until_utc,
            not self._is_running,
            attended.sites,
            self._floor.running_order,
            attended.uninvited,
            seen.seconds.get(Presence.UNKNOWN, 0.0),
        )

    def _start(self, event: MeetingStarted, at_utc: Utc) -> None:
        self._meeting = replace(meeting_of(event), started_utc=at_utc)
        self._is_running, self._conference = True, event.conference
        self._planned = (
            event.planned_opening_utc or event.opening_utc,
            event.planned_end_utc or event.end_utc,
        )
        self._attendance = Attendance()
        self._floor = floor_of(self._meeting)

    def _start_of_older_program(self, at_utc: Utc) -> None:
        """Count as unknown what passed before it: no entry tells that it saw the conference again."""
        for is_on, since_utc in ((True, self._now_utc), (False, at_utc)):
            self._attendance = self._attendance.apply(ConferenceUntold(is_on, since_utc))

    def _follow(self, event: object, meeting: Meeting) -> None:
        match event:
            case MeetingEndMoved():
                self._meeting = replace(meeting, end_utc=event.end_utc)
            case MeetingClosedSet():
                self._meeting = replace(meeting, is_closed=event.is_on)
            case MeetingEnded():
                self._is_running = False
                self._ended_utc = event.at_utc or self._now_utc
            case SiteJoined() | SiteLeft() | SiteUntold() | MemberSeen() | ConferenceUntold() | SiteExcused():
                at_utc = event.at_utc or self._now_utc
                self._attendance = self._attendance.apply(replace(event, at_utc=at_utc))
        if isinstance(event, FloorEvent):
            self._floor = self._floor.apply(event)
