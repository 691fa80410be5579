"""Folds who is expected as a guest in a meeting, and who came."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import field, replace
from fnmatch import fnmatchcase
from typing import get_args

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.callers import is_withheld
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import Participant
from gbdt_console.core.feature import Feature, applied
from gbdt_console.core.guests.events import (
    GuestCame,
    GuestEvent,
    GuestExpected,
    GuestLeft,
    GuestLetIn,
    GuestWithdrawn,
)
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import MeetingId, Utc

_KEPT = 300
"""Limits the guests of a book; older ones stand in the journal."""
_MOST_VISITS = 50
"""Limits the calls that are kept of one guest."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of a guest.

    leg: the MCU's id of the call leg
    caller, address, name: as the MCU told them when it came
    let_in_utc: when it was in; None while it waits
    left_utc: None while the call lasts, or lasted as its meeting ended
    """

    leg: str
    caller: str
    address: str
    name: str
    came_utc: Utc
    let_in_utc: Utc | None = None
    left_utc: Utc | None = None

    @property
    def who(self) -> str:
        """What tells its caller from others: its number, else its address, else this call."""
        return self.address or self.leg if is_withheld(self.caller) else self.caller


@dataclass(frozen=True, slots=True)
class Guest:
    """An expected guest of one meeting; several callers may be like its pattern.

    meeting_id: the meeting's id in sheets
    pattern: what the caller's number, name or address is like; '*' stands for any characters
    conference: id of the conference where it was expected; empty for the first one
    visits: its calls, oldest first
    """

    number: int
    meeting_id: MeetingId
    pattern: str
    organisation: str
    phone: str
    operator: str = ""
    conference: str = ""
    is_withdrawn: bool = False
    visits: tuple[Visit, ...] = ()

    def open_visit(self, leg: str) -> Visit | None:
        """Return the visit of a call leg that lasts; None where it is no call of this guest."""
        return next((one for one in self.visits if one.leg == leg and one.left_utc is None), None)

    def is_like(self, leg: Participant) -> bool:
        """Tell whether number, name or address of a caller is like the pattern."""
        wanted = self.pattern.casefold().replace("[", "[[]")
        told = (leg.number, leg.name, leg.address)
        return any(fnmatchcase(clean(text).casefold(), wanted) for text in told if text)

    def is_back(self, leg: Participant) -> bool:
        """Tell whether a caller of this guest that left calls again, under whatever name."""
        who = leg.address if is_withheld(leg.number) else leg.number
        lasts = [one.left_utc is None for one in self.visits if who and one.who == who]
        return bool(lasts) and not any(lasts)


def guest_of(leg: Participant, guests: Iterable[Guest]) -> Guest | None:
    """Return the guest that a caller is: by its call, which keeps its id, then by what it is like."""
    guests = [one for one in guests if not one.is_withdrawn]
    known = (one for one in guests if one.open_visit(leg.id))
    return next(known, None) or next((one for one in guests if one.is_like(leg) or one.is_back(leg)), None)


def with_guests(rows: Iterable[RosterRow], guests: Collection[Guest]) -> tuple[RosterRow, ...]:
    """Return the rows, those of guests with their number; one that nobody has let in yet waits."""
    return tuple(_marked(row, guests) for row in rows)


def _marked(row: RosterRow, guests: Collection[Guest]) -> RosterRow:
    guest = None if row.known_site or row.participant is None else guest_of(row.participant, guests)
    if guest is None:
        return row
    is_in = row.standing is RosterStatus.CONNECTED
    return replace(row, guest=guest.number, standing=row.standing if is_in else RosterStatus.WAITING)


def guest_news(rows: Iterable[RosterRow], guests: Iterable[Guest], now_utc: Utc) -> Iterator[GuestEvent]:
    """Yield what a poll tells anew of the guests of the running meeting."""
    legs = {row.participant.id: row for row in rows if row.participant is not None and row.guest}
    for guest in guests:
        for leg in (row.participant for row in legs.values() if row.guest == guest.number):
            if leg is not None and guest.open_visit(leg.id) is None:
                name = clean(leg.name)
                yield GuestCame(guest.number, leg.id, clean(leg.number), clean(leg.address), name, now_utc)
        for visit in guest.visits:
            row = legs.get(visit.leg)
            is_in = row is not None and row.standing is RosterStatus.CONNECTED
            if visit.left_utc is not None:
                continue
            if row is None or (visit.let_in_utc is not None and not is_in):
                yield GuestLeft(guest.number, visit.leg, now_utc)
            elif is_in and visit.let_in_utc is None:
                yield GuestLetIn(guest.number, visit.leg, now_utc)


@dataclass(slots=True)
class GuestBook:
    """Holds the last expected guests by number, oldest first; equal events give equal books."""

    last_number: int = 0
    guests: dict[int, Guest] = field(default_factory=dict)

    def of(self, meeting_id: MeetingId) -> tuple[Guest, ...]:
        """Return the guests of the meeting of that id in sheets."""
        return tuple(one for one in self.guests.values() if one.meeting_id == meeting_id)

    def apply(self, event: GuestEvent) -> None:
        """Apply one event; one about a guest that the book has not changes nothing."""
        before = self.guests.get(event.guest)
        if isinstance(event, GuestExpected):
            self.last_number = max(self.last_number, event.guest)
            self.guests[event.guest] = Guest(
                event.guest,
                event.meeting,
                event.pattern,
                event.organisation,
                event.phone,
                event.operator,
                event.conference,
            )
            while len(self.guests) > _KEPT:
                del self.guests[next(iter(self.guests))]
        elif before is not None:
            self.guests[event.guest] = _after(before, event)


def _after(guest: Guest, event: GuestWithdrawn | GuestCame | GuestLetIn | GuestLeft) -> Guest:
    match event:
        case GuestWithdrawn():
            return replace(guest, is_withdrawn=True)
        case GuestCame():
            came = Visit(event.leg, event.caller, event.address, event.name, event.at_utc)
            return replace(guest, visits=(*guest.visits, came)[-_MOST_VISITS:])
    if (before := guest.open_visit(event.leg)) is None:
        return guest
    is_in = isinstance(event, GuestLetIn)
    after = replace(before, let_in_utc=event.at_utc) if is_in else replace(before, left_utc=event.at_utc)
    return replace(guest, visits=tuple(after if one is before else one for one in guest.visits))


GUESTS = Feature("guests", GuestBook, get_args(GuestEvent), applied)
