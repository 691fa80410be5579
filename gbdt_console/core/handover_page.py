"""Works out the page that one shift hands to the next."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.handover.page import Item, ItemKind
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.meetings.rules import Lack
from gbdt_console.core.outages.outage import Call, CallOutcome, Outage
from gbdt_console.core.outages.rules import is_overdue, is_report_due, knows_old_time
from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.units import Utc

AHEAD_S = 3 * 86_400.0
"""Limits the meetings of a page: a shift cares for what opens in the next days, and F5 shows the rest."""


def page_of(snapshot: Snapshot) -> tuple[Item, ...]:
    outages, now_utc = [outage for outage in snapshot.outages if outage.is_open], snapshot.at_utc
    items = [*_alarms(snapshot.alarms), *_outages(outages, now_utc), *_windows(snapshot), *_floor(snapshot)]
    items += [*_sheets(snapshot), *_cleaning(snapshot)]
    for outage in outages:
        items += _promises(outage, now_utc)
    items += _meetings(snapshot)
    order = list(ItemKind)
    parted = [item for item in items if item.kind.part != "meetings"]
    meetings = [item for item in items if item.kind.part == "meetings"]
    return (*sorted(parted, key=lambda item: order.index(item.kind)), *meetings)


def _alarms(alarms: Iterable[Alarm]) -> Iterator[Item]:
    """Yield the alarms that stand alone, the worst and oldest first; what covers another one tells it."""
    for alarm in sorted(alarms, key=lambda alarm: (-alarm.severity.rank, alarm.since_utc)):
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


def _outages(outages: Iterable[Outage], now_utc: Utc) -> Iterator[Item]:
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


def _windows(snapshot: Snapshot) -> Iterator[Item]:
    for window in snapshot.windows:
        yield Item(
            ItemKind.WORK,
            resource=window.resource,
            code="begun" if window.has_begun else "planned",
            at_utc=window.until_utc if window.has_begun else window.from_utc,
            words=", ".join(filter(None, (window.operator, window.reason))),
            is_late=window.until_utc <= snapshot.at_utc,
        )


def _floor(snapshot: Snapshot) -> Iterator[Item]:
    for part in snapshot.parts:
        if part.meeting is None or part.conference is None:
            continue
        floor = part.conference.floor
        if floor.is_blocking:
            opened = tuple(sorted(filter(None, (floor.speaker, *floor.opened))))
            yield Item(ItemKind.BLOCK, sites=opened)
        if floor.is_break:
            yield Item(ItemKind.BREAK)
        for caller in sorted(floor.isolated | floor.isolated_legs):
            yield Item(ItemKind.ISOLATED, resource=caller)


def _sheets(snapshot: Snapshot) -> Iterator[Item]:
    """Yield the procedures that were begun and not signed."""
    for part in snapshot.parts:
        sheet, shutdown = part.checklist, part.shutdown
        if sheet is not None and sheet.closing is None and snapshot.at_utc < sheet.opening_utc:
            yield Item(ItemKind.SHEET, resource=sheet.meeting_id, at_utc=sheet.due_utc)
        if shutdown is not None and shutdown.closing is None:
            left = tuple(one.site_id for one in shutdown.stragglers)
            yield Item(ItemKind.SHUTDOWN, 0, shutdown.meeting_id, "", left, shutdown.opened_utc)
    for owed in snapshot.owed_shutdowns:
        if not owed.record_id:
            yield Item(
                ItemKind.SHUTDOWN, 0, owed.meeting_id, "owed", owed.sites, owed.ended_utc, is_late=True
            )  # fmt: skip


def _cleaning(snapshot: Snapshot) -> Iterator[Item]:
    today = datetime.fromtimestamp(snapshot.at_utc, ZoneInfo(snapshot.booking.zone)).date()
    overdue = tuple(room.site_id for room in snapshot.care if room.is_overdue(today))
    if overdue:
        yield Item(ItemKind.CLEANING, sites=overdue, is_late=True)


def _promises(outage: Outage, now_utc: Utc) -> Iterator[Item]:
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


def _meetings(snapshot: Snapshot) -> Iterator[Item]:
    """Yield the running meetings, then those of the next days, each with what it lacks."""
    now_utc, overview = snapshot.at_utc, overview_of(snapshot)
    for running in snapshot.running.values():
        title = "" if running.is_closed else running.title
        yield Item(
            ItemKind.MEETING, running.registration, running.id, "running", running.sites, running.end_utc,
            title, running.end_utc <= now_utc,
        )  # fmt: skip
    for meeting in snapshot.calendar:
        if meeting.is_coming and meeting.plan.opening_utc <= now_utc + AHEAD_S:
            plan = meeting.without_closed_words().plan
            yield Item(
                ItemKind.MEETING, meeting.number, "", meeting.state.value, plan.sites, plan.opening_utc,
                plan.title, plan.opening_utc <= now_utc,
            )  # fmt: skip
            yield from (_lacking(meeting, lack) for lack in overview.lacks(meeting))


def _lacking(meeting: Registration, lack: Lack) -> Item:
    numbers = ",".join(map(str, lack.numbers))
    return Item(ItemKind.LACK, meeting.number, numbers, lack.kind.value, lack.sites)
