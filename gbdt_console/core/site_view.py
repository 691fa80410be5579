"""Define what a Snapshot says of sites and devices."""

from collections.abc import Iterable

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault, Mismatch, Reading
from gbdt_console.core.people import Contact
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import DeviceKind, Member, Site
from gbdt_console.core.units import Utc

TREND_LOST = -1
"""In SiteView.trend: a probe was lost."""
TREND_UNKNOWN = -2
"""In SiteView.trend: no probe was sent, or its outcome is unknown."""
TREND_POINTS = 30
"""Most round trips in SiteView.trend."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device as it is now.

    driver: id of its driver; 'ping' where it is only pinged
    ping: state of its own pings; None where it is not pinged
    ping_rtt_ms: smoothed round trip of its pings, milliseconds
    fault: reason why it gives no readings; None where it does
    answered_s: monotonic seconds of its last good SNMP answer; None before the first
    fresh_for_s: seconds for which a reading counts that names no time of its own (`Snapshot.is_fresh`)
    mismatch: how it does not fit its settings though it answers; None where it fits
    is_switched_off: it is silent because its room was switched off after a meeting
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
    mismatch: Mismatch | None = None
    is_switched_off: bool = False

    @property
    def has_trouble(self) -> bool:
        """Whether it is silent though it was not switched off, or does not fit its settings."""
        is_silent = self.ping is PointState.DOWN or self.fault is not None
        return (is_silent and not self.is_switched_off) or self.mismatch is not None

    def fresh_s(self, reading: Reading) -> float:
        """Return for how many seconds that reading counts."""
        return reading.fresh_for_s or self.fresh_for_s

    def reading(self, metric: str) -> Reading | None:
        """Return the reading of that metric; None where the device has none."""
        for reading in self.readings:
            if reading.metric == metric:
                return reading
        return None


@dataclass(frozen=True, slots=True)
class SiteView:
    """One site as it is now. An unchanged view is the same object in the next Snapshot.

    role: its role in the network (sites.yaml); may be empty
    since_utc: when the state began; for DOWN the last good reply
    rtt_ms: smoothed round trip of its line, milliseconds
    jitter_ms: jitter of its line, milliseconds
    loss_ratio: lost probes of the detector's window, 0..1
    trend: the line's last round trips, oldest first, tenths of a millisecond, TREND_LOST or TREND_UNKNOWN
    answered_s: monotonic seconds of the line's last good reply; None before the first
    fresh_for_s: seconds for which the line's figures count
    carrier: name of the line's carrier
    contacts: the site's own contacts, in order of calling
    alarm: worst open alarm of the site or anything in it; None where there is none
    maintenance_until_utc: when planned work ends; None where there is none
    carrier_contacts: contacts of the line's carrier, in order of calling
    short_name: its name where there is little room; empty where none is given
    upstream: name of the carrier's node that its line shares with others; empty where it is unknown
    has_answered: whether its line ever answered, also before the engine started
    backup_dial: what replaces the usual call to an upper centre; empty where none is known
    """

    id: str
    number: int
    name: str
    role: str
    state: PointState
    since_utc: Utc | None
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
    maintenance_until_utc: Utc | None = None
    carrier_contacts: tuple[Contact, ...] = ()
    short_name: str = ""
    upstream: str = ""
    has_answered: bool = True
    backup_dial: str = ""
    members: tuple[Member, ...] = ()

    def device(self, kind: DeviceKind) -> DeviceView | None:
        for device in self.devices:
            if device.kind is kind:
                return device
        return None


def numbered_names(sites: Iterable[Site | SiteView]) -> dict[str, str]:
    """Name sites by id, with their numbers: {'sa-pa': '8 Sa Pa'}."""
    return {site.id: f"{site.number} {site.name}" for site in sites}
