"""What the journal holds: past-tense facts as codes and parameters, never sentences.

An event class is a frozen dataclass of plain JSON values with a KIND and a VERSION. A field that is added
later gets a default; a changed meaning gets a new VERSION and an entry in the reader below.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import ClassVar, get_args

from gbdt_console.core.alarms.events import AlarmEvent
from gbdt_console.core.conference.floor_events import FloorEvent, OrderEvent
from gbdt_console.core.json_value import Json


@dataclass(frozen=True, slots=True)
class EngineStarted:
    KIND: ClassVar[str] = "engine.started"
    VERSION: ClassVar[int] = 1
    epoch: str
    fingerprint: str
    program: str
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class EngineStopped:
    KIND: ClassVar[str] = "engine.stopped"
    VERSION: ClassVar[int] = 1
    epoch: str


@dataclass(frozen=True, slots=True)
class PointChanged:
    """A target (a line: 'sapa.line'; a device: 'sapa.codec') changed its state; `started_utc` is when."""

    KIND: ClassVar[str] = "point.changed"
    VERSION: ClassVar[int] = 1
    target: str
    before: str
    after: str
    started_utc: float


@dataclass(frozen=True, slots=True)
class BlipSeen:
    """A cut of `lasted_s` seconds that ended before it was an outage."""

    KIND: ClassVar[str] = "point.blip"
    VERSION: ClassVar[int] = 1
    target: str
    started_utc: float
    lasted_s: float


@dataclass(frozen=True, slots=True)
class DeviceFaultChanged:
    """A device stopped or began to give readings; `fault` is a DeviceFault or empty."""

    KIND: ClassVar[str] = "device.fault"
    VERSION: ClassVar[int] = 1
    device: str
    fault: str


@dataclass(frozen=True, slots=True)
class DeviceRestarted:
    KIND: ClassVar[str] = "device.restarted"
    VERSION: ClassVar[int] = 1
    device: str


@dataclass(frozen=True, slots=True)
class DeviceIdentified:
    """A device said for the first time what it is: a value for each metric of its identity, and 'address'."""

    KIND: ClassVar[str] = "device.identified"
    VERSION: ClassVar[int] = 1
    device: str
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class IdentityChanged:
    """Somebody changed a device or its parameters (A4.3); `what` is a metric or 'address'."""

    KIND: ClassVar[str] = "device.changed"
    VERSION: ClassVar[int] = 1
    device: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TrapSeen:
    """A device claimed something by a trap; `code` is a TrapCode. Evidence only: it changes no state.

    `repeats` counts the same trap of the device since its entry before, which were not written."""

    KIND: ClassVar[str] = "trap.seen"
    VERSION: ClassVar[int] = 1
    device: str
    code: str
    detail: str = ""
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class BlindnessBegan:
    """The console itself could not see from `started_utc` on; `reason` is a Blindness."""

    KIND: ClassVar[str] = "blindness.began"
    VERSION: ClassVar[int] = 1
    reason: str
    started_utc: float


@dataclass(frozen=True, slots=True)
class BlindnessEnded:
    KIND: ClassVar[str] = "blindness.ended"
    VERSION: ClassVar[int] = 1
    reason: str
    lasted_s: float


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The wall clock moved by `by_s` against the monotonic one."""

    KIND: ClassVar[str] = "clock.jumped"
    VERSION: ClassVar[int] = 1
    by_s: float


@dataclass(frozen=True, slots=True)
class MeetingStarted:
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


@dataclass(frozen=True, slots=True)
class MeetingClosedSet:
    """The running meeting is a closed one ('họp kín') from now on, or not any more."""

    KIND: ClassVar[str] = "meeting.closed"
    VERSION: ClassVar[int] = 1
    meeting: str
    is_on: bool
    operator: str


@dataclass(frozen=True, slots=True)
class MeetingEnded:
    KIND: ClassVar[str] = "meeting.ended"
    VERSION: ClassVar[int] = 1
    meeting: str


@dataclass(frozen=True, slots=True)
class ControlTaken:
    """A client became the one that may act; operators by name; `operator_before` is who had it."""

    KIND: ClassVar[str] = "control.taken"
    VERSION: ClassVar[int] = 1
    client: str
    operator: str
    terminal: str
    operator_before: str = ""


@dataclass(frozen=True, slots=True)
class ControlReleased:
    """The client that might act went away; nobody holds control until somebody takes it."""

    KIND: ClassVar[str] = "control.released"
    VERSION: ClassVar[int] = 1
    client: str
    operator: str


@dataclass(frozen=True, slots=True)
class OperatorSwitched:
    KIND: ClassVar[str] = "operator.switched"
    VERSION: ClassVar[int] = 1
    operator_before: str
    operator: str
    terminal: str


@dataclass(frozen=True, slots=True)
class ScreenFailed:
    """A console's screen died and was started again, or given up; the engine went on."""

    KIND: ClassVar[str] = "screen.failed"
    VERSION: ClassVar[int] = 1
    error: str
    place: str
    terminal: str


@dataclass(frozen=True, slots=True)
class RecordingRefused:
    """Written when the disk takes records again: `lost` automatic events could not be kept meanwhile."""

    KIND: ClassVar[str] = "journal.refused"
    VERSION: ClassVar[int] = 1
    lasted_s: float
    lost: int


@dataclass(frozen=True, slots=True)
class JournalReplaced:
    """First of a new chain: the journal before was damaged and lies beside it under `moved_to`."""

    KIND: ClassVar[str] = "journal.replaced"
    VERSION: ClassVar[int] = 1
    moved_to: str
    last_good_seq: int
    last_good_hash: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The fold of everything before it, so that a start need not read years."""

    KIND: ClassVar[str] = "checkpoint"
    VERSION: ClassVar[int] = 1
    ledger: dict[str, Json]


Event = (
    EngineStarted | EngineStopped | PointChanged | BlipSeen | DeviceFaultChanged | DeviceRestarted
    | BlindnessBegan | BlindnessEnded | ClockJumped | MeetingStarted | MeetingEnded | ControlTaken
    | ControlReleased | MeetingClosedSet
    | OperatorSwitched | ScreenFailed | TrapSeen | RecordingRefused | JournalReplaced | Checkpoint
    | DeviceIdentified | IdentityChanged | AlarmEvent | FloorEvent | OrderEvent
)  # fmt: skip

EVENT_CLASSES: Mapping[str, type[Event]] = {cls.KIND: cls for cls in get_args(Event)}


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the journal keeps it. `seq` counts from 1 without gaps; `actor` is an operator's id or
    empty for the engine; `event` is None for a kind this version does not know (`kind` and `data` stay)."""

    seq: int
    at_utc: float
    kind: str
    version: int
    actor: str
    data: Mapping[str, Json]
    event: Event | None


def event_data(event: Event) -> dict[str, Json]:
    """The event's parameters as plain JSON values."""
    return asdict(event)


def read_event(kind: str, version: int, data: Mapping[str, Json]) -> Event | None:
    """The event again from its parts; None for a kind or a version newer than this program knows, and for
    parts that do not make one."""
    cls = EVENT_CLASSES.get(kind)
    if cls is None or version > cls.VERSION:
        return None
    known = {field.name for field in fields(cls)}
    try:
        return cls(**{name: value for name, value in data.items() if name in known})  # type: ignore[arg-type]
    except TypeError:
        return None
