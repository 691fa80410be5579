"""Define the facts of the yearly review."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from gbdt_console.core.meetings.events import OpinionGiven
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.outages.repairs import EstimateScore
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.register.entry import RegisterSection
from gbdt_console.core.reports.minutes import Checked, JournalEnd
from gbdt_console.core.units import Utc

MONTHS = 12


class ShutdownEnd(StrEnum):
    """Says how the duty to verify the shutdown after a meeting ended (A8.3).

    VERIFIED: all its sites were proved or signed off
    CARRIED: so in a shutdown after a later meeting
    LEFT: signed with a reason although sites were on
    MISSING: nobody signed it for all its sites
    """

    VERIFIED = "verified"
    CARRIED = "carried"
    LEFT = "left"
    MISSING = "missing"


class Rule(StrEnum):
    """Names the rules, in the order of the review."""

    AVAILABILITY = "availability"
    REPEATED = "repeated-outages"
    POWER = "power"
    BLIPS = "blips"
    CHECKS = "late-checks"
    TRAINING = "training"
    MICROPHONES = "microphones"
    ESTIMATES = "estimates"
    NOTICES = "late-notices"
    CAUSES = "unknown-causes"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Holds one recommendation.

    about: id of the site, carrier or host; empty for the whole system
    value: the figure that broke the rule
    of: what it is measured against: the target, or the whole of which the figure is a part
    """

    rule: Rule
    about: str
    value: float
    of: float


@dataclass(frozen=True, slots=True)
class MeetingInYear:
    """Holds one meeting that was held.

    number: number of its registration; 0 without one
    host: id or name of the host body; empty without a registration
    host_name: its name on the day of the registration; empty in old journals
    lasted_s: its length so far, seconds
    is_notice_late: the host's notice came later than the regulation allows (A6.1)
    shutdown: None while it runs
    no_carrier: the sites for which no carrier's person was named on duty
    unseen_s: how long nobody saw who was in its conference, seconds
    """

    number: int
    meeting_id: str
    host: str
    started_utc: Utc
    lasted_s: float
    sites: tuple[str, ...]
    is_notice_late: bool
    checked: Checked | None
    host_name: str = ""
    shutdown: ShutdownEnd | None = None
    no_carrier: tuple[str, ...] = ()
    unseen_s: float = 0.0

    @property
    def is_checked_in_time(self) -> bool:
        return self.checked is not None and self.checked.is_in_time

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The sites that no checklist names: nobody checked them."""
        checked = () if self.checked is None else self.checked.sites
        named = {one.site_id for one in checked}
        return tuple(site for site in self.sites if site not in named)


@dataclass(frozen=True, slots=True)
class SiteYear:
    """Holds one site's year.

    carrier_id: id of the carrier of its line; empty where sites.yaml does not list the site
    late_checks: meetings before which a check of it was signed late, or never
    unchecked: meetings before which no checklist named it
    no_carrier: meetings for which no person of its line's carrier was named on duty there (A12.2)
    are_rules_posted: the posting of its room rules was confirmed (A10.1)
    is_cleaning_overdue: None where sites.yaml gives no interval (A4.8)
    untrained: its persons of whom no training is recorded (A10.2)
    outages: outages that cut it off or were opened for it
    down_s: seconds for which it was cut off, as observed
    power_outages: those of them whose cause was the power
    counted_s: seconds over which its line's availability is computed
    contract_down_s: seconds of them that count as down
    blips: blips of its line in each month
    open_microphones: microphones of it that were open out of turn
    has_trained: whether one of its technicians was trained; None where nobody is entered at any site
    """

    site_id: str
    carrier_id: str
    meetings: int = 0
    late_checks: int = 0
    unchecked: int = 0
    no_carrier: int = 0
    are_rules_posted: bool = False
    is_cleaning_overdue: bool | None = None
    untrained: int = 0
    outages: int = 0
    down_s: float = 0.0
    power_outages: int = 0
    counted_s: int = 0
    contract_down_s: int = 0
    target_percent: float | None = None
    blips: tuple[int, ...] = (0,) * MONTHS
    open_microphones: int = 0
    has_trained: bool | None = None

    @property
    def availability_percent(self) -> float | None:
        """Return its line's availability, percent; None where no second counts."""
        up_s = self.counted_s - self.contract_down_s
        return 100.0 * up_s / self.counted_s if self.counted_s else None


@dataclass(frozen=True, slots=True)
class GroupYear:
    """Holds the outages of one carrier or of one cause.

    name: id of the carrier, or the OutageCause
    down_s: sum of their observed lengths, seconds
    repaired_s: sum of the lengths of the repaired ones, seconds
    first: score of the first estimates; None without any
    last: score of the last estimates before the repair; None without any
    """

    name: str
    outages: int
    down_s: float
    repaired: int
    repaired_s: float
    first: EstimateScore | None = None
    last: EstimateScore | None = None

    @property
    def repair_s(self) -> float | None:
        """Return the mean time to repair, seconds; None without a repair."""
        return self.repaired_s / self.repaired if self.repaired else None


@dataclass(frozen=True, slots=True)
class HostYear:
    """Holds the meetings of one host.

    host: id or name of the host body; empty for meetings that were not registered
    late_notices: those whose notice came late
    host_name: its name at the last of them; empty in old journals
    """

    host: str
    meetings: int
    late_notices: int
    lasted_s: float
    host_name: str = ""


@dataclass(frozen=True, slots=True)
class TimeChange:
    """Holds another time of a registered meeting, of which its host told in the year (A11.4).

    host: id or name of the host body
    before, after: local openings, 'YYYY-MM-DDTHH:MM'
    is_late: it told later than the regulation allows
    """

    number: int
    host: str
    host_name: str
    before: str
    after: str
    told_utc: Utc
    is_late: bool


@dataclass(frozen=True, slots=True)
class UnopenedMeeting:
    """Holds a registered meeting whose time passed, which nobody recorded as begun or as cancelled.

    host: id or name of the host body
    opening_utc: as it was planned last
    """

    number: int
    host: str
    host_name: str
    opening_utc: Utc


@dataclass(frozen=True, slots=True)
class YearFacts:
    """Holds what the yearly review says.

    from_utc: its begin in the network's time zone
    until_utc: its end, or the time of the review where that is earlier
    carriers: outages that count against a carrier, by carrier
    causes: all outages by cause, most frequent first
    hosts: meetings by host, most frequent first
    open_microphones: microphones out of turn
    unordered_calls: calls that nobody had ordered
    recommendations: what follows by rule
    register: what was entered in the register, by kind
    """

    end: JournalEnd
    year: int
    from_utc: Utc
    until_utc: Utc
    meetings: tuple[MeetingInYear, ...]
    sites: tuple[SiteYear, ...]
    carriers: tuple[GroupYear, ...]
    causes: tuple[GroupYear, ...]
    hosts: tuple[HostYear, ...]
    outages: tuple[Outage, ...]
    open_microphones: int
    unordered_calls: int
    opinions: tuple[OpinionGiven, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    changes: tuple[TimeChange, ...] = ()
    register: tuple[RegisterSection, ...] = ()
    unopened: tuple[UnopenedMeeting, ...] = ()

    @property
    def blips(self) -> tuple[int, ...]:
        return tuple(sum(site.blips[month] for site in self.sites) for month in range(MONTHS))

    @property
    def blips_so_far(self) -> tuple[int, ...]:
        """Return the blips of each month that had begun."""
        last = datetime(self.year, 1, 1, tzinfo=UTC) + timedelta(seconds=self.until_utc - 1.0 - self.from_utc)
        return self.blips[: last.month]

    def lasted_s(self, outage: Outage) -> float:
        """Return for how long an outage lasted within the year, seconds."""
        return max(0.0, min(outage.restored_utc or self.until_utc, self.until_utc) - outage.started_utc)
