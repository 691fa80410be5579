"""Takes what a hand-over is worked out from, out of a Snapshot or out of the journal's fold."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.booking import Booking
from gbdt_console.core.handover.page import ItemKind, ShiftFacts
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.room_cleaning.rooms import RoomCleaning
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot

_Sheets = tuple[tuple[ItemKind, str, float], ...]


def facts_of_snapshot(snapshot: Snapshot) -> ShiftFacts:
    """Take the facts of the engine's Snapshot."""
    open_meetings = [meeting for meeting in snapshot.calendar if meeting.is_open]
    book = CalendarBook(0, open_meetings, series=snapshot.series)
    checklist, shutdown = snapshot.checklist, snapshot.shutdown
    is_open = checklist is not None and checklist.closing is None
    sheets: _Sheets = ()
    if checklist is not None and is_open and snapshot.at_utc < checklist.opening_utc:
        sheets = ((ItemKind.SHEET, checklist.meeting_id, checklist.due_utc),)
    if shutdown is not None and shutdown.closing is None:
        sheets = (*sheets, (ItemKind.SHUTDOWN, shutdown.meeting_id, shutdown.opened_utc))
    return ShiftFacts(
        snapshot.at_utc,
        snapshot.alarms,
        snapshot.outages,
        snapshot.windows,
        snapshot.meeting,
        None if snapshot.conference is None else snapshot.conference.floor,
        sheets,
        tuple(open_meetings),
        CalendarOverview(book, snapshot.meeting, snapshot.booking.settings, snapshot.technicians),
        _unclean(snapshot.care, snapshot.at_utc, snapshot.booking.zone),
        is_live=snapshot.is_live,
    )


def facts_of_ledger(ledger: Ledger, now_utc: float, network: Network | None) -> ShiftFacts:
    """Take the facts of the journal's fold.

    now_utc: UTC seconds
    network: gives rules and technicians; None where sites.yaml is rejected
    """
    sheet, shutdown = ledger.checklists.newest, ledger.shutdowns.newest
    sheets: _Sheets = ()
    if sheet is not None and sheet.closing is None and now_utc < sheet.opening_utc:
        sheets = ((ItemKind.SHEET, sheet.meeting_id, sheet.due_utc),)
    if shutdown is not None and shutdown.closing is None:
        sheets = (*sheets, (ItemKind.SHUTDOWN, shutdown.meeting_id, shutdown.opened_utc))
    booking = Booking() if network is None else Booking.of(network)
    technicians = ledger.technicians.roster(() if network is None else network.technicians)
    alarms = sorted(ledger.alarms.alarms.values(), key=lambda alarm: (-alarm.severity.rank, alarm.since_utc))
    calendar = sorted(ledger.calendar.meetings.values(), key=lambda m: (m.plan.opening_utc, m.number))
    return ShiftFacts(
        now_utc,
        tuple(alarm for alarm in alarms if alarm.is_open),
        tuple(ledger.outages.outages.values()),
        tuple(ledger.alarms.windows.values()),
        ledger.meeting,
        ledger.floor,
        sheets,
        tuple(calendar),
        CalendarOverview(ledger.calendar, ledger.meeting, booking.settings, technicians),
        _unclean(ledger.care.rooms(() if network is None else network.care), now_utc, booking.zone),
        is_live=False,
    )


def _unclean(rooms: Iterable[RoomCleaning], now_utc: float, zone: str) -> tuple[str, ...]:
    today = datetime.fromtimestamp(now_utc, ZoneInfo(zone)).date()
    return tuple(room.site_id for room in rooms if room.is_overdue(today))
