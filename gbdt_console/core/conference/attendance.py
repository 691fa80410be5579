"""Record which sites are in the conference of a meeting, and how the others left it."""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import get_args

from gbdt_console.core.conference.floor_events import SiteExcused
from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.conference.presence import Presence, SitePresence, Untold
from gbdt_console.core.conference.roster import Departure
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.events import EngineStarted, MeetingEnded, MeetingStarted, PlacedEvent
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
    leg: id of the call leg that the MCU lists although the site's line or codec is measured dead; empty where
        it lists none
    """

    site: SiteId
    is_on: bool
    at_utc: Utc
    leg: str = ""

    @property
    def presence(self) -> Presence:
        """How the site attends from then on."""
        return Presence.UNKNOWN if self.is_on else Presence.ABSENT


@dataclass(frozen=True, slots=True)
class ConferenceUntold(PlacedEvent, kind="conference.untold"):
    """Nobody sees any more who is in the conference of the running meeting, or somebody sees it again.

    is_on: whether it is unknown from then on
    at_utc: UTC seconds
    """

    is_on: bool
    at_utc: Utc


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
    untold: when nobody saw who is in the conference
    """

    last: Mapping[str, AttendanceEvent] = field(default_factory=dict)
    sites: Mapping[str, SitePresence] = field(default_factory=dict)
    from_utc: Utc = 0.0
    untold: Untold = ()

    @property
    def is_untold(self) -> bool:
        return bool(self.untold) and self.untold[-1][1]

    def apply(self, event: AttendanceEvent | ConferenceUntold | EngineStarted | SiteExcused) -> "Attendance":
        """Return it after an event; an engine that starts did not see what passed since the last entry."""
        if isinstance(event, EngineStarted):
            return self._unseen(event.seen_utc, is_on=True) if event.seen_utc else self
        if isinstance(event, ConferenceUntold):
            return self._unseen(event.at_utc, is_on=event.is_on)
        before = self.sites.get(event.site, SitePresence(event.site))
        if isinstance(event, SiteExcused):
            after = before.excused(event.at_utc, is_on=event.is_on)
            return replace(self, sites={**self.sites, event.site: after})
        after = before.called(event.at_utc, event.presence)
        if isinstance(event, MemberSeen):
            after = replace(after, is_member=True)
        return replace(self, last={**self.last, event.site: event}, sites={**self.sites, event.site: after})

    def _unseen(self, at_utc: Utc, *, is_on: bool) -> "Attendance":
        earlier = tuple(mark for mark in self.untold if mark[0] < at_utc)
        if is_on is (bool(earlier) and earlier[-1][1]):
            return replace(self, untold=earlier)
        return replace(self, untold=(*earlier, (at_utc, is_on)))

    @property
    def listed(self) -> tuple[SitePresence, ...]:
        """How each site attended, by site id, so that a restart or a replay changes no order."""
        return tuple(self.sites[site] for site in sorted(self.sites))


def _fold(
    attendance: Attendance,
    event: AttendanceEvent | ConferenceUntold | EngineStarted | SiteExcused | MeetingStarted | MeetingEnded,
    books: Books,
) -> Attendance:
    match event:
        case EngineStarted() if books[MeetingsHeld].running is None:
            return attendance
        case MeetingStarted():
            return Attendance(from_utc=max(event.opening_utc, event.at_utc))
        case MeetingEnded():
            return Attendance() if books[MeetingsHeld].is_running(event.meeting) else attendance
    return attendance.apply(event)


ATTENDANCE = Feature(
    "attendance",
    Attendance,
    (*get_args(AttendanceEvent), ConferenceUntold, EngineStarted, SiteExcused, MeetingStarted, MeetingEnded),
    _fold,
    is_of_conference=True,
)
