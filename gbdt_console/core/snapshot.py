"""The Snapshot: all that is known at one moment, frozen, versioned, each field with its age."""

from dataclasses import dataclass
from enum import StrEnum

from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, MaintenanceWindow
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.meetings import Meeting
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault, Reading
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.sites import Contact, DeviceKind

TREND_LOST = -1
TREND_UNKNOWN = -2
TREND_POINTS = 30


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device as it is now. `ping` is the state of its own echo; None where it is not pinged.

    `answered_s` is the monotonic time of the last good SNMP answer. Readings older than `fresh_for_s` are
    not believed any more: whoever shows them asks `Snapshot.is_fresh`.
    """

    id: str
    kind: DeviceKind
    name: str
    driver: str
    address: str
    ping: PointState | None
    ping_rtt_ms: float | None
    fault: DeviceFault | None
    answered_s: float | None
    fresh_for_s: float
    readings: tuple[Reading, ...]

    def reading(self, metric: str) -> Reading | None:
        """The reading of that metric, if the device has it."""
        for reading in self.readings:
            if reading.metric == metric:
                return reading
        return None


@dataclass(frozen=True, slots=True)
class SiteView:
    """One site as it is now. Unchanged views are the same object in the next Snapshot.

    `since_utc` is when the state began (for DOWN: the last good reply). `loss_ratio` is 0..1 over the
    detector's window. `trend` holds the line's last round trips, oldest first, in tenths of a
    millisecond, with TREND_LOST and TREND_UNKNOWN among them. `answered_s` is the monotonic time of the
    last good reply on the line; `fresh_for_s` how long after it the line's figures may be shown. `alarm` is
    the worst that stands on the site or anything in it, `maintenance_until_utc` the end of planned work.
    `contacts` are the site's own, `carrier_contacts` those of its line's carrier, each in order of calling.
    """

    id: str
    number: int
    name: str
    role: str
    state: PointState
    since_utc: float | None
    rtt_ms: float | None
    jitter_ms: float | None
    loss_ratio: float | None
    trend: tuple[int, ...]
    answered_s: float | None
    fresh_for_s: float
    carrier: str
    circuit: str
    contacts: tuple[Contact, ...]
    devices: tuple[DeviceView, ...]
    alarm: Alarm | None = None
    maintenance_until_utc: float | None = None
    carrier_contacts: tuple[Contact, ...] = ()

    def device(self, kind: DeviceKind) -> DeviceView | None:
        """The first device of that kind, if the site has one."""
        for device in self.devices:
            if device.kind is kind:
                return device
        return None


class Recording(StrEnum):
    """Whether the journal takes what it is given."""

    WRITING = "writing"
    REFUSING = "refusing"


class Blindness(StrEnum):
    """Why the console itself cannot see; then no site is blamed."""

    ANCHORS = "anchors"
    STALL = "stall"


@dataclass(frozen=True, slots=True)
class Control:
    """Who holds the control lease: the client's id and its operator; empty when nobody does."""

    client_id: str = ""
    operator: str = ""
    terminal: str = ""


_NO_LOAD = AlarmLoad()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole network at `at_s` (monotonic) / `at_utc`. Sites are in order of number.

    `epoch` names the engine's run: versions are comparable only within one epoch.
    `conference` is None where no MCU is configured. `rooms` are the codecs that can be controlled.
    `alarms` are all that are open, the most pressing first; `windows` the planned work.
    `counters` are the engine's own figures by code (late replies, dropped packets), for display only.
    """

    epoch: str
    version: int
    at_s: float
    at_utc: float
    network: str
    sites: tuple[SiteView, ...]
    language: str = "vi"
    meeting: Meeting | None = None
    control: Control = Control()
    recording: Recording = Recording.WRITING
    blind: Blindness | None = None
    is_simulated: bool = False
    alarms: tuple[Alarm, ...] = ()
    alarm_load: AlarmLoad = _NO_LOAD
    windows: tuple[MaintenanceWindow, ...] = ()
    conference: ConferenceView | None = None
    rooms: tuple[RoomView, ...] = ()
    counters: tuple[tuple[str, int], ...] = ()

    def age_s(self, taken_s: float | None) -> float | None:
        """Seconds between a monotonic time and this Snapshot, never negative."""
        return None if taken_s is None else max(0.0, self.at_s - taken_s)

    def is_fresh(self, taken_s: float | None, fresh_for_s: float) -> bool:
        """Whether what was taken then may still be shown as known."""
        return taken_s is not None and self.at_s - taken_s <= fresh_for_s
