"""Define the conference as a Snapshot shows it."""

from gbdt_console.core.abilities import Means
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorDeviation
from gbdt_console.core.conference.roster import RosterRow, first_present
from gbdt_console.core.conference.state import ConferenceState, ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Stage
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class OpenMicrophone:
    """A site that speaks without having the floor.

    is_alarm: it has spoken long enough for an alarm; before that it is a notice
    """

    site_id: SiteId
    since_utc: Utc
    is_alarm: bool


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order under way, or that ended badly a moment ago.

    code: message code of the reason why it failed
    is_reverted: the device obeyed and went back by itself
    """

    what: str
    target: str
    stage: Stage
    code: str = ""
    words: str = ""
    is_reverted: bool = False


_NO_FLOOR = Floor()


@dataclass(frozen=True, slots=True)
class ConferenceView:
    """The conference as far as it is known.

    `state` and `roster` are unknown while there is a `fault`, and once `taken_s` is older than `fresh_for_s`.

    fault: reason why the MCU cannot be polled; None where it can
    taken_s: monotonic seconds of the newest poll; None before the first
    fresh_for_s: seconds for which a poll counts
    roster: its rows, expected sites first
    orders: orders under way or ended badly a moment ago
    open_microphones: sites that speak without having the floor
    talking: id of each site that the MCU hears, and since when, monotonic seconds
    deviations: faults of the floor, worst first
    is_protected: the connection to the MCU is encrypted, its far end checked; None where the driver does
        not say
    hosted: who runs it without an MCU of ours; empty where ours does
    hosted_at: what a codec calls to get in there; empty likewise
    means: what our MCU can do; None where there is none, and where the engine does not say
    """

    fault: ControlFault | None
    taken_s: float | None
    fresh_for_s: float
    state: ConferenceState | None = None
    roster: tuple[RosterRow, ...] = ()
    floor: Floor = _NO_FLOOR
    orders: tuple[OrderView, ...] = ()
    open_microphones: tuple[OpenMicrophone, ...] = ()
    talking: tuple[tuple[str, float], ...] = ()
    deviations: tuple[FloorDeviation, ...] = ()
    is_protected: bool | None = None
    hosted: str = ""
    means: Means | None = None
    hosted_at: str = ""

    def is_known(self, now_s: float) -> bool:
        """Tell whether state and roster count at `now_s`, monotonic seconds."""
        return self.fault is None and self.taken_s is not None and now_s - self.taken_s <= self.fresh_for_s

    def talking_since_s(self, site_id: str) -> float | None:
        """Return since when the MCU hears that site, monotonic seconds."""
        return next((since_s for talking, since_s in self.talking if talking == site_id), None)

    def next_speaker(self, now_s: float) -> str:
        """Return the prepared site, else the first of the running order that is in the conference.

        Empty where there is none. `now_s` is the time, monotonic seconds.
        """
        rows = self.roster if self.is_known(now_s) else ()
        return self.floor.prepared or first_present(self.floor.running_order, rows)

    def row(self, site_id: str) -> RosterRow | None:
        return next((row for row in self.roster if row.site_id == site_id), None)
