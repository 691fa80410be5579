"""Makes the Snapshot that the fold of a journal gives: what was decided and recorded, nothing measured."""

from collections.abc import Iterator
from dataclasses import replace

from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.order import most_urgent_first
from gbdt_console.core.booking import Booking
from gbdt_console.core.carriers import node_names
from gbdt_console.core.checklist.guarding import guarding_sheets
from gbdt_console.core.checklist.sheet import ChecklistBook
from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.checklist.view import recorded_view as recorded_checklist
from gbdt_console.core.clock_sync import ClockBook
from gbdt_console.core.conference.attendance import Attendance
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.guests.guest import GuestBook
from gbdt_console.core.handover.shift import ShiftBook
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.newest_sheets import newest_here
from gbdt_console.core.notify.book import MessageBook
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.profiles.run import ProfileRun
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.recordings.recording import RecordingBook
from gbdt_console.core.register.book import RegisterBook
from gbdt_console.core.room_cleaning.rooms import CleaningBook
from gbdt_console.core.shutdown.owed import OwedShutdowns
from gbdt_console.core.shutdown.record import ShutdownBook
from gbdt_console.core.shutdown.view import recorded_view as recorded_shutdown
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import REPLAYED, ConferencePart, Snapshot
from gbdt_console.core.technicians.roster import TechnicianBook
from gbdt_console.core.units import Utc


def recorded_snapshot(ledger: Ledger, network: Network | None, at_utc: Utc) -> Snapshot:
    """Return what the journal says at a moment; views of sites and pictures are added by a replay.

    network: gives names, rules and people; None where sites.yaml is rejected
    """
    parts = tuple(_parts(ledger, network, at_utc))
    snapshot = Snapshot(
        epoch=REPLAYED,
        version=0,
        at_s=0.0,
        at_utc=at_utc,
        network="",
        sites=(),
        language="",
        clock=ledger[ClockBook].state,
        alarms=tuple(sorted(ledger[AlarmBook].alarms.values(), key=most_urgent_first)),
        windows=ledger[AlarmBook].work,
        outages=ledger[OutageBook].shown,
        calendar=ledger[CalendarBook].shown,
        series=ledger[CalendarBook].shown_series,
        technicians=ledger[TechnicianBook].roster(() if network is None else network.technicians),
        care=ledger[CleaningBook].rooms(() if network is None else network.care),
        shift=ledger[ShiftBook].last,
        recordings=ledger[RecordingBook].shown,
        guests=tuple(ledger[GuestBook].guests.values()),
        owed_shutdowns=tuple(ledger[OwedShutdowns].owed.values()),
        register=tuple(ledger[RegisterBook].entries.values()),
        messages=ledger[MessageBook].shown,
    ).showing(parts[0], parts)
    if network is None:
        return snapshot
    return replace(
        snapshot,
        network=network.short_name,
        language=network.language,
        booking=Booking.of(network),
        profiles=network.profiles,
        nodes=node_names(network.upstreams.values()),
    )


def _parts(ledger: Ledger, network: Network | None, at_utc: Utc) -> Iterator[ConferencePart]:
    """Yield what the journal says of each conference, of the first one first."""
    names = {} if network is None else {one.id: one.name for one in network.conferences}
    for conference in dict.fromkeys(("", *names, *ledger.conferences)):
        seen = ledger.at(conference)
        meeting, attendance = seen[MeetingsHeld].running, seen[Attendance]
        shutdown = newest_here(seen, seen[ShutdownBook].records)
        hosted = "" if meeting is None else meeting.hosted
        has_mcu = network is None or bool(conference) or network.centre.mcu is not None or bool(hosted)
        yield ConferencePart(
            conference,
            names.get(conference, conference),
            None if meeting is None else meeting.without_closed_title(),
            attendance.listed,
            attendance.from_utc,
            attendance.untold,
            ConferenceView(None, None, 0.0, floor=seen[Floor], hosted=hosted) if has_mcu else None,
            profile=_profile(seen),
            checklist=_checklist(seen, network, at_utc),
            shutdown=None if shutdown is None else recorded_shutdown(shutdown),
        )


def _checklist(ledger: Ledger, network: Network | None, at_utc: Utc) -> ChecklistView | None:
    sheet = newest_here(ledger, ledger[ChecklistBook].sheets)
    if sheet is None:
        return None
    sites = sheet.sites if network is None else [site.id for site in network.sites]
    view = recorded_checklist(sheet, sites, ledger[LastStates].fingerprint)
    return view if sheet in guarding_sheets(ledger, at_utc) else replace(view, unaccepted=None)


def _profile(ledger: Ledger) -> ProfileView | None:
    meeting, run = ledger[MeetingsHeld].running, ledger[ProfileRun]
    if meeting is None or not meeting.profile_id:
        return None
    at_utc = run.at_utc if run.profile_id == meeting.profile_id else None
    return ProfileView(meeting.profile_id, at_utc, run.operator, steps=run.left_behind())
