"""Define the journal's events: past-tense facts as codes and parameters.

An event class is a frozen dataclass with a kind and a version. A field that is added later gets a default. A
changed meaning gets a new version and a reader of the old form (journal/codec.py).
"""

from collections.abc import Mapping
from dataclasses import Field, field, replace
from typing import Any, ClassVar

from gbdt_console.core.json_value import Json
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, MeetingId, SiteId, Utc

EVENT_CLASSES: dict[str, type["Event"]] = {}
"""Every event class by its KIND."""


class Event:
    """Something that happened, past tense; a class of events names its kind.

    KIND: name of the class in the journal
    VERSION: grows when the meaning of a field changes
    INLINE: field whose value's own fields stand in the row beside the event's; empty for none
    """

    __slots__ = ()
    KIND: ClassVar[str]
    VERSION: ClassVar[int]
    INLINE: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls, kind: str = "", version: int = 1, inline: str = "", **_: Any) -> None:
        # A slotted dataclass is made twice; the second class, which counts, has the first one's attributes.
        if kind:
            cls.KIND, cls.VERSION, cls.INLINE = kind, version, inline
        if hasattr(cls, "KIND"):
            EVENT_CLASSES[cls.KIND] = cls


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedEvent(Event):
    """Something that happened in one conference, and to the meeting that runs there.

    conference: id of the conference; empty for the first one, whose rows do not name it
    """

    conference: str = ""


def placed(event: Event, conference: str) -> Event:
    """Return an event as one of that conference; one that belongs to no conference stays as it is."""
    return replace(event, conference=conference) if isinstance(event, PlacedEvent) else event


@dataclass(frozen=True, slots=True)
class EngineStarted(Event, kind="engine.started"):
    """An engine began to run.

    fingerprint: SHA-256 of the configuration's content, without secrets
    seen_utc: time of the journal's last entry before it: until then at least an engine was running; 0 where
        there is none, and in entries of older programs
    machine: digest of the machine's id; empty where it did not matter, and in entries of older programs
    """

    epoch: str
    fingerprint: str
    program: str
    is_simulated: bool = False
    seen_utc: Utc = 0.0
    machine: str = ""


@dataclass(frozen=True, slots=True)
class EngineStopped(Event, kind="engine.stopped"):
    """The engine of the run `epoch` ended in order."""

    epoch: str


@dataclass(frozen=True, slots=True)
class PointChanged(Event, kind="point.changed"):
    """A line or a device changed its state.

    target: the target's id: 'sapa.line' for a line, 'sapa.codec' for a device
    before: the former PointState; empty for the first state
    """

    target: str
    before: str
    after: PointState
    started_utc: Utc


@dataclass(frozen=True, slots=True)
class BlipSeen(Event, kind="point.blip"):
    target: str
    started_utc: Utc
    lasted_s: float


@dataclass(frozen=True, slots=True)
class DeviceFaultChanged(Event, kind="device.fault"):
    """A device stopped or began to give readings.

    fault: a DeviceFault; empty where the readings are back
    """

    device: str
    fault: str


@dataclass(frozen=True, slots=True)
class DeviceRestarted(Event, kind="device.restarted"):
    """The device of the id `device` restarted, by its own uptime."""

    device: str


@dataclass(frozen=True, slots=True)
class DeviceIdentified(Event, kind="device.identified"):
    """A device reported for the first time which one it is.

    said: the reported value for each metric of its identity, and its 'address'
    """

    device: str
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class IdentityChanged(Event, kind="device.changed"):
    """A device reports another identity: it or its parameters were changed (A4.3).

    what: a metric of its identity, or 'address'
    """

    device: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TrapSeen(Event, kind="trap.seen"):
    """A device sent a trap. A trap is evidence and changes no state.

    code: a TrapCode
    detail: more words of the trap, cleaned; may be empty
    repeats: equal traps of the device since the entry before, which have no entry of their own
    """

    device: str
    code: str
    detail: str = ""
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class BlindnessBegan(Event, kind="blindness.began"):
    """The console itself cannot observe the network.

    reason: a Blindness
    """

    reason: str
    started_utc: Utc


@dataclass(frozen=True, slots=True)
class BlindnessEnded(Event, kind="blindness.ended"):
    """The console observes the network again."""

    reason: str
    lasted_s: float


@dataclass(frozen=True, slots=True)
class MeasuringSlowed(Event, kind="measuring.slowed"):
    """The machine does not keep up, and the console measures less often; written at each change.

    level: of core.monitoring.pace.PACES, above 0
    line_s: seconds between two pings of a line
    device_times: devices are asked so many times more seldom than sites.yaml says
    """

    level: int
    line_s: float
    device_times: int


@dataclass(frozen=True, slots=True)
class MeasuringRestored(Event, kind="measuring.restored"):
    """The machine keeps up again, and everything is measured as often as sites.yaml says."""

    lasted_s: float


@dataclass(frozen=True, slots=True)
class ClockJumped(Event, kind="clock.jumped"):
    """The wall clock moved against the monotonic clock.

    by_s: seconds of the jump; negative where the wall clock was set back
    """

    by_s: float


@dataclass(frozen=True, slots=True)
class MeetingStarted(PlacedEvent, kind="meeting.started"):
    """A meeting began.

    is_closed: the meeting is a closed one ('họp kín')
    upper_site: id of the site that leads where the meeting is another MCU's; else empty
    profile: id of its conference profile; empty where none is chosen
    at_utc: when it was started; 0 in entries of older programs
    planned_opening_utc, planned_end_utc: as registered, where it was started at quite another time; else 0
    """

    meeting: MeetingId
    title: str
    chair_site: SiteId
    opening_utc: Utc
    end_utc: Utc
    running_order: list[str]
    is_closed: bool = False
    upper_site: str = ""
    registration: int = 0
    sites: list[str] = field(default_factory=list)
    profile: str = ""
    at_utc: Utc = 0.0
    upper_order: list[str] = field(default_factory=list)
    hosted: str = ""
    planned_opening_utc: Utc = 0.0
    planned_end_utc: Utc = 0.0


@dataclass(frozen=True, slots=True)
class MeetingClosedSet(PlacedEvent, kind="meeting.closed"):
    """The running meeting became a closed ('họp kín') or an open one."""

    meeting: MeetingId
    is_on: bool
    operator: ActorName


@dataclass(frozen=True, slots=True)
class MeetingEndMoved(PlacedEvent, kind="meeting.end-moved"):
    """Another planned end of the running meeting."""

    meeting: MeetingId
    end_utc: Utc
    operator: ActorName


@dataclass(frozen=True, slots=True)
class MeetingEnded(PlacedEvent, kind="meeting.ended"):
    """The meeting ended.

    at_utc: when it ended; 0 in entries of older programs
    keeps_isolated: callers stay isolated until a person decides; False in entries of older programs
    """

    meeting: MeetingId
    at_utc: Utc = 0.0
    keeps_isolated: bool = False


@dataclass(frozen=True, slots=True)
class ProfileApplied(PlacedEvent, kind="profile.applied"):
    """An operator applies a profile to the running meeting.

    steps: ids of the steps to carry out, in their order
    """

    meeting: MeetingId
    profile: str
    at_utc: Utc
    operator: ActorName
    steps: list[str]
    redial: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordingRefused(Event, kind="journal.refused"):
    """The disk takes records again.

    lasted_s: seconds for which the disk refused them
    lost: automatic events of that time that are not in the journal
    """

    lasted_s: float
    lost: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the journal keeps it.

    actor: id of the operator who caused it; empty for the engine
    event: the event; None for a kind or version that this program does not know
    """

    seq: int
    at_utc: Utc
    kind: str
    version: int
    actor: str
    data: Mapping[str, Json]
    event: Event | None
