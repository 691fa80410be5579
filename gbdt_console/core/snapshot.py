"""Define the Snapshot: all that is known at one moment."""

from collections.abc import Iterable
from dataclasses import fields, replace
from enum import StrEnum

from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, MaintenanceWindow
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.booking import NO_BOOKING, Booking
from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.conference.presence import SitePresence, Untold
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.frame.view import FrameView
from gbdt_console.core.guests.guest import Guest
from gbdt_console.core.handover.shift import Shift
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.placing import Unplaced, place_of
from gbdt_console.core.meetings.recurrence import Series
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.monitoring.blindness import AnchorDoubt, Blindness
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.pace import Slowed
from gbdt_console.core.monitoring.silence import Silence
from gbdt_console.core.notify.book import Message
from gbdt_console.core.outages.contract_month import LineMonth
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.people import OperatorName
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.recordings.recording import MeetingRecording
from gbdt_console.core.register.entry import RegisterEntry
from gbdt_console.core.resource_ids import CALLERS, MCU, MIXER, conference_of, kind_of
from gbdt_console.core.room_cleaning.rooms import RoomCleaning
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.shutdown.owed import OwedShutdown
from gbdt_console.core.shutdown.view import ShutdownView
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.standby.view import StandbyView
from gbdt_console.core.technicians.roster import SiteTechnicians
from gbdt_console.core.units import Utc


class Recording(StrEnum):
    """Whether the journal takes records."""

    WRITING = "writing"
    REFUSING = "refusing"


@dataclass(frozen=True, slots=True)
class Control:
    """The client that holds control; all fields are empty where none does."""

    client_id: str = ""
    operator: str = ""
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class ConferencePart:
    """What a Snapshot holds of one conference; the fields are those of a Snapshot.

    conference_id: id of the conference; empty for the first one
    """

    conference_id: str = ""
    conference_name: str = ""
    meeting: Meeting | None = None
    attendance: tuple[SitePresence, ...] = ()
    attended_from_utc: Utc = 0.0
    attendance_untold: Untold = ()
    conference: ConferenceView | None = None
    frame: FrameView | None = None
    profile: ProfileView | None = None
    checklist: ChecklistView | None = None
    shutdown: ShutdownView | None = None

    @property
    def is_in_use(self) -> bool:
        """Whether there is anything to be seen of a meeting there: it runs, is prepared or was held."""
        return not self.conference_id or any((self.meeting, self.checklist, self.shutdown))

    def takes_part(self, site_id: str) -> bool:
        """Tell whether a site belongs to its running meeting."""
        return self.meeting is not None and self.meeting.takes_part(site_id)


_PART = tuple(field.name for field in fields(ConferencePart))


REPLAYED = "replay"
"""The epoch of all Snapshots that are folded from a journal."""
_NO_LOAD = AlarmLoad()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole network at one moment.

    epoch: id of the engine's run, or REPLAYED; versions compare only within one epoch
    language: language of the configuration, 'vi' or 'en'; empty where none can be read
    blind: reason why the console cannot observe; None where it can
    anchor_doubt: why the silent anchors' addresses may be wrong; None where nothing says so
    withheld: why this engine gives no orders; None where it does
    clock: whether something keeps the machine's clock right
    alarms: all open alarms, most urgent first
    alarm_load: how many alarms were raised lately
    windows: planned work, coming or under way
    outages: open outage records in order of number, then the last ended ones, newest first
    contract: this month of each line by its contract, in the order of `sites`
    calendar: the open registered meetings, soonest first, then the last past ones, latest first
    series: the recurring meetings
    booking: what registering a meeting needs to know of the network
    operators: the operators with a PIN, whom a console can be handed over to
    attendance: how each site attended the running meeting so far
    attended_from_utc: when that begins to count; 0 without a meeting
    attendance_untold: when nobody saw who is in its conference
    frame: the pictures of the meeting; None where no configured device shows any
    profiles: the conference profiles of sites.yaml, in the order of the file
    technicians: the technicians of each site that has any, and of the centre
    care: the care of each room of which anything is known
    shift: the shift that was taken over last; None before the first
    recordings: the last recordings of meetings, newest first
    guests: the last expected guests of meetings, oldest first
    owed_shutdowns: the meetings that ended without a signed shutdown, oldest first
    register: the last entries of the register that count, oldest first
    silences: the sites that matter most now and have just fallen silent
    slowed: what is measured less often because the machine does not keep up; None where it does
    backup_utc: when the newest backup of the records was taken; 0 where none is known
    standby: how this PC and the second one stand to each other; None where there is only this one
    messages: the waiting and the last other messages that leave the room, newest first
    nodes: the name of each carrier's node by its resource
    counters: the engine's own figures by code, such as late replies; for display only
    conference_id: id of the conference that is shown; empty for the first one
    conference_name: its name on screen; empty for the first one
    elsewhere: what is known of the conferences that are not shown
    """

    epoch: str
    version: int
    at_s: float
    at_utc: Utc
    network: str
    sites: tuple[SiteView, ...]
    language: str = "vi"
    meeting: Meeting | None = None
    control: Control = Control()
    recording: Recording = Recording.WRITING
    blind: Blindness | None = None
    anchor_doubt: AnchorDoubt | None = None
    withheld: Withheld | None = None
    clock: ClockSync = ClockSync.UNKNOWN
    is_simulated: bool = False
    alarms: tuple[Alarm, ...] = ()
    alarm_load: AlarmLoad = _NO_LOAD
    windows: tuple[MaintenanceWindow, ...] = ()
    outages: tuple[Outage, ...] = ()
    contract: tuple[LineMonth, ...] = ()
    calendar: tuple[Registration, ...] = ()
    series: tuple[Series, ...] = ()
    booking: Booking = NO_BOOKING
    operators: tuple[OperatorName, ...] = ()
    attendance: tuple[SitePresence, ...] = ()
    attended_from_utc: Utc = 0.0
    attendance_untold: Untold = ()
    conference: ConferenceView | None = None
    frame: FrameView | None = None
    profiles: tuple[Profile, ...] = ()
    profile: ProfileView | None = None
    rooms: tuple[RoomView, ...] = ()
    checklist: ChecklistView | None = None
    shutdown: ShutdownView | None = None
    technicians: tuple[SiteTechnicians, ...] = ()
    care: tuple[RoomCleaning, ...] = ()
    shift: Shift | None = None
    recordings: tuple[MeetingRecording, ...] = ()
    guests: tuple[Guest, ...] = ()
    owed_shutdowns: tuple[OwedShutdown, ...] = ()
    register: tuple[RegisterEntry, ...] = ()
    messages: tuple[Message, ...] = ()
    nodes: tuple[tuple[str, str], ...] = ()
    counters: tuple[tuple[str, int], ...] = ()
    conference_id: str = ""
    conference_name: str = ""
    elsewhere: tuple[ConferencePart, ...] = ()
    backup_utc: Utc = 0.0
    silences: tuple[Silence, ...] = ()
    standby: StandbyView | None = None
    slowed: Slowed | None = None

    @property
    def part(self) -> ConferencePart:
        """What is known of the conference that is shown."""
        return ConferencePart(**{name: getattr(self, name) for name in _PART})

    @property
    def parts(self) -> tuple[ConferencePart, ...]:
        """What is known of all conferences, of the first one first."""
        return tuple(sorted((self.part, *self.elsewhere), key=lambda part: bool(part.conference_id)))

    @property
    def running(self) -> dict[str, Meeting]:
        """The running meetings by their conferences' ids, that of the first conference first."""
        return {part.conference_id: part.meeting for part in self.parts if part.meeting is not None}

    @property
    def beside(self) -> tuple[ConferencePart, ...]:
        """The conferences that are not shown and have a running meeting."""
        return tuple(part for part in self.elsewhere if part.meeting is not None)

    def guest(self, number: int) -> Guest | None:
        """Return the expected guest of that number; None where there is none."""
        return next((one for one in self.guests if one.number == number), None)

    def meeting_beside(self, resource: str, site_id: str) -> Meeting | None:
        """Return the running meeting that is not shown, and to which a resource or its site belongs."""
        if site_id:
            if self.meeting is not None and self.meeting.takes_part(site_id):
                return None
            return next((one.meeting for one in self.beside if one.takes_part(site_id)), None)
        if not (kind_of(resource) in (MCU, MIXER) or resource.startswith(CALLERS)):
            return None
        place = conference_of(resource)
        return next((one.meeting for one in self.beside if one.conference_id == place), None)

    def seen_at(self, conference_id: str) -> "Snapshot":
        """Return the Snapshot that shows another conference; the same one where there is no such other."""
        shown = next((part for part in self.elsewhere if part.conference_id == conference_id), None)
        return self if shown is None else self.showing(shown, (self.part, *self.elsewhere))

    def at_meeting(self, named: str | None) -> "Snapshot":
        """Return the Snapshot that shows the meeting or the conference of a name; itself where none is meant.

        named: as in PlacedCommand, or the number of a registered meeting; None: the only running meeting
        """
        try:
            return self.seen_at(place_of(named, self.running, [part.conference_id for part in self.parts]))
        except Unplaced:
            found = next((one for one in self.calendar if str(one.number) == named), None)
            return self if found is None else self.seen_at(found.plan.conference)

    def showing(self, shown: ConferencePart, parts: Iterable[ConferencePart]) -> "Snapshot":
        others = tuple(part for part in parts if part.conference_id != shown.conference_id)
        return replace(self, elsewhere=others, **{name: getattr(shown, name) for name in _PART})

    @property
    def is_live(self) -> bool:
        """Whether a running engine gave it, and not a replay of its journal."""
        return self.epoch != REPLAYED

    def is_awaited(self, site: SiteView) -> bool:
        """Tell whether the site is silent and never answered: its address may be wrong.

        Never in a meeting, in which each lost site counts, nor where an open alarm says that it is lost.
        """
        if site.state is not PointState.DOWN or site.has_answered:
            return False
        if self.meeting is not None or any(part.meeting is not None for part in self.elsewhere):
            return False
        return site.alarm is None or not site.alarm.is_active

    def age_s(self, taken_s: float | None) -> float | None:
        """Return seconds from a monotonic time to this Snapshot, never negative."""
        return None if taken_s is None else max(0.0, self.at_s - taken_s)

    def is_fresh(self, taken_s: float | None, fresh_for_s: float) -> bool:
        """Tell whether a value taken then still counts."""
        return taken_s is not None and self.at_s - taken_s <= fresh_for_s
