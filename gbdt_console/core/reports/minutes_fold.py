"""Fold journal entries into the facts of one meeting's minutes."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.attendance_sheet import AttendanceFold, AttendanceSheet
from gbdt_console.core.checklist.events import ChecklistEvent
from gbdt_console.core.closed_titles import ClosedTitles
from gbdt_console.core.conference.attendance import ConferenceUntold
from gbdt_console.core.conference.call_measured import CallMeasured
from gbdt_console.core.events import (
    Entry,
    Event,
    MeetingClosedSet,
    MeetingEnded,
    MeetingEndMoved,
    MeetingStarted,
)
from gbdt_console.core.guests.events import GuestEvent
from gbdt_console.core.guests.guest import GuestBook
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.events import CalendarEvent
from gbdt_console.core.meetings.held import meeting_of
from gbdt_console.core.meetings.meeting import sheet_id_of
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.outages.events import OutageEvent
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.recordings.events import RecordingEvent
from gbdt_console.core.recordings.recording import MeetingRecording, RecordingBook
from gbdt_console.core.reports.beside import MeetingsBeside
from gbdt_console.core.reports.checklists import ChecklistFold
from gbdt_console.core.reports.incidents import IncidentsFold
from gbdt_console.core.reports.minutes import JournalEnd, MinutesFacts
from gbdt_console.core.reports.other_texts import with_texts
from gbdt_console.core.reports.outages.fold import OutagesFold
from gbdt_console.core.reports.turns import TurnsFold
from gbdt_console.core.reports.whole_seconds import whole_entry, whole_s
from gbdt_console.core.shutdown.events import ShutdownEvent
from gbdt_console.core.shutdown.record import Shutdown, ShutdownBook
from gbdt_console.core.units import Utc

_NO_WORDS = dict.fromkeys(("reason", "note", "text", "words"), "")
"""Event fields that hold what a person typed; those of a closed meeting stay in the journal."""


@dataclass(frozen=True, slots=True)
class MeetingRef:
    """Names the meeting that a report is about; without both it is the one that was started last.

    registration: number of the registered meeting; 0 where it is named otherwise
    meeting_id: id of the meeting; empty where it is named otherwise
    """

    registration: int = 0
    meeting_id: str = ""

    def is_meant(self, event: MeetingStarted) -> bool:
        """Tell whether that start is the meeting's."""
        if self.registration:
            return event.registration == self.registration
        return self.meeting_id in ("", event.meeting)


class MinutesFold:
    """Takes all journal entries in order and keeps what the minutes of one meeting need."""

    def __init__(self, ref: MeetingRef) -> None:
        self._ref = ref
        self._attendance: AttendanceFold | None = None
        self._started_utc = 0.0
        self._is_running = False
        self._registration: Registration | None = None
        self._number = 0
        self._sheet_id = ""
        self._turns = TurnsFold("")
        self._acts: list[Entry] = []
        self._calendar = CalendarBook()
        self._checklists = ChecklistFold()
        self._outages = OutagesFold()
        self._incidents = IncidentsFold()
        self._shutdowns = ShutdownBook()
        self._shutdown: Shutdown | None = None
        self._titles = ClosedTitles()
        self._beside = MeetingsBeside()
        self._recordings = RecordingBook()
        self._guests = GuestBook()
        self._meeting_id = ""
        self._calls: list[CallMeasured] = []

    def take(self, entry: Entry) -> None:
        """Take the next entry, with its times cut to the second."""
        entry = whole_entry(entry)
        self._titles.learn((entry,))
        self._outages.take(entry)
        self._incidents.take(entry)
        event = entry.event
        self._beside.take(event)
        if isinstance(event, MeetingStarted):
            self._start(event, entry)
        elif isinstance(event, CalendarEvent | MeetingEnded | MeetingEndMoved | MeetingClosedSet):
            self._note_calendar(event, entry)
        elif isinstance(event, ChecklistEvent):
            self._checklists.take(event)
        elif isinstance(event, ShutdownEvent):
            self._note_shutdown(event)
        elif isinstance(event, RecordingEvent):
            self._recordings.apply(event)
        elif isinstance(event, GuestEvent):
            self._guests.apply(event)
        elif isinstance(event, CallMeasured) and event.meeting == self._meeting_id:
            self._calls.append(event)
        if self._is_running and self._attendance is not None and not self._is_of_another(event):
            self._attendance.take(entry)
            self._turns.take(entry)
            if entry.actor and not isinstance(event, ConferenceUntold):  # a start tells it, no person does
                self._acts.append(entry)
            self._is_running = not isinstance(event, MeetingEnded)

    def _is_of_another(self, event: Event | None) -> bool:
        """Tell whether an event belongs to a meeting that runs beside this one."""
        sites: Sequence[str] = ()
        if isinstance(event, OutageEvent):
            outage = self._outages.records.get(event.number)
            sites = () if outage is None else outage.sites
        return self._beside.have(event, sites)

    def facts(self, site_ids: Sequence[str], end: JournalEnd, now_utc: Utc) -> MinutesFacts | None:
        """Return the facts; None where the meeting was never started.

        site_ids: ids of all sites, in order; those of the meeting are taken
        now_utc: end of the minutes while the meeting runs
        """
        sheet = None if self._attendance is None else self._attendance.sheet(site_ids, whole_s(now_utc))
        if sheet is None:
            return None
        from_utc, until_utc = sheet.from_utc, sheet.until_utc
        registration = None if self._registration is None else self._registration.without_closed_words()
        return MinutesFacts(
            end,
            replace(sheet, meeting=sheet.meeting.without_closed_title()),
            self._started_utc,
            registration,
            self._checklists.of(self._sheet_id, now_utc),
            self._turns.turns(from_utc, until_utc),
            tuple(
                one
                for one in self._outages.between(from_utc, until_utc)
                if not self._beside.have_sites(one.sites)
            ),
            tuple(
                one
                for one in self._incidents.between(from_utc, until_utc, room_from_utc=self._started_utc)
                if not self._beside.have_incident(one)
            ),
            self._hidden_acts(sheet),
            self._shutdown,
            self._recordings_of(sheet),
            self._guests.of(self._sheet_id),
            tuple(self._calls),
        )

    def _start(self, event: MeetingStarted, entry: Entry) -> None:
        at_utc = event.at_utc or entry.at_utc
        self._calendar.start(event.registration, event.meeting, at_utc)
        if not self._ref.is_meant(event):
            self._is_running = self._is_running and event.conference != self._beside.conference
            return
        self._is_running = True
        self._beside.begin(event)
        self._attendance, self._turns, self._acts = AttendanceFold(), TurnsFold(event.chair_site), []
        self._started_utc, self._number = at_utc, event.registration
        self._registration = self._calendar.find(event.registration)
        self._sheet_id = sheet_id_of(meeting_of(event))
        self._calls = self._calls if event.meeting == self._meeting_id else []
        self._meeting_id = event.meeting
        self._shutdown = None

    def _note_calendar(
        self, event: CalendarEvent | MeetingEnded | MeetingEndMoved | MeetingClosedSet, entry: Entry
    ) -> None:
        match event:
            case MeetingEnded():
                self._calendar.follow(replace(event, at_utc=event.at_utc or entry.at_utc))
            case MeetingEndMoved() | MeetingClosedSet():
                self._calendar.follow(event)
            case _:
                self._calendar.apply(event)
        if self._number:
            self._registration = self._calendar.find(self._number) or self._registration

    def _recordings_of(self, sheet: AttendanceSheet) -> tuple[MeetingRecording, ...]:
        """Return what ran in the meeting; one that began before any meeting counts too."""
        return tuple(
            one
            for one in self._recordings.recordings.values()
            if one.meeting_id in ("", sheet.meeting.id)
            and one.began_utc <= sheet.until_utc
            and (one.ended_utc is None or one.ended_utc >= sheet.from_utc)
        )

    def _note_shutdown(self, event: ShutdownEvent) -> None:
        self._shutdowns.apply(event)
        if self._sheet_id and event.meeting == self._sheet_id:
            self._shutdown = self._shutdowns.records.get(event.meeting, self._shutdown)

    def _hidden_acts(self, sheet: AttendanceSheet) -> tuple[Entry, ...]:
        """Return what operators did; in a closed meeting without what they typed."""
        acts = tuple(self._titles.hide(entry) for entry in self._acts)
        return tuple(with_texts(entry, _NO_WORDS) for entry in acts) if sheet.meeting.is_closed else acts
