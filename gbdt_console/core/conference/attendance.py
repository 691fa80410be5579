"""Record which sites are in the conference of a meeting, and how the others left it."""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import get_args

from gbdt_console.core.conference.floor_events import SiteExcused
from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.conference.presence import Presence, SitePresence
from gbdt_console.core.conference.roster import Departure
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.events import MeetingEnded, MeetingStarted, PlacedEvent
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class SiteJoined(PlacedEvent, kind="site.joined"):
    """A site is in the conference of the running meeting.

    leg: the MCU's id of its call leg
    at_utc: UTC seconds of the first poll with it; 0 in an older entry
    """

    site: SiteId
    leg: str
    at_utc: Utc = 0.0

    @property
    def presence(self) -> Presence:
        """How the site attends from then on."""
        return Presence.PRESENT


@dataclass(frozen=True, slots=True)
class SiteLeft(PlacedEvent, kind="site.left"):
    """A site left the conference of the running meeting, or it became known how it had left.

    at_utc: UTC seconds of the first poll without it
    by: the HungUpBy that ended its call; empty where that is not known
    operator: name of the operator who hung up at this console; else empty
    """

    site: SiteId
    at_utc: Utc
    by: str
    operator: str

    @classmethod
    def of(cls, site_id: str, left: Departure) -> "SiteLeft":
        return cls(site_id, left.at_utc, left.by.value if left.by is not None else "", left.operator)

    @property
    def presence(self) -> Presence:
        """How the site attends from then on."""
        return Presence.LOST if self.by == HungUpBy.LOST else Presence.ABSENT

    @property
    def departure(self) -> Departure:
        """The departure that an earlier run of the engine saw."""
        return Departure(self.at_utc, HungUpBy(self.by) if self.by else None, self.operator, is_restored=True)


@dataclass(frozen=True, slots=True)
class SiteUntold(PlacedEvent, kind="site.untold"):
    """Nothing tells any more whether a site is in the running meeting, or it is told again that it is not.

    is_on: whether it is unknown from then on
    at_utc: UTC seconds
    """

    site: SiteId
    is_on: bool
    at_utc: Utc

    @property
    def presence(self) -> Presence:
        """How the site attends from then on."""
        return Presence.UNKNOWN if self.is_on else Presence.ABSENT


@dataclass(frozen=True, slots=True)
class MemberSeen(PlacedEvent, kind="site.member"):
    """What is known of a room that is in the running meeting behind another site's call leg.

    site: id of its site, or the name of a member that is no site
    through: id of the site whose leg it is behind
    state: a MemberState
    at_utc: UTC seconds from which on it is so
    """

    site: SiteId
    through: SiteId
    state: str
    at_utc: Utc

    @property
    def presence(self) -> Presence:
        """How it attends from then on."""
        return MemberState(self.state).presence


AttendanceEvent = SiteJoined | SiteLeft | SiteUntold | MemberSeen


@dataclass(frozen=True, slots=True)
class Attendance:
    """The attendance of the running meeting.

    last: the last event of each site, by site id
    sites: how each site attended so far, by site id; one that was never in and never excused is left out
    from_utc: when the attendance begins to count, UTC seconds: the opening, or a later start
    """

    last: Mapping[str, AttendanceEvent] = field(default_factory=dict)
    sites: Mapping[str, SitePresence] = field(default_factory=dict)
    from_utc: Utc = 0.0

    def apply(self, event: AttendanceEvent | SiteExcused) -> "Attendance":
        before = self.sites.get(event.site, SitePresence(event.site))
        if isinstance(event, SiteExcused):
            after = before.excused(event.at_utc, is_on=event.is_on)
            return replace(self, sites={**self.sites, event.site: after})
        after = before.called(event.at_utc, event.presence)
        return replace(self, last={**self.last, event.site: event}, sites={**self.sites, event.site: after})

    @property
    def listed(self) -> tuple[SitePresence, ...]:
        """How each site attended, by site id, so that a restart or a replay changes no order."""
        return tuple(self.sites[site] for site in sorted(self.sites))


def _fold(
    attendance: Attendance, event: AttendanceEvent | SiteExcused | MeetingStarted | MeetingEnded, books: Books
) -> Attendance:
    match event:
        case MeetingStarted():
            return Attendance(from_utc=max(event.opening_utc, event.at_utc))
        case MeetingEnded():
            return Attendance() if books[MeetingsHeld].is_running(event.meeting) else attendance
    return attendance.apply(event)


ATTENDANCE = Feature(
    "attendance",
    Attendance,
    (*get_args(AttendanceEvent), SiteExcused, MeetingStarted, MeetingEnded),
    _fold,
    is_of_conference=True,
)
