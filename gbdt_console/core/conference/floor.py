"""Fold the floor events of one meeting."""

from dataclasses import replace
from typing import Any, get_args

from gbdt_console.core.conference.callers import is_withheld
from gbdt_console.core.conference.floor_events import (
    BeforeUsCounted,
    BlockingSet,
    BreakSet,
    CalledSet,
    CallerAdmitted,
    CallerIsolated,
    CallerLeft,
    DialogueSet,
    FloorEvent,
    FloorGiven,
    FloorPrepared,
    SiteClosed,
    SiteExcused,
    SiteOpened,
    SpeakerSkipped,
)
from gbdt_console.core.events import ClockJumped, MeetingEnded, MeetingStarted
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.meetings.held import MeetingsHeld, meeting_of
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor of one meeting.

    speaker: id of the site that has the floor; empty while the chair speaks
    since_utc: when the speaker got the floor; None before anybody had it
    prepared: id of the site that speaks next; empty where nobody is prepared
    running_order: ids of the sites that have still to speak, first speaker first
    passed: ids of the sites of the running order whose turn passed while they were not in the conference
    is_blocking: the centre blocks everybody but chair and speaker, latecomers too
    is_dialogue: chair and speaker talk with each other
    is_break: the meeting has a break, in which the speaker is blocked too
    opened: ids of the sites that an operator lets be heard beside the speaker
    closed: ids of the chair and the speaker, where an operator blocks them all the same
    isolated: numbers of unexpected callers that nobody may hear
    admitted: numbers of unexpected callers that an operator let in
    isolated_legs: call legs of isolated callers whose number is ambiguous
    admitted_legs: call legs of admitted callers whose number is ambiguous
    muted: numbers of admitted callers that stay blocked
    muted_legs: call legs of admitted callers that stay blocked
    heard: site id and seconds of each turn that has ended
    excused: site id and reason of each site that need not be there
    upper: id of the site that leads where the meeting is another MCU's; else empty
    before_us: how many the upper site has still to call on before us; None where its order is not known
    """

    chair: SiteId = ""
    speaker: str = ""
    since_utc: Utc | None = None
    prepared: str = ""
    running_order: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    is_blocking: bool = False
    is_dialogue: bool = False
    is_break: bool = False
    opened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    isolated: frozenset[str] = frozenset()
    admitted: frozenset[str] = frozenset()
    isolated_legs: frozenset[str] = frozenset()
    admitted_legs: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()
    muted_legs: frozenset[str] = frozenset()
    heard: tuple[tuple[str, float], ...] = ()
    excused: tuple[tuple[str, str], ...] = ()
    upper: str = ""
    is_called: bool = False
    before_us: int | None = None

    @property
    def next_speaker(self) -> str:
        """The prepared site, else the first of the running order; empty where there is none."""
        return self.prepared or next(iter(self.running_order), "")

    @property
    def is_closing(self) -> bool:
        """Whether the policy closes any site.

        It does while it blocks others, in a break and under an upper site.
        """
        return self.is_blocking or self.is_break or bool(self.upper)

    @property
    def is_silent(self) -> bool:
        """Whether all our sites are closed until the upper site calls."""
        return bool(self.upper) and not self.is_called

    def may_be_heard(self, site_id: str) -> bool:
        """Tell whether the policy leaves that site open.

        The upper site is always open. Once it has called, or without one, the chair is open, and outside of a
        break the speaker and the opened sites.
        """
        if self.upper and site_id == self.upper:
            return True
        if self.is_silent:
            return False
        if not self.is_closing or site_id == self.chair:
            return True
        return not self.is_break and bool(site_id) and (site_id == self.speaker or site_id in self.opened)

    def apply(self, event: FloorEvent) -> "Floor":
        match event:
            case FloorPrepared():
                return replace(self, prepared=event.site, passed=self._passed(event))
            case FloorGiven():
                return self._give(event)
            case SpeakerSkipped():
                prepared = "" if self.prepared == event.site else self.prepared
                return replace(
                    self,
                    prepared=prepared,
                    running_order=_without(self.running_order, event.site),
                    passed=self.passed - {event.site},
                )
            case BlockingSet():
                return replace(self, is_blocking=event.is_on, opened=frozenset())
            case SiteOpened():
                opened = self.opened | {event.site} if event.is_on else self.opened - {event.site}
                return replace(self, opened=opened)
            case SiteClosed():
                closed = self.closed | {event.site} if event.is_on else self.closed - {event.site}
                return replace(self, closed=closed)
            case DialogueSet() | BreakSet() | CalledSet() | BeforeUsCounted():
                return self._switch(event)
            case SiteExcused():
                others = tuple(one for one in self.excused if one[0] != event.site)
                return replace(self, excused=(*others, (event.site, event.reason)) if event.is_on else others)
            case CallerIsolated() | CallerAdmitted() | CallerLeft():
                return self._decide(event)

    def _switch(self, event: DialogueSet | BreakSet | CalledSet | BeforeUsCounted) -> "Floor":
        match event:
            case BeforeUsCounted():
                return replace(self, before_us=event.left)
            case DialogueSet():
                return replace(self, is_dialogue=event.is_on)
            case BreakSet():
                return replace(self, is_break=event.is_on)
            case CalledSet():
                return replace(self, is_called=event.is_on, before_us=None)

    def excuse_of(self, site_id: str) -> str:
        """Return the reason why that site is excused; empty where it is not."""
        return next((reason for excused, reason in self.excused if excused == site_id), "")

    def isolates(self, number: str, leg: str) -> bool:
        """Tell whether that caller is isolated. A decision about its leg precedes one about its number."""
        return leg in self.isolated_legs or (number in self.isolated and leg not in self.admitted_legs)

    def admits(self, number: str, leg: str) -> bool:
        """Tell whether that caller was let in; a withheld number admits nobody."""
        is_known = number in self.admitted and not is_withheld(number)
        return leg in self.admitted_legs or (is_known and leg not in self.isolated_legs)

    def blocks_caller(self, number: str, leg: str) -> bool:
        """Tell whether a decision keeps that caller blocked.

        It is isolated, or was admitted without being heard.
        """
        if not self.admits(number, leg):
            return self.isolates(number, leg)
        return leg in self.muted_legs if leg in self.admitted_legs else number in self.muted

    def _decide(self, event: CallerIsolated | CallerAdmitted | CallerLeft) -> "Floor":
        leg = frozenset({event.leg} if event.leg else ())
        number = frozenset(() if isinstance(event, CallerLeft) or leg else {event.number})
        joined = {
            "isolated": isinstance(event, CallerIsolated),
            "admitted": isinstance(event, CallerAdmitted),
            "muted": isinstance(event, CallerAdmitted) and not event.is_heard,
        }
        changed: dict[str, Any] = {}
        for name, is_in in joined.items():
            for field, who in ((name, number), (f"{name}_legs", leg)):
                kept = getattr(self, field) - who
                changed[field] = kept | who if is_in else kept
        return replace(self, **changed)

    def _passed(self, event: FloorPrepared | FloorGiven) -> frozenset[str]:
        """Return whose turn has passed; a site without a turn of its own changes nothing."""
        return frozenset(event.passed) if event.site in self.running_order else self.passed

    def _give(self, event: FloorGiven) -> "Floor":
        heard = self.heard
        if self.speaker and self.since_utc is not None:
            heard = (*heard, (self.speaker, max(0.0, event.at_utc - self.since_utc)))
        return replace(
            self,
            speaker=event.site,
            since_utc=event.at_utc,
            prepared="" if self.prepared == event.site else self.prepared,
            running_order=_without(self.running_order, event.site),
            passed=self._passed(event) - {event.site},
            is_dialogue=False,
            opened=frozenset(),
            closed=self.closed & {self.chair, event.site},
            heard=heard,
        )


def floor_of(meeting: Meeting) -> Floor:
    return Floor(
        chair=meeting.chair_site_id,
        running_order=meeting.running_order,
        upper=meeting.upper_site_id,
        before_us=len(meeting.upper_order) or None,
    )


def _without(order: tuple[str, ...], site_id: str) -> tuple[str, ...]:
    if site_id not in order:
        return order
    place = order.index(site_id)
    return order[:place] + order[place + 1 :]


def _with_isolated(floor: Floor, before: Floor) -> Floor:
    return replace(floor, isolated=before.isolated, isolated_legs=before.isolated_legs)


def _fold(
    floor: Floor, event: FloorEvent | MeetingStarted | MeetingEnded | ClockJumped, books: Books
) -> Floor:
    match event:
        case MeetingStarted():
            return _with_isolated(floor_of(meeting_of(event)), floor)
        case MeetingEnded():
            if not books[MeetingsHeld].is_running(event.meeting):
                return floor
            return _with_isolated(Floor(), floor) if event.keeps_isolated else Floor()
        case ClockJumped():
            since_utc = None if floor.since_utc is None else floor.since_utc + event.by_s
            return replace(floor, since_utc=since_utc)
    return floor.apply(event)


FLOOR = Feature(
    "floor",
    Floor,
    (*get_args(FloorEvent), MeetingStarted, MeetingEnded, ClockJumped),
    _fold,
    is_of_conference=True,
)
