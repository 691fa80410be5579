"""Define the journal's events: past-tense facts as codes and parameters.

An event class is a frozen dataclass of plain JSON values with a KIND and a VERSION. A field that is added
later gets a default. A changed meaning gets a new VERSION and a case in `read_event`.
"""

from collections.abc import Mapping
from dataclasses import Field, asdict, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, Protocol, get_args

from gbdt_console.core.alarms.events import AlarmEvent
from gbdt_console.core.checklist.events import ChecklistEvent
from gbdt_console.core.conference.attendance import AttendanceEvent
from gbdt_console.core.conference.floor_events import FloorEvent, OrderEvent
from gbdt_console.core.control_events import ControlEvent
from gbdt_console.core.frame.events import FrameEvent
from gbdt_console.core.frame.saved import SavedLayoutEvent
from gbdt_console.core.handover.shift import ShiftTakenOver
from gbdt_console.core.journal_events import EntriesLost, JournalReplaced
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.events import CalendarEvent
from gbdt_console.core.outages.contract_events import ContractEvent
from gbdt_console.core.outages.events import OutageEvent
from gbdt_console.core.profiles.events import ProfileEvent
from gbdt_console.core.room_cleaning.events import CleaningEvent
from gbdt_console.core.rooms.preset_events import PresetEvent
from gbdt_console.core.shutdown.events import ShutdownEvent
from gbdt_console.core.technicians.events import TechnicianEvent


@dataclass(frozen=True, slots=True)
class EngineStarted:
    """An engine began to run.

    epoch: id of the run
    fingerprint: SHA-256 of the configuration's content, without secrets
    program: version of the program
    is_simulated: the network is the simulated province
    """

    KIND: ClassVar[str] = "engine.started"
    VERSION: ClassVar[int] = 1
    epoch: str
    fingerprint: str
    program: str
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class EngineStopped:
    """The engine of the run `epoch` ended in order."""

    KIND: ClassVar[str] = "engine.stopped"
    VERSION: ClassVar[int] = 1
    epoch: str


@dataclass(frozen=True, slots=True)
class PointChanged:
    """A line or a device changed its state.

    target: the target's id: 'sapa.line' for a line, 'sapa.codec' for a device
    before: the former PointState; empty for the first state
    after: the new PointState
    started_utc: UTC seconds at which the new state began
    """

    KIND: ClassVar[str] = "point.changed"
    VERSION: ClassVar[int] = 1
    target: str
    before: str
    after: str
    started_utc: float


@dataclass(frozen=True, slots=True)
class BlipSeen:
    """A cut ended before it was an outage.

    target: the target's id
    started_utc: UTC seconds at which the cut began
    lasted_s: length of the cut, seconds
    """

    KIND: ClassVar[str] = "point.blip"
    VERSION: ClassVar[int] = 1
    target: str
    started_utc: float
    lasted_s: float


@dataclass(frozen=True, slots=True)
class DeviceFaultChanged:
    """A device stopped or began to give readings.

    device: the device's id
    fault: a DeviceFault; empty where the readings are back
    """

    KIND: ClassVar[str] = "device.fault"
    VERSION: ClassVar[int] = 1
    device: str
    fault: str


@dataclass(frozen=True, slots=True)
class DeviceRestarted:
    """The device of the id `device` restarted, by its own uptime."""

    KIND: ClassVar[str] = "device.restarted"
    VERSION: ClassVar[int] = 1
    device: str


@dataclass(frozen=True, slots=True)
class DeviceIdentified:
    """A device reported for the first time which one it is.

    device: the device's id
    said: the reported value for each metric of its identity, and its 'address'
    """

    KIND: ClassVar[str] = "device.identified"
    VERSION: ClassVar[int] = 1
    device: str
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class IdentityChanged:
    """A device reports another identity: it or its parameters were changed (A4.3).

    device: the device's id
    what: a metric of its identity, or 'address'
    before: the former value
    after: the new value
    """

    KIND: ClassVar[str] = "device.changed"
    VERSION: ClassVar[int] = 1
    device: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TrapSeen:
    """A device sent a trap.

    A trap is evidence and changes no state.

    device: the device's id
    code: a TrapCode
    detail: more words of the trap, cleaned; may be empty
    repeats: equal traps of the device since the entry before, which have no entry of their own
    """

    KIND: ClassVar[str] = "trap.seen"
    VERSION: ClassVar[int] = 1
    device: str
    code: str
    detail: str = ""
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class BlindnessBegan:
    """The console itself cannot observe the network.

    reason: a Blindness
    started_utc: UTC seconds at which the blindness began
    """

    KIND: ClassVar[str] = "blindness.began"
    VERSION: ClassVar[int] = 1
    reason: str
    started_utc: float


@dataclass(frozen=True, slots=True)
class BlindnessEnded:
    """The console observes the network again.

    reason: the Blindness that ended
    lasted_s: length of the blindness, seconds
    """

    KIND: ClassVar[str] = "blindness.ended"
    VERSION: ClassVar[int] = 1
    reason: str
    lasted_s: float


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The wall clock moved against the monotonic clock.

    by_s: seconds of the jump; negative where the wall clock was set back
    """

    KIND: ClassVar[str] = "clock.jumped"
    VERSION: ClassVar[int] = 1
    by_s: float


@dataclass(frozen=True, slots=True)
class MeetingStarted:
    """A meeting began.

    meeting: id of the meeting
    title: its title
    chair_site: id of the chair's site
    opening_utc: planned opening, UTC seconds
    end_utc: planned end, UTC seconds
    running_order: ids of the sites that speak, first speaker first
    is_closed: the meeting is a closed one ('họp kín')
    upper_site: id of the site that leads where the meeting is another MCU's; else empty
    registration: number of the registered meeting that it was started from; 0 where there is none
    sites: ids of the sites that take part; empty: all
    profile: id of its conference profile; empty where none is chosen
    at_utc: when it was started, UTC seconds; 0 in entries of older programs
    """

    KIND: ClassVar[str] = "meeting.started"
    VERSION: ClassVar[int] = 1
    meeting: str
    title: str
    chair_site: str
    opening_utc: float
    end_utc: float
    running_order: list[str]
    is_closed: bool = False
    upper_site: str = ""
    registration: int = 0
    sites: list[str] = field(default_factory=list)
    profile: str = ""
    at_utc: float = 0.0


@dataclass(frozen=True, slots=True)
class MeetingClosedSet:
    """The running meeting became a closed ('họp kín') or an open one.

    meeting: id of the meeting
    is_on: the meeting is a closed one from now on
    operator: name of the operator who asked for it
    """

    KIND: ClassVar[str] = "meeting.closed"
    VERSION: ClassVar[int] = 1
    meeting: str
    is_on: bool
    operator: str


@dataclass(frozen=True, slots=True)
class MeetingEndMoved:
    """Another planned end of the running meeting.

    meeting: id of the meeting
    end_utc: the new planned end, UTC seconds
    operator: name of the operator who entered it
    """

    KIND: ClassVar[str] = "meeting.end-moved"
    VERSION: ClassVar[int] = 1
    meeting: str
    end_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class MeetingEnded:
    """The meeting ended.

    meeting: id of the meeting
    at_utc: when it ended, UTC seconds; 0 in entries of older programs
    """

    KIND: ClassVar[str] = "meeting.ended"
    VERSION: ClassVar[int] = 1
    meeting: str
    at_utc: float = 0.0


@dataclass(frozen=True, slots=True)
class RecordingRefused:
    """The disk takes records again.

    lasted_s: seconds for which the disk refused them
    lost: automatic events of that time that are not in the journal
    """

    KIND: ClassVar[str] = "journal.refused"
    VERSION: ClassVar[int] = 1
    lasted_s: float
    lost: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The fold of all entries before, with which a start begins.

    ledger: the values of Ledger.to_data; since version 2 a row holds them packed (journal/checkpoints.py)
    """

    KIND: ClassVar[str] = "checkpoint"
    VERSION: ClassVar[int] = 2
    ledger: dict[str, Json]


class Event(Protocol):
    """An event that the journal keeps; its class is one of EVENT_CLASSES.

    Not the union of them: a type checker that narrows so many takes longer than with all the rest.
    """

    KIND: ClassVar[str]
    VERSION: ClassVar[int]
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_KINDS = (
    EngineStarted | EngineStopped | PointChanged | BlipSeen | DeviceFaultChanged | DeviceRestarted
    | DeviceIdentified | IdentityChanged | TrapSeen | BlindnessBegan | BlindnessEnded | ClockJumped
    | MeetingStarted | MeetingClosedSet | MeetingEndMoved | MeetingEnded | RecordingRefused
    | JournalReplaced | EntriesLost | Checkpoint
    | AlarmEvent | AttendanceEvent | ControlEvent | FloorEvent | FrameEvent | OrderEvent | OutageEvent
    | ContractEvent | CalendarEvent | ProfileEvent | ChecklistEvent | PresetEvent
    | ShutdownEvent | SavedLayoutEvent | TechnicianEvent | ShiftTakenOver | CleaningEvent
)  # fmt: skip

EVENT_CLASSES: Mapping[str, type[Event]] = {cls.KIND: cls for cls in get_args(_KINDS)}
"""Every event class by its KIND."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the journal keeps it.

    seq: number of the entry, from 1 without gaps
    at_utc: UTC seconds at which the event was recorded
    kind: KIND of the event
    version: VERSION of the event
    actor: id of the operator who caused it; empty for the engine
    data: the event's parameters
    event: the event; None for a kind or version that this program does not know
    """

    seq: int
    at_utc: float
    kind: str
    version: int
    actor: str
    data: Mapping[str, Json]
    event: Event | None


def event_data(event: Event) -> dict[str, Json]:
    """Return the event's parameters as plain JSON values."""
    return asdict(event)


def read_event(kind: str, version: int, data: Mapping[str, Json]) -> Event | None:
    """Rebuild the event of an entry; None where this program cannot.

    It cannot where kind or version are unknown, or `data` lacks a field.
    """
    cls = EVENT_CLASSES.get(kind)
    if cls is None or version > cls.VERSION:
        return None
    known = _field_names(kind)
    if not data.keys() <= known:
        data = {name: value for name, value in data.items() if name in known}
    try:
        return cls(**data)
    except TypeError:
        return None


@cache
def _field_names(kind: str) -> frozenset[str]:
    return frozenset(item.name for item in fields(EVENT_CLASSES[kind]))
