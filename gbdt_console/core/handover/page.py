"""Works out the page that one shift hands to the next, from what is known of the network and its records."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from gbdt_console.core.alarms.alarm import Alarm, MaintenanceWindow
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.meetings.rules import Lack
from gbdt_console.core.outages.outage import Call, CallOutcome, Outage
from gbdt_console.core.outages.rules import is_overdue, is_report_due, knows_old_time

AHEAD_S = 3 * 86_400.0
"""Limits the meetings of a page: a shift cares for what opens in the next days, and F5 shows the rest."""


class ItemKind(StrEnum):
    """Names what a shift hands over, in the order of the page.

    ALARM: an alarm that is present, or that nobody acknowledged
    OUTAGE: an outage record that is not closed
    SHELF: an alarm that an operator hid for a time
    WORK: planned work, coming or under way
    BLOCK: the centre blocks the sites' microphones
    BREAK: the meeting has a break
    ISOLATED: a caller whom nobody may hear
    SHEET: a checklist that was opened and not closed
    SHUTDOWN: a shutdown that was not signed
    CLEANING: rooms whose cleaning is overdue (A4.8)
    BACK: the repair that was told for a time of day
    OLD_TIME: the chair knows an estimate that has changed since
    UNTOLD: an outage of which the chair was not told
    REPORT: an outage that the carrier should have been told of
    CALL_BACK: somebody promised to call back
    MEETING: the running or a coming meeting
    LACK: one thing that a coming meeting lacks
    """

    ALARM = "alarm"
    OUTAGE = "outage"
    SHELF = "shelf"
    WORK = "work"
    BLOCK = "block"
    BREAK = "break"
    ISOLATED = "isolated"
    SHEET = "sheet"
    SHUTDOWN = "shutdown"
    CLEANING = "cleaning"
    BACK = "back"
    OLD_TIME = "old-time"
    UNTOLD = "untold"
    REPORT = "report"
    CALL_BACK = "call-back"
    MEETING = "meeting"
    LACK = "lack"

    @property
    def part(self) -> str:
        """The part of the page: 'open', 'promised' or 'meetings'."""
        if self in (ItemKind.MEETING, ItemKind.LACK):
            return "meetings"
        return "promised" if self in _PROMISED else "open"


_PROMISED = frozenset(
    {ItemKind.BACK, ItemKind.OLD_TIME, ItemKind.UNTOLD, ItemKind.REPORT, ItemKind.CALL_BACK}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """Holds one thing that is handed over; what does not belong to its kind is empty.

    kind: the kind
    number: number of the alarm, outage or registered meeting
    resource: id of the resource of an alarm or planned work, number of a caller, id of a sheet
    code: type of an alarm, state of an outage or meeting, LackKind of what is lacking
    sites: ids of the sites, and of the recipients, that it is about
    at_utc: since when, until when or when it is due, UTC seconds; None where no time belongs to it
    words: a person's words: title, reason, contact; of a closed meeting none
    is_late: whether it is overdue
    """

    kind: ItemKind
    number: int = 0
    resource: str = ""
    code: str = ""
    sites: tuple[str, ...] = ()
    at_utc: float | None = None
    words: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """Holds what a page is worked out from.

    now_utc: UTC seconds
    alarms: open alarms, most urgent first
    outages: open outage records
    windows: planned work
    meeting: the running meeting; None without one
    floor: the floor of the running meeting; None without one
    sheets: id and time of each procedure that was begun and not signed, by kind
    calendar: registered meetings, soonest first
    overview: judges the registered meetings
    unclean: ids of the sites whose cleaning is overdue
    is_live: whether a running engine told them, and not the journal alone
    """

    now_utc: float
    alarms: tuple[Alarm, ...]
    outages: tuple[Outage, ...]
    windows: tuple[MaintenanceWindow, ...]
    meeting: Meeting | None
    floor: Floor | None
    sheets: tuple[tuple[ItemKind, str, float], ...]
    calendar: tuple[Registration, ...]
    overview: CalendarOverview
    unclean: tuple[str, ...] = ()
    is_live: bool = True


def page_of(facts: ShiftFacts) -> tuple[Item, ...]:
    """Return everything that is handed over, in the order of the page."""
    outages = [outage for outage in facts.outages if outage.is_open]
    items = [*_alarms(facts.alarms), *_outages(outages, facts.now_utc), *_windows(facts), *_floor(facts)]
    items += [Item(kind, resource=id_, at_utc=at_utc) for kind, id_, at_utc in facts.sheets]
    items += [Item(ItemKind.CLEANING, sites=facts.unclean, is_late=True)] if facts.unclean else []
    for outage in outages:
        items += _promises(outage, facts.now_utc)
    items += _meetings(facts)
    order = list(ItemKind)
    parted = [item for item in items if item.kind.part != "meetings"]
    meetings = [item for item in items if item.kind.part == "meetings"]
    return (*sorted(parted, key=lambda item: order.index(item.kind)), *meetings)


def _alarms(alarms: Iterable[Alarm]) -> Iterator[Item]:
    """Yield the alarms that stand alone; one under another or in planned work is told by that."""
    for alarm in alarms:
        if alarm.shelved_until_utc is not None:
            yield Item(
                ItemKind.SHELF,
                alarm.number,
                alarm.key.resource,
                alarm.key.type,
                at_utc=alarm.shelved_until_utc,
                words=", ".join(filter(None, (alarm.shelved_by, alarm.shelf_reason))),
            )
        elif not alarm.parent and not alarm.window:
            yield Item(
                ItemKind.ALARM,
                alarm.number,
                alarm.key.resource,
                alarm.key.type,
                alarm.members,
                alarm.since_utc,
                words=alarm.ack_by,
                is_late=alarm.is_urgent,
            )


def _outages(outages: Iterable[Outage], now_utc: float) -> Iterator[Item]:
    for outage in outages:
        late = is_overdue(outage, now_utc)
        yield Item(
            ItemKind.OUTAGE,
            outage.number,
            code=outage.state.value,
            sites=outage.sites,
            at_utc=outage.started_utc,
            words=outage.likely_cause.value,
            is_late=late,
        )


def _windows(facts: ShiftFacts) -> Iterator[Item]:
    for window in facts.windows:
        yield Item(
            ItemKind.WORK,
            resource=window.resource,
            code="begun" if window.has_begun else "planned",
            at_utc=window.until_utc if window.has_begun else window.from_utc,
            words=", ".join(filter(None, (window.operator, window.reason))),
            is_late=window.until_utc <= facts.now_utc,
        )


def _floor(facts: ShiftFacts) -> Iterator[Item]:
    floor = facts.floor
    if facts.meeting is None or floor is None:
        return
    if floor.is_blocking:
        opened = tuple(sorted(filter(None, (floor.speaker, *floor.opened))))
        yield Item(ItemKind.BLOCK, sites=opened)
    if floor.is_break:
        yield Item(ItemKind.BREAK)
    for caller in sorted(floor.isolated | floor.isolated_legs):
        yield Item(ItemKind.ISOLATED, resource=caller)


def _promises(outage: Outage, now_utc: float) -> Iterator[Item]:
    """Yield what was told of an outage and what is still owed."""
    told = outage.told[-1] if outage.told else None
    estimate = outage.estimate
    if outage.is_down and told is None:
        yield Item(
            ItemKind.UNTOLD, outage.number, sites=outage.sites, at_utc=outage.detected_utc, is_late=True
        )
    if knows_old_time(outage) and told is not None:
        yield Item(
            ItemKind.OLD_TIME, outage.number, sites=outage.sites, at_utc=told.back_utc, words=told.person,
            is_late=True,
        )  # fmt: skip
    elif outage.is_down and told is not None and told.back_utc is not None:
        yield Item(
            ItemKind.BACK, outage.number, sites=outage.sites, at_utc=told.back_utc, words=told.person,
            is_late=told.back_utc <= now_utc,
        )  # fmt: skip
    elif outage.is_down and estimate is not None:
        late = is_overdue(outage, now_utc)
        yield Item(ItemKind.BACK, outage.number, sites=outage.sites, at_utc=estimate.back_utc, is_late=late)
    if is_report_due(outage, now_utc):
        yield Item(
            ItemKind.REPORT, outage.number, sites=outage.sites, at_utc=outage.detected_utc, is_late=True
        )
    for call in _calls_awaited(outage):
        yield Item(ItemKind.CALL_BACK, outage.number, call.phone, sites=outage.sites, at_utc=call.at_utc,
                   words=call.contact)  # fmt: skip


def _calls_awaited(outage: Outage) -> tuple[Call, ...]:
    """Return the last call to each contact that ended in the promise to call back."""
    last = {call.phone: call for call in outage.calls}
    return tuple(call for call in last.values() if call.outcome is CallOutcome.CALLS_BACK)


def _meetings(facts: ShiftFacts) -> Iterator[Item]:
    """Yield the running meeting, then those of the next days, each with what it lacks."""
    running = facts.meeting
    if running is not None:
        title = "" if running.is_closed else running.title
        yield Item(
            ItemKind.MEETING, running.registration, running.id, "running", running.sites, running.end_utc,
            title, running.end_utc <= facts.now_utc,
        )  # fmt: skip
    for meeting in facts.calendar:
        if meeting.is_coming and meeting.plan.opening_utc <= facts.now_utc + AHEAD_S:
            plan = meeting.without_closed_words().plan
            yield Item(
                ItemKind.MEETING, meeting.number, "", meeting.state.value, plan.sites, plan.opening_utc,
                plan.title, plan.opening_utc <= facts.now_utc,
            )  # fmt: skip
            yield from (_lacking(meeting, lack) for lack in facts.overview.lacks(meeting))


def _lacking(meeting: Registration, lack: Lack) -> Item:
    numbers = ",".join(map(str, lack.numbers))
    return Item(ItemKind.LACK, meeting.number, numbers, lack.kind.value, lack.sites)
