"""Fold journal entries into the yearly review."""

from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.checklist.events import ChecklistEvent
from gbdt_console.core.conference.attendance import Attendance, ConferenceUntold
from gbdt_console.core.conference.presence import Presence, SitePresence
from gbdt_console.core.events import BlipSeen, EngineStarted, Entry, Event, MeetingEnded, MeetingStarted
from gbdt_console.core.meetings.book import WholeCalendarBook
from gbdt_console.core.meetings.events import CalendarEvent, MeetingChanged, OpinionGiven
from gbdt_console.core.meetings.held import meeting_of
from gbdt_console.core.meetings.meeting import held_from, meeting_of_sheet, sheet_id_of
from gbdt_console.core.meetings.registration import MeetingPlan
from gbdt_console.core.meetings.rules import days_before, is_notice_late
from gbdt_console.core.outages.contract_book import terms_of
from gbdt_console.core.outages.contract_clock import ContractTerms
from gbdt_console.core.outages.contract_events import ContractDayClosed
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.register.book import WholeRegister
from gbdt_console.core.register.entry import RegisterEntry
from gbdt_console.core.register.events import RegisterEvent
from gbdt_console.core.reports.checklists import ChecklistFold
from gbdt_console.core.reports.incidents import IncidentsFold
from gbdt_console.core.reports.outages.fold import OutagesFold
from gbdt_console.core.reports.whole_seconds import whole_entry
from gbdt_console.core.reports.year import MONTHS, MeetingInYear, ShutdownEnd, TimeChange, UnopenedMeeting
from gbdt_console.core.resource_ids import site_of_line
from gbdt_console.core.room_cleaning.events import CleaningEvent
from gbdt_console.core.room_cleaning.rooms import CleaningBook, RoomCleaning
from gbdt_console.core.shutdown.events import ShutdownEvent
from gbdt_console.core.shutdown.owed import OwedShutdown, OwedShutdowns
from gbdt_console.core.sites import Network
from gbdt_console.core.technicians.events import TechnicianEvent
from gbdt_console.core.technicians.roster import SiteTechnicians, TechnicianBook
from gbdt_console.core.units import Utc


@dataclass(slots=True)
class _Held:
    """Holds one meeting while it is folded."""

    event: MeetingStarted
    started_utc: Utc
    ended_utc: Utc | None = None
    seen: Attendance = field(default_factory=Attendance)


@dataclass(slots=True)
class YearFold:
    """Takes all journal entries in order."""

    year: int
    timezone: str
    from_utc: Utc = field(init=False)
    ends_utc: Utc = field(init=False)
    outages: OutagesFold = field(default_factory=OutagesFold, init=False)
    incidents: IncidentsFold = field(default_factory=IncidentsFold, init=False)
    terms: dict[str, ContractTerms] = field(default_factory=dict, init=False)
    blips: dict[str, list[int]] = field(default_factory=dict, init=False)
    opinions: list[OpinionGiven] = field(default_factory=list, init=False)
    _changes: list[tuple[MeetingChanged, MeetingPlan]] = field(default_factory=list, init=False)
    _register: WholeRegister = field(default_factory=WholeRegister, init=False)
    _held: dict[str, _Held] = field(default_factory=dict, init=False)
    _calendar: WholeCalendarBook = field(default_factory=WholeCalendarBook, init=False)
    _checklists: ChecklistFold = field(default_factory=ChecklistFold, init=False)
    _owed: OwedShutdowns = field(default_factory=OwedShutdowns, init=False)
    _shut_down: dict[str, ShutdownEnd] = field(default_factory=dict, init=False)
    _technicians: TechnicianBook = field(default_factory=TechnicianBook, init=False)
    _care: CleaningBook = field(default_factory=CleaningBook, init=False)
    _last_day: str = field(default="", init=False)

    def __post_init__(self) -> None:
        zone = ZoneInfo(self.timezone)
        self.from_utc = datetime(self.year, 1, 1, tzinfo=zone).timestamp()
        self.ends_utc = datetime(self.year + 1, 1, 1, tzinfo=zone).timestamp()

    def take(self, entry: Entry) -> None:
        entry = whole_entry(entry)
        event = entry.event
        self.outages.take(entry)
        self.incidents.take(entry)
        match event:
            case MeetingStarted():
                self._held[event.meeting] = _Held(event, event.at_utc or entry.at_utc)
            case MeetingEnded() if event.meeting in self._held:
                held = self._held[event.meeting]
                held.ended_utc = event.at_utc or entry.at_utc
                self._owed.end(meeting_of(held.event), event.conference, held.ended_utc)
            case EngineStarted() | ConferenceUntold():
                self._note_sight(event)
            case BlipSeen():
                self._note_blip(event)
            case ContractDayClosed():
                self._close_day(event)
            case _:
                self._take_duty(event)

    def _take_duty(self, event: Event | None) -> None:
        """Take an event about what is to be done for meetings, and at the sites."""
        if isinstance(event, RegisterEvent):
            self._register.apply(event)
        elif isinstance(event, CalendarEvent):
            self._take_calendar(event)
        elif isinstance(event, ChecklistEvent):
            self._checklists.take(event)
        elif isinstance(event, ShutdownEvent):
            self._shut_down |= {one.meeting_id: _end_of(one) for one in self._owed.take(event)}
        elif isinstance(event, CleaningEvent | TechnicianEvent) and event.day >= f"{self.year + 1:04}-":
            return  # what was done since is of the next review
        elif isinstance(event, CleaningEvent):
            self._care.apply(event)
        elif isinstance(event, TechnicianEvent):
            self._technicians.apply(event)

    def technicians(self, configured: Iterable[SiteTechnicians]) -> dict[str, SiteTechnicians]:
        return {site.site_id: site for site in self._technicians.roster(configured)}

    def rooms(self, configured: Iterable[RoomCleaning]) -> dict[str, RoomCleaning]:
        return {room.site_id: room for room in self._care.rooms(configured)}

    def meetings(self, network: Network, until_utc: Utc) -> Iterator[MeetingInYear]:
        """Yield the meetings that were started before `until_utc`, UTC seconds, in their order."""
        everyone = tuple(site.id for site in network.sites)
        for held in self._held.values():
            if not self.from_utc <= held.started_utc < until_utc:
                continue
            event, sheet_id = held.event, sheet_id_of(meeting_of(held.event))
            registration = self._calendar.find(event.registration) if event.registration else None
            ended_utc = until_utc if held.ended_utc is None else held.ended_utc
            from_utc = held_from(held.started_utc, event.opening_utc, ended_utc)
            yield MeetingInYear(
                event.registration,
                event.meeting,
                "" if registration is None else registration.plan.host,
                from_utc,
                max(0.0, ended_utc - from_utc),
                tuple(event.sites) or everyone,
                registration is not None and is_notice_late(registration, network.meetings),
                self._checklists.of(sheet_id, until_utc),
                "" if registration is None else registration.plan.host_name,
                None if held.ended_utc is None else self._shut_down.get(sheet_id, ShutdownEnd.MISSING),
                tuple(event.sites) or everyone
                if registration is None
                else registration.sites_without_carrier,
                SitePresence("")
                .between(from_utc, max(from_utc, ended_utc), held.seen.untold)
                .seconds.get(Presence.UNKNOWN, 0.0),
            )

    def changes(self, days: int) -> Iterator[TimeChange]:
        """Yield the changed times of which hosts told in the year; `days` before an opening is in time."""
        for event, before in self._changes:
            told_utc, after = event.notice_utc, event.plan
            if self.from_utc <= told_utc < self.ends_utc:
                is_late = min(days_before(plan, told_utc) for plan in (before, after)) < days
                yield TimeChange(
                    event.number,
                    after.host,
                    after.host_name,
                    before.opening,
                    after.opening,
                    told_utc,
                    is_late,
                )

    def unopened(self, until_utc: Utc) -> Iterator[UnopenedMeeting]:
        """Yield the meetings that were to open in the year and to be over by then, and were not begun."""
        begun = {held.event.registration for held in self._held.values()}
        is_over = until_utc >= self.ends_utc
        for one in (*self._calendar.past.values(), *self._calendar.meetings.values()):
            plan = one.plan
            is_past = self.from_utc <= plan.opening_utc < until_utc and (is_over or plan.end_utc <= until_utc)
            if is_past and one.cancelled_utc is None and one.number not in begun:
                yield UnopenedMeeting(one.number, plan.host, plan.host_name, plan.opening_utc)

    def register(self) -> list[RegisterEntry]:
        """Return the entries about days of the year, those entered after it too."""
        return [one for one in self._register.entries.values() if one.day.startswith(f"{self.year:04}-")]

    def _take_calendar(self, event: CalendarEvent) -> None:
        before = self._calendar.find(event.number)
        match event:
            case OpinionGiven() if self.from_utc <= event.at_utc < self.ends_utc:
                self.opinions.append(event)
            case MeetingChanged() if before is not None and not before.plan.is_same_time(event.plan):
                self._changes.append((event, before.plan))
        self._calendar.apply(event)

    def _note_sight(self, event: EngineStarted | ConferenceUntold) -> None:
        """Note of the running meetings since when nobody, or somebody again, sees who is in them."""
        for held in self._held.values():
            is_its = isinstance(event, EngineStarted) or event.conference == held.event.conference
            if held.ended_utc is None and is_its:
                held.seen = held.seen.apply(event)

    def _note_blip(self, event: BlipSeen) -> None:
        site_id = site_of_line(event.target)
        if site_id is not None and self.from_utc <= event.started_utc < self.ends_utc:
            month = datetime.fromtimestamp(event.started_utc, ZoneInfo(self.timezone)).month
            self.blips.setdefault(site_id, [0] * MONTHS)[month - 1] += 1

    def _close_day(self, event: ContractDayClosed) -> None:
        """Add a day of the year; one that is not later than the last was added before."""
        if event.day.startswith(f"{self.year:04}-") and event.day > self._last_day:
            self._last_day = event.day
            for site_id, values in event.lines.items():
                self.terms.setdefault(site_id, ContractTerms()).add(terms_of(values))


def _end_of(signed: OwedShutdown) -> ShutdownEnd:
    """Return how a shutdown was signed: of its own meeting, or of a later one."""
    if signed.left_on:
        return ShutdownEnd.LEFT
    is_own = meeting_of_sheet(signed.record_id) == signed.meeting_id
    return ShutdownEnd.VERIFIED if is_own else ShutdownEnd.CARRIED
