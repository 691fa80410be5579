"""Define the facts of one meeting's technical minutes."""

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.attendance_sheet import AttendanceSheet
from gbdt_console.core.checklist.sheet import Change
from gbdt_console.core.clock_sync import ClockStood
from gbdt_console.core.conference.call_measured import CallMeasured
from gbdt_console.core.events import Entry
from gbdt_console.core.guests.guest import Guest
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.recordings.recording import MeetingRecording
from gbdt_console.core.shutdown.record import Shutdown
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class JournalEnd:
    """Names the last journal entry that a report was folded from.

    seq: its number; 0 for an empty journal
    hash: the chain's hash at it, 64 hexadecimal digits; empty for an empty journal
    clock: how the machine's clock stood last; None where no entry tells
    """

    seq: int = 0
    hash: str = ""
    at_utc: Utc = 0.0
    clock: ClockStood | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """Holds one stretch of a turn with one picture.

    bus: who saw it: the branches or the chair's room
    shot: the picture as its device confirmed it (core/frame/shown.py), or as it was asked for where none did
    is_ordered: an operator asked for it from this console
    """

    bus: Bus
    shot: Shot
    from_utc: Utc
    until_utc: Utc
    is_ordered: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """Holds one stretch with the same speaker; the turns of a meeting leave no gap.

    is_chair: nobody else had the floor, so the chair led
    shown: the pictures on air in it, by begin
    """

    site_id: str
    is_chair: bool
    from_utc: Utc
    until_utc: Utc
    shown: tuple[Shown, ...] = ()

    @property
    def lasted_s(self) -> float:
        return self.until_utc - self.from_utc


@dataclass(frozen=True, slots=True)
class Incident:
    """Holds one stretch of an alarm about a microphone, a caller or a call.

    site_id: id of its site; empty for a caller that is no site
    caller: number and name of the caller, as it gave them; empty for a site
    conference: id of the conference of a caller; empty for the first one, and for a site
    """

    number: int
    type: str
    site_id: str
    caller: str
    from_utc: Utc
    until_utc: Utc | None = None
    conference: str = ""

    def within_s(self, from_utc: Utc, until_utc: Utc) -> float:
        """Return how much of it lies between two times, seconds."""
        ends = until_utc if self.until_utc is None else min(self.until_utc, until_utc)
        return max(0.0, ends - max(self.from_utc, from_utc))


@dataclass(frozen=True, slots=True)
class SiteChecked:
    """Holds how one site came through the checklist.

    signed_utc: its last signature before the closing; None without one
    late_s: seconds from the deadline to that signature; None in time or without one
    passed: checks that a measurement proved at the closing; the same of a sheet never closed is not known
    signed: checks that a person had signed at the closing
    unknown: checks that nothing proved at the closing
    is_late: a check was signed after the deadline, or never
    """

    site_id: str
    signed_utc: Utc | None
    late_s: float | None
    passed: int = 0
    signed: int = 0
    faulty: int = 0
    unknown: int = 0
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """Holds the checklist before the meeting.

    due_utc: when all checks had to be done
    closed_by: name of the operator who signed it; empty where nobody did
    digest: SHA-256 of the signed sheet; empty where nobody signed it
    changes: checks that changed after the closing, oldest first
    """

    due_utc: Utc
    closed_utc: Utc | None
    closed_by: str
    digest: str
    sites: tuple[SiteChecked, ...]
    changes: tuple[Change, ...] = ()

    @property
    def late_s(self) -> float | None:
        """Return the seconds from the deadline to the closing; None where it was closed in time or never."""
        late_s = 0.0 if self.closed_utc is None else self.closed_utc - self.due_utc
        return late_s if late_s > 0.0 else None

    @property
    def late_sites(self) -> tuple[str, ...]:
        return tuple(one.site_id for one in self.sites if one.is_late)

    @property
    def is_in_time(self) -> bool:
        """Whether it was closed, and every check of every site signed or measured, before the deadline."""
        return self.closed_utc is not None and self.late_s is None and not self.late_sites


@dataclass(frozen=True, slots=True)
class MinutesFacts:
    """Holds what the minutes of one meeting say; a closed meeting has no title and no reasons.

    attendance: the meeting, its times, and who attended by the minute
    checked: its checklist; None where no sheet was opened
    turns: who had the floor, from the attendance's begin to its end
    outages: records of outages that lasted into it, by number
    incidents: microphones out of turn, unordered calls and calls of which much was lost, by begin
    acts: journal entries that operators caused while it ran
    shutdown: the shutdown after it; None where none was begun
    guests: the guests that were expected in it, with the calls of each
    calls: what was told of the media of each call that ended, in the order of their ends
    """

    end: JournalEnd
    attendance: AttendanceSheet
    started_utc: Utc
    registration: Registration | None
    checked: Checked | None
    turns: tuple[Turn, ...]
    outages: tuple[Outage, ...]
    incidents: tuple[Incident, ...]
    acts: tuple[Entry, ...]
    shutdown: Shutdown | None
    recordings: tuple[MeetingRecording, ...] = ()
    guests: tuple[Guest, ...] = ()
    calls: tuple[CallMeasured, ...] = ()

    @property
    def lasted_s(self) -> float:
        return self.attendance.until_utc - self.attendance.from_utc

    @property
    def before_opening_s(self) -> tuple[float, float]:
        """How long uninvited sites, and callers whom nobody expects, were in its room before the opening."""
        from_utc, uninvited = self.attendance.from_utc, self.attendance.uninvited
        return (
            sum(one.present_between(0.0, from_utc) for one in uninvited),
            sum(map(self.stranger_before_s, self.incidents)),
        )

    def stranger_before_s(self, one: Incident) -> float:
        is_counted = one.type == AlarmType.CALLER_UNEXPECTED
        return one.within_s(self.started_utc, self.attendance.from_utc) if is_counted else 0.0

    def down_s(self, outage: Outage) -> float:
        until_utc = self.attendance.until_utc if outage.restored_utc is None else outage.restored_utc
        begins = max(outage.started_utc, self.attendance.from_utc)
        return max(0.0, min(until_utc, self.attendance.until_utc) - begins)
