"""Fold a meeting's journal entries into its attendance by the minute."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from math import ceil

from gbdt_console.core.conference.attendance import SiteJoined, SiteLeft
from gbdt_console.core.conference.floor import Floor, floor_of
from gbdt_console.core.conference.floor_events import FloorEvent, SiteExcused
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.events import Entry, MeetingClosedSet, MeetingEnded, MeetingEndMoved, MeetingStarted
from gbdt_console.core.ledger import meeting_of
from gbdt_console.core.meetings import Meeting

MINUTE_S = 60.0


class Presence(StrEnum):
    """The ways in which a site attends a meeting.

    LOST is a site whose call ended with its line or codec; EXCUSED one that is away with the chair's leave.
    """

    PRESENT = "present"
    LOST = "lost"
    EXCUSED = "excused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a site's attendance.

    presence: how the site attended
    from_utc: its begin, UTC seconds
    until_utc: its end, UTC seconds
    """

    presence: Presence
    from_utc: float
    until_utc: float


@dataclass(frozen=True, slots=True)
class SiteAttendance:
    """The attendance of one site.

    site_id: id of the site
    spans: its stretches without a gap, from the meeting's begin to its end
    """

    site_id: str
    spans: tuple[Span, ...]

    def minutes(self) -> tuple[Presence, ...]:
        """Return for each minute of the meeting the presence that filled most of it.

        A begun minute counts as one.
        """
        if not self.spans:
            return ()
        from_utc, until_utc = self.spans[0].from_utc, self.spans[-1].until_utc
        count = ceil((until_utc - from_utc) / MINUTE_S)
        return tuple(self._most(from_utc + n * MINUTE_S) for n in range(count))

    def _most(self, at_utc: float) -> Presence:
        """Return what filled most of the minute from `at_utc` on; of equal shares the first of Presence."""
        shares = dict.fromkeys(Presence, 0.0)
        for span in self.spans:
            shared = min(span.until_utc, at_utc + MINUTE_S) - max(span.from_utc, at_utc)
            shares[span.presence] += max(0.0, shared)
        return max(shares, key=lambda presence: shares[presence])


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """The attendance of one meeting.

    meeting: the meeting with the end that was planned last
    planned_end_utc: the end that was planned when it was started, UTC seconds
    from_utc: the opening, or the start where that was later, UTC seconds
    until_utc: the end, or the time asked about, UTC seconds
    is_over: whether the meeting has ended
    sites: one for each site that takes part
    waiting: ids of the sites of the running order that did not speak
    """

    meeting: Meeting
    planned_end_utc: float
    from_utc: float
    until_utc: float
    is_over: bool
    sites: tuple[SiteAttendance, ...]
    waiting: tuple[str, ...]

    @property
    def overrun_s(self) -> float:
        """How long it lasted beyond the end planned at its start, seconds; negative where it ended early."""
        return self.until_utc - self.planned_end_utc


@dataclass(slots=True)
class _Marks:
    """Holds when a site joined and left, and when it was excused."""

    calls: list[tuple[float, Presence]] = field(default_factory=list)
    excuses: list[tuple[float, bool]] = field(default_factory=list)

    def call(self, at_utc: float, presence: Presence) -> None:
        """Note a change; it replaces what was noted from then on: a departure may be explained later."""
        self.calls = [mark for mark in self.calls if mark[0] < at_utc]
        self.calls.append((at_utc, presence))

    def spans(self, from_utc: float, until_utc: float) -> tuple[Span, ...]:
        """Return the stretches between two times."""
        inner = {at for at, _ in (*self.calls, *self.excuses) if from_utc < at < until_utc}
        found: list[Span] = []
        for begin, end in pairwise(sorted({from_utc, *inner, until_utc})):
            presence = self._at(begin)
            if found and found[-1].presence is presence:
                found[-1] = Span(presence, found[-1].from_utc, end)
            else:
                found.append(Span(presence, begin, end))
        return tuple(found)

    def _at(self, at_utc: float) -> Presence:
        presence = next((p for at, p in reversed(self.calls) if at <= at_utc), Presence.ABSENT)
        is_excused = next((on for at, on in reversed(self.excuses) if at <= at_utc), False)
        return Presence.EXCUSED if is_excused and presence is not Presence.PRESENT else presence


class AttendanceFold:
    """Takes all journal entries in order and keeps those of one meeting."""

    def __init__(self, registration: int = 0) -> None:
        """`registration` is the number of the registered meeting; 0 for the last meeting of all."""
        self._registration = registration
        self._meeting: Meeting | None = None
        self._is_running = False
        self._started_utc = self._ended_utc = self._planned_end_utc = self._now_utc = 0.0
        self._marks: dict[str, _Marks] = {}
        self._floor = Floor()

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        event = entry.event
        self._now_utc = max(self._now_utc, entry.at_utc)
        if isinstance(event, MeetingStarted):
            self._is_running = self._registration in (0, event.registration)
            if self._is_running:
                self._start(event, event.at_utc or entry.at_utc)
        elif self._is_running and self._meeting is not None:
            self._follow(event, self._meeting)

    def sheet(self, site_ids: Sequence[str], now_utc: float) -> AttendanceSheet | None:
        """Return the attendance; None where the meeting was never started.

        site_ids: ids of all sites, in order; those of the meeting are taken
        now_utc: end of the sheet while the meeting runs, UTC seconds
        """
        if self._meeting is None:
            return None
        end_utc = now_utc if self._is_running else self._ended_utc
        from_utc = max(self._started_utc, self._meeting.opening_utc)
        from_utc = from_utc if from_utc < end_utc else self._started_utc
        until_utc = max(from_utc, end_utc)
        known = [*site_ids, *(s for s in (*self._meeting.sites, *self._marks) if s not in site_ids)]
        sites = [s for s in dict.fromkeys(known) if self._meeting.takes_part(s) or s in self._marks]
        return AttendanceSheet(
            self._meeting,
            self._planned_end_utc,
            from_utc,
            until_utc,
            not self._is_running,
            tuple(SiteAttendance(s, self._of(s).spans(from_utc, until_utc)) for s in sites),
            self._floor.running_order,
        )

    def _start(self, event: MeetingStarted, at_utc: float) -> None:
        self._meeting, self._started_utc = meeting_of(event), at_utc
        self._planned_end_utc, self._marks = event.end_utc, {}
        self._floor = floor_of(self._meeting)

    def _follow(self, event: object, meeting: Meeting) -> None:
        match event:
            case MeetingEndMoved():
                self._meeting = replace(meeting, end_utc=event.end_utc)
            case MeetingClosedSet():
                self._meeting = replace(meeting, is_closed=event.is_on)
            case MeetingEnded():
                self._is_running = False
                self._ended_utc = event.at_utc or self._now_utc
            case SiteJoined():
                self._of(event.site).call(self._now_utc, Presence.PRESENT)
            case SiteLeft():
                is_lost = event.by == HungUpBy.LOST
                self._of(event.site).call(event.at_utc, Presence.LOST if is_lost else Presence.ABSENT)
            case SiteExcused():
                self._of(event.site).excuses.append((self._now_utc, event.is_on))
        if isinstance(event, FloorEvent):
            self._floor = self._floor.apply(event)

    def _of(self, site_id: str) -> _Marks:
        return self._marks.setdefault(site_id, _Marks())


def attendance_of(
    entries: Iterable[Entry], site_ids: Sequence[str], now_utc: float, registration: int = 0
) -> AttendanceSheet | None:
    """Return the attendance of one meeting from all entries of the journal."""
    fold = AttendanceFold(registration)
    for entry in entries:
        fold.take(entry)
    return fold.sheet(site_ids, now_utc)
