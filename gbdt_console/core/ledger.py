"""Fold the journal: decisions and last known states, from events alone."""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Self, cast

from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmEvent, AlarmRaised, MaintenanceEnded, MaintenancePlanned
from gbdt_console.core.alarms.json_form import book_data, book_of
from gbdt_console.core.checklist.events import ChecklistEvent
from gbdt_console.core.checklist.sheet import ChecklistBook, Sheet, sheet_id_of
from gbdt_console.core.conference.attendance import Attendance, AttendanceEvent
from gbdt_console.core.conference.floor import Floor, floor_data, floor_from, floor_of
from gbdt_console.core.conference.floor_events import FloorEvent, SiteExcused
from gbdt_console.core.events import (
    BlindnessBegan,
    BlindnessEnded,
    BlipSeen,
    Checkpoint,
    ClockJumped,
    DeviceFaultChanged,
    DeviceIdentified,
    EngineStarted,
    Event,
    IdentityChanged,
    MeetingClosedSet,
    MeetingEnded,
    MeetingEndMoved,
    MeetingStarted,
    PointChanged,
)
from gbdt_console.core.frame.events import FrameEvent
from gbdt_console.core.frame.frame import Frame, frame_data, frame_from
from gbdt_console.core.frame.saved import SavedLayoutEvent, SavedLayouts
from gbdt_console.core.handover.shift import Shift, ShiftTakenOver, shift_data, shift_from, shift_of
from gbdt_console.core.journal_events import EntriesLost, JournalReplaced, lost_from, replaced_from
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.events import CalendarEvent
from gbdt_console.core.meetings.meeting import Meeting, MeetingSpan, meeting_from, span_from
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.outages import json_form as outage_json
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.outages.contract_events import ContractEvent, LineAvailable, LineUnavailable
from gbdt_console.core.outages.events import OutageEvent
from gbdt_console.core.profiles.events import ProfileApplied, ProfileEvent
from gbdt_console.core.profiles.run import ProfileRun
from gbdt_console.core.resource_ids import site_of_line
from gbdt_console.core.room_cleaning.events import CleaningEvent
from gbdt_console.core.room_cleaning.rooms import CleaningBook
from gbdt_console.core.rooms.preset_book import PresetBook
from gbdt_console.core.rooms.preset_events import PresetEvent, PresetNamed
from gbdt_console.core.shutdown.events import ShutdownEvent, ShutdownOpened
from gbdt_console.core.shutdown.record import ShutdownBook
from gbdt_console.core.technicians.events import TechnicianEvent
from gbdt_console.core.technicians.roster import TechnicianBook

_Preparation = (
    CalendarEvent
    | ChecklistEvent
    | ShutdownEvent
    | PresetEvent
    | TechnicianEvent
    | ShiftTakenOver
    | CleaningEvent
)


@dataclass(slots=True)
class Ledger:
    """The fold of all events, applied in order.

    Two folds of the same events are equal.

    meeting: the running meeting; None where there is none
    last_held: when and where the running or else the last meeting was held; None before the first
    meetings_held: meetings that have ended
    fingerprint: fingerprint of the last configuration
    points: each target's last state, and UTC seconds since when
    returns: when each target last answered again after its room was done in the newest shutdown, UTC seconds
    faults: each device's last fault; devices without one are left out
    identities: each device's last reported identity, by device id and metric
    alarms: the fold of alarm events
    floor: the fold of floor events
    frame: the fold of frame events of the running meeting
    saved_layouts: the fold of the events of named layouts
    attendance: the fold of attendance events of the running meeting
    profile: the fold of the last application of a profile in the running meeting
    outages: the fold of outage events
    contract: the fold of the contract clock's events
    calendar: the fold of the events of registered meetings
    checklists: the fold of checklist events
    shutdowns: the fold of shutdown events
    presets: the fold of preset events
    technicians: the fold of the events of technicians
    shift: the shift that was taken over last; None before the first
    care: the fold of the events of the care of rooms
    replaced: how this journal replaced another one, until an alarm says so; else None
    lost: acknowledged entries that were missing from the files, until an alarm says so; else None
    """

    meeting: Meeting | None = None
    last_held: MeetingSpan | None = None
    meetings_held: int = 0
    fingerprint: str = ""
    points: dict[str, tuple[str, float]] = field(default_factory=dict)
    returns: dict[str, float] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    identities: dict[str, dict[str, str]] = field(default_factory=dict)
    alarms: AlarmBook = field(default_factory=AlarmBook)
    floor: Floor = field(default_factory=Floor)
    frame: Frame = field(default_factory=Frame)
    saved_layouts: SavedLayouts = field(default_factory=SavedLayouts)
    attendance: Attendance = field(default_factory=Attendance)
    profile: ProfileRun = field(default_factory=ProfileRun)
    outages: OutageBook = field(default_factory=OutageBook)
    contract: ContractBook = field(default_factory=ContractBook)
    calendar: CalendarBook = field(default_factory=CalendarBook)
    checklists: ChecklistBook = field(default_factory=ChecklistBook)
    shutdowns: ShutdownBook = field(default_factory=ShutdownBook)
    presets: PresetBook = field(default_factory=PresetBook)
    technicians: TechnicianBook = field(default_factory=TechnicianBook)
    shift: Shift | None = None
    care: CleaningBook = field(default_factory=CleaningBook)
    replaced: JournalReplaced | None = None
    lost: EntriesLost | None = None

    def apply(self, event: Event | None) -> None:
        """Take one event; kinds without an effect on the present are ignored."""
        match event:
            case PointChanged():
                self.points[event.target] = (event.after, event.started_utc)
                if event.before == PointState.DOWN and self.shutdowns.is_done(event.target.partition(".")[0]):
                    self.returns[event.target] = event.started_utc
            case DeviceFaultChanged():
                self._set_fault(event)
            case MeetingStarted() | MeetingEnded() | MeetingEndMoved() | MeetingClosedSet():
                self._set_meeting(event)
            case EngineStarted():
                self.fingerprint = event.fingerprint
                self.contract.engine_started()
            case DeviceIdentified() | IdentityChanged():
                self._identify(event)
            case ClockJumped():
                self._move_clock(event.by_s)
            case Checkpoint():
                self._restore(Ledger.from_data(event.ledger))
            case JournalReplaced() | EntriesLost():
                self._note_loss(event)
            case _:
                self._fold(event)

    def guarding_sheets(self, now_utc: float) -> tuple[Sheet, ...]:
        """Return the closed sheets whose meeting is not over, UTC seconds: each is its meeting's lock."""
        return tuple(
            sheet
            for sheet in self.checklists.sheets.values()
            if sheet.closing is not None and self._is_not_over(sheet, now_utc)
        )

    def _is_not_over(self, sheet: Sheet, now_utc: float) -> bool:
        """Tell whether the sheet's meeting runs or is still to come."""
        number = int(sheet.meeting_id) if sheet.meeting_id.isdigit() else 0
        registered = self.calendar.find(number)
        is_running = self.meeting is not None and sheet_id_of(self.meeting) == sheet.meeting_id
        is_ahead = now_utc < sheet.opening_utc
        return is_running or (is_ahead if registered is None else registered.is_open)

    def to_data(self) -> dict[str, Json]:
        """Return plain JSON values for a Checkpoint."""
        return {
            "meeting": None if self.meeting is None else cast(dict[str, Json], asdict(self.meeting)),
            "last_held": None if self.last_held is None else cast(dict[str, Json], asdict(self.last_held)),
            "meetings_held": self.meetings_held,
            "fingerprint": self.fingerprint,
            "points": {target: list(state) for target, state in sorted(self.points.items())},
            "returns": dict(sorted(self.returns.items())),
            "faults": dict(sorted(self.faults.items())),
            "identities": {device: dict(values) for device, values in sorted(self.identities.items())},
            "alarms": book_data(self.alarms),
            "floor": floor_data(self.floor),
            "frame": frame_data(self.frame),
            "saved_layouts": self.saved_layouts.to_data(),
            "attendance": self.attendance.to_data(),
            "profile": self.profile.to_data(),
            "outages": outage_json.book_data(self.outages),
            "contract": self.contract.to_data(),
            "calendar": self.calendar.to_data(),
            "checklists": self.checklists.to_data(),
            "shutdowns": self.shutdowns.to_data(),
            "presets": self.presets.to_data(),
            "technicians": self.technicians.to_data(),
            "shift": shift_data(self.shift),
            "care": self.care.to_data(),
            "replaced": None if self.replaced is None else asdict(self.replaced),
            "lost": None if self.lost is None else asdict(self.lost),
        }

    @classmethod
    def from_data(cls, data: dict[str, Json]) -> Self:
        """Read the values of `to_data`."""
        meeting = cast(dict[str, Json] | None, data["meeting"])
        points = cast(dict[str, list[Json]], data["points"])
        held = cast(dict[str, Json] | None, data.get("last_held"))
        return cls(
            meeting=None if meeting is None else meeting_from(meeting),
            last_held=None if held is None else span_from(held),
            meetings_held=cast(int, data["meetings_held"]),
            fingerprint=cast(str, data["fingerprint"]),
            points={t: (cast(str, s), cast(float, since)) for t, (s, since) in points.items()},
            returns=cast(dict[str, float], dict(cast(dict[str, Json], data.get("returns", {})))),
            faults=cast(dict[str, str], dict(cast(dict[str, Json], data["faults"]))),
            identities=cast(dict[str, dict[str, str]], data.get("identities", {})),
            alarms=book_of(cast(dict[str, Json], data.get("alarms", {}))),
            floor=floor_from(cast(dict[str, Json], data.get("floor", {}))),
            frame=frame_from(cast(dict[str, Json], data.get("frame", {}))),
            saved_layouts=SavedLayouts.from_data(cast(dict[str, Json], data.get("saved_layouts", {}))),
            attendance=Attendance.from_data(cast(dict[str, Json], data.get("attendance", {}))),
            profile=ProfileRun.from_data(cast(dict[str, Json], data.get("profile", {}))),
            outages=outage_json.book_of(cast(dict[str, Json], data.get("outages", {}))),
            contract=ContractBook.from_data(cast(dict[str, Json], data.get("contract", {}))),
            calendar=CalendarBook.from_data(cast(dict[str, Json], data.get("calendar", {}))),
            checklists=ChecklistBook.from_data(cast(list[Json], data.get("checklists", []))),
            shutdowns=ShutdownBook.from_data(cast(list[Json], data.get("shutdowns", []))),
            presets=PresetBook.from_data(cast(dict[str, Json], data.get("presets", {}))),
            technicians=TechnicianBook.from_data(cast(list[Json], data.get("technicians", []))),
            shift=shift_from(data.get("shift")),
            care=CleaningBook.from_data(cast(list[Json], data.get("care", []))),
            replaced=replaced_from(data.get("replaced")),
            lost=lost_from(data.get("lost")),
        )

    def _fold(self, event: Event | None) -> None:
        """Give an event to the fold of its feature."""
        if isinstance(event, AlarmEvent):
            self._apply_alarm(event)
        elif isinstance(event, FloorEvent | FrameEvent):
            self._apply_floor(event)
        elif isinstance(event, SavedLayoutEvent):
            self.saved_layouts = self.saved_layouts.apply(event)
        elif isinstance(event, AttendanceEvent):
            self.attendance = self.attendance.apply(event)
        elif isinstance(event, ProfileEvent):
            self._apply_profile(event)
        elif isinstance(event, OutageEvent):
            self.outages.apply(event)
        elif isinstance(event, _Preparation):
            self._fold_preparation(event)
        else:
            self._fold_contract(event)

    def _note_loss(self, event: JournalReplaced | EntriesLost) -> None:
        """Keep what is not in this journal until an alarm says so."""
        if isinstance(event, EntriesLost):
            self.lost = event if self.lost is None else event.and_before(self.lost)
        else:
            self.replaced = event
            self.contract.lacks_answers = True

    def _apply_alarm(self, event: AlarmEvent) -> None:
        """Take an event about alarms."""
        self.alarms.apply(event)
        if isinstance(event, AlarmRaised) and event.type == AlarmType.JOURNAL_REPLACED:
            self.replaced = None
        elif isinstance(event, AlarmRaised) and event.type == AlarmType.JOURNAL_LOST:
            self.lost = None
        elif isinstance(event, MaintenancePlanned | MaintenanceEnded):
            self.contract.apply(event)

    def _apply_floor(self, event: FloorEvent | FrameEvent) -> None:
        """Take an event about the floor or the pictures."""
        if isinstance(event, FrameEvent):
            self.frame = self.frame.apply(event)
        else:
            self.floor = self.floor.apply(event)
            if isinstance(event, SiteExcused):
                self.attendance = self.attendance.apply(event)
            self.frame = self.frame.floor_changed(event)

    def _apply_profile(self, event: ProfileEvent) -> None:
        """Take an event about a profile; that of a meeting which has ended is ignored."""
        if self.meeting is None:
            return
        if isinstance(event, ProfileApplied):
            if event.meeting != self.meeting.id:
                return
            self.meeting = replace(self.meeting, profile_id=event.profile)
        self.profile = self.profile.apply(event)

    def _fold_preparation(self, event: _Preparation) -> None:
        """Give an event about what comes before and after a meeting to its fold.

        A preset's name of another meeting than the running one holds nowhere.
        """
        running = "" if self.meeting is None else self.meeting.id
        if isinstance(event, CalendarEvent):
            self.calendar.apply(event)
        elif isinstance(event, ChecklistEvent):
            self.checklists.apply(event)
        elif isinstance(event, ShutdownEvent):
            self.shutdowns.apply(event)
            if isinstance(event, ShutdownOpened):
                self.returns = {}
        elif isinstance(event, TechnicianEvent):
            self.technicians.apply(event)
        elif isinstance(event, ShiftTakenOver):
            self.shift = shift_of(event)
        elif isinstance(event, CleaningEvent):
            self.care.apply(event)
        elif not isinstance(event, PresetNamed) or event.meeting == running:
            self.presets.apply(event)

    def _fold_contract(self, event: Event | None) -> None:
        """Give an event to the contract clock's fold."""
        match event:
            case BlipSeen() if (site_id := site_of_line(event.target)) is not None:
                self.contract.blip_seen(site_id, event.started_utc)
            case BlindnessBegan():
                self.contract.blindness_began(event.started_utc)
            case BlindnessEnded():
                self.contract.blindness_ended(event.lasted_s)
            case event if isinstance(event, ContractEvent):
                self.contract.apply(event)
                if isinstance(event, LineUnavailable | LineAvailable):
                    self.outages.note_unavailable(event)

    def _restore(self, other: "Ledger") -> None:
        for name in (item.name for item in fields(self)):
            setattr(self, name, getattr(other, name))

    def _move_clock(self, by_s: float) -> None:
        """Shift the begin of present states, so that their durations stay."""
        self.points = {target: (state, since + by_s) for target, (state, since) in self.points.items()}
        self.alarms.shift(by_s)
        self.outages.shift(by_s)
        self.profile = self.profile.shifted(by_s)
        self.presets.shift(by_s)
        self.last_held = None if self.last_held is None else self.last_held.shifted(by_s)
        if self.floor.since_utc is not None:
            self.floor = replace(self.floor, since_utc=self.floor.since_utc + by_s)

    def _set_fault(self, event: DeviceFaultChanged) -> None:
        if event.fault:
            self.faults[event.device] = event.fault
        else:
            self.faults.pop(event.device, None)

    def _identify(self, event: DeviceIdentified | IdentityChanged) -> None:
        values = event.said if isinstance(event, DeviceIdentified) else {event.what: event.after}
        self.identities.setdefault(event.device, {}).update(values)

    def _set_meeting(self, event: MeetingStarted | MeetingEnded | MeetingEndMoved | MeetingClosedSet) -> None:
        if isinstance(event, MeetingStarted):
            self.meeting = meeting_of(event)
            self.last_held = MeetingSpan(
                self.meeting.sites, event.at_utc, meeting_id=sheet_id_of(self.meeting)
            )
            from_utc = max(event.opening_utc, event.at_utc)
            self.attendance, self.profile = Attendance(from_utc=from_utc), ProfileRun()
            self.presets.meeting_changed()
            isolated, legs = self.floor.isolated, self.floor.isolated_legs
            self.floor = replace(floor_of(self.meeting), isolated=isolated, isolated_legs=legs)
            self.calendar.start(event.registration, event.meeting, event.at_utc)
            self.frame = Frame()
        elif self.meeting is None or self.meeting.id != event.meeting:
            return
        elif isinstance(event, MeetingClosedSet):
            self.meeting = replace(self.meeting, is_closed=event.is_on)
            self.calendar.set_closed(event.meeting, is_closed=event.is_on)
        elif isinstance(event, MeetingEndMoved):
            self.meeting = replace(self.meeting, end_utc=event.end_utc)
            self.calendar.move_end(event.meeting, event.end_utc)
        else:
            self.meeting = None
            self.floor, self.frame, self.attendance = Floor(), Frame(), Attendance()
            self.profile = ProfileRun()
            self.presets.meeting_changed()
            if self.last_held is not None:
                self.last_held = replace(self.last_held, ended_utc=event.at_utc)
            self.meetings_held += 1
            self.calendar.end(event.meeting, event.at_utc)


def meeting_of(event: MeetingStarted) -> Meeting:
    """Return the meeting that an event started."""
    return Meeting(
        event.meeting,
        event.title,
        event.chair_site,
        event.opening_utc,
        event.end_utc,
        tuple(event.running_order),
        is_closed=event.is_closed,
        upper_site_id=event.upper_site,
        registration=event.registration,
        sites=tuple(event.sites),
        profile_id=event.profile,
    )
