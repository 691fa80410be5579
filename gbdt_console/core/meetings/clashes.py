"""Finds meetings that need the same room, technician or centre at the same time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.registration import MeetingPlan, Registration
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """Holds what one meeting takes up.

    number: number of the meeting or of its series; 0 for a running one that was not registered
    sites: ids of the sites whose rooms it needs
    technicians: names of its technicians; one at several sites is a role and no person
    """

    number: int
    from_utc: Utc
    until_utc: Utc
    sites: tuple[str, ...]
    technicians: frozenset[str] = frozenset()
    conference: str = ""

    @classmethod
    def of_plan(cls, number: int, plan: MeetingPlan) -> "Slot":
        counts = Counter(technician.name for technician in plan.technicians)
        names = frozenset(name for name, count in counts.items() if count == 1)
        return cls(number, plan.opening_utc, plan.end_utc, plan.sites, names, plan.conference)

    @classmethod
    def of(cls, meeting: Registration) -> "Slot":
        return replace(cls.of_plan(meeting.number, meeting.plan), until_utc=meeting.end_utc)

    @classmethod
    def of_running(cls, meeting: Meeting, conference: str = "") -> "Slot":
        sites = tuple(dict.fromkeys((meeting.chair_site_id, *meeting.running_order, *meeting.sites)))
        return cls(0, meeting.opening_utc, meeting.end_utc, sites, conference=conference)


@dataclass(frozen=True, slots=True)
class Clash:
    """Holds a meeting that collides with the one in question.

    number: its number; 0 for a running one that was not registered
    sites: ids of the sites that both need, in the order of the meeting in question
    technicians: names of technicians that both need, sorted
    is_tight: whether both fit, but leave no `ready_s` between them for the tests (A7.1b)
    is_beside: whether it is held in another conference
    """

    number: int
    from_utc: Utc
    until_utc: Utc
    sites: tuple[str, ...]
    technicians: tuple[str, ...] = ()
    is_tight: bool = False
    is_beside: bool = False

    @property
    def is_site_twice(self) -> bool:
        return self.is_beside and bool(self.sites) and not self.is_tight


def clashes_of(slot: Slot, others: Iterable[Slot], ready_s: float) -> tuple[Clash, ...]:
    """Return the meetings that collide with `slot`, earliest first.

    Meetings at one time collide in one conference even without a common site, in two where they share a site
    or a technician. One that ends less than `ready_s` before the other opens collides where they share a
    site: its room is needed for the tests.

    ready_s: seconds before an opening at which all tests are done
    """
    return tuple(sorted(_found(slot, others, ready_s), key=lambda clash: (clash.from_utc, clash.number)))


def _found(slot: Slot, others: Iterable[Slot], ready_s: float) -> Iterator[Clash]:
    for other in others:
        if not _is_near(slot, other, ready_s):
            continue
        theirs = frozenset(other.sites)
        shared = tuple(site for site in slot.sites if site in theirs)
        names = tuple(sorted(slot.technicians & other.technicians))
        is_over = _is_near(slot, other, 0.0)
        is_beside = slot.conference != other.conference
        if (is_over and not is_beside) or shared or names:
            yield Clash(other.number, other.from_utc, other.until_utc, shared, names, not is_over, is_beside)


def _is_near(slot: Slot, other: Slot, ready_s: float) -> bool:
    """Tell whether less than `ready_s` lies between the end of one and the opening of the other."""
    return slot.from_utc - ready_s < other.until_utc and other.from_utc - ready_s < slot.until_utc


def slots_of(
    book: CalendarBook,
    running: Mapping[str, Meeting],
    until_utc: Utc,
    leave_out: frozenset[int] = frozenset(),
) -> tuple[Slot, ...]:
    """Return what all meetings take up that open before `until_utc`, those to come of a series too.

    running: the running meetings by their conferences' ids
    leave_out: numbers of meetings and series that do not count
    """
    meetings = [m for m in book.meetings.values() if not {m.number, m.series or m.number} & leave_out]
    slots = [Slot.of(meeting) for meeting in meetings]
    until = (datetime.fromtimestamp(until_utc, UTC) + _DAY).date()
    slots += [
        Slot.of_plan(series.number, series.plan_on(day))
        for series in book.series.values()
        if series.number not in leave_out
        for day in series.days_to_make(until)
    ]
    slots += [
        Slot.of_running(meeting, conference)
        for conference, meeting in running.items()
        if book.of_meeting(meeting.id) is None
    ]
    return tuple(slot for slot in slots if slot.from_utc < until_utc)
