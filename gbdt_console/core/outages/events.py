"""Defines the journal's events of outage records; core/events.py has the rules for events.

Fields that many events share:

    number: the outage's number
    operator: the operator's name; empty for the engine
    at_utc: when it happened
"""

from gbdt_console.core.events import Event
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.outage import Call, CorrectedField, EstimateSource, StateStep, Told
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class OutageOpened(Event, kind="outage.opened"):
    """Records a new outage.

    sites: ids of the sites; empty for the MCU
    resource: resource of the alarm that opened it; empty where an operator did
    words: the operator's words; empty where an alarm opened it
    detected_utc: when the fault became an alarm or the operator opened the record
    cause: the proposed one
    confidence: confidence of the proposal; empty where nothing was diagnosed
    is_cut: whether the sites are cut off, so that their downtime runs
    """

    number: int
    sites: list[str]
    started_utc: Utc
    detected_utc: Utc
    resource: str = ""
    type: str = ""
    words: str = ""
    cause: OutageCause = OutageCause.UNKNOWN
    confidence: str = ""
    evidence: tuple[Evidence, ...] = ()
    is_cut: bool = True
    operator: str = ""


@dataclass(frozen=True, slots=True)
class OutageSiteCut(Event, kind="outage.site-cut"):
    """Records that a site is cut off by the outage, at first or once more.

    from_utc: its last good reply
    """

    number: int
    site: SiteId
    from_utc: Utc


@dataclass(frozen=True, slots=True)
class OutageSiteBack(Event, kind="outage.site-back"):
    """Records that a site of the outage is back.

    until_utc: its first good reply
    """

    number: int
    site: SiteId
    until_utc: Utc


@dataclass(frozen=True, slots=True)
class OutageRestored(Event, kind="outage.restored"):
    """Records that the fault is gone, or that its room is switched off.

    at_utc: first good reply of the last site, or when its silence began to be ordered
    operator: the operator who said so; empty for the engine
    is_switched_off: whether the codec is still silent, as its room is switched off after a meeting
    """

    number: int
    at_utc: Utc
    operator: str = ""
    is_switched_off: bool = False


@dataclass(frozen=True, slots=True)
class OutageProposed(Event, kind="outage.proposed"):
    """Records another cause that the diagnosis proposes.

    confidence: a Confidence; empty where nothing was diagnosed
    """

    number: int
    cause: OutageCause
    confidence: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class OutageAcknowledged(Event, kind="outage.acknowledged"):
    """Records the first act of an operator on the outage."""

    number: int
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class OutageStateSet(Event, kind="outage.state", inline="step"):
    number: int
    step: StateStep


@dataclass(frozen=True, slots=True)
class OutageCauseDecided(Event, kind="outage.cause"):
    number: int
    cause: OutageCause
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class OutageRemedySet(Event, kind="outage.remedy"):
    number: int
    remedy: str
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class OutageReported(Event, kind="outage.reported"):
    number: int
    at_utc: Utc
    operator: str
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class OutageEstimated(Event, kind="outage.estimated"):
    """Records an estimate of when the outage is repaired."""

    number: int
    back_utc: Utc
    at_utc: Utc
    source: EstimateSource
    operator: str = ""
    confidence: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutageCalled(Event, kind="outage.called", inline="call"):
    number: int
    call: Call


@dataclass(frozen=True, slots=True)
class OutageTold(Event, kind="outage.told", inline="told"):
    number: int
    told: Told


@dataclass(frozen=True, slots=True)
class OutageMerged(Event, kind="outage.merged"):
    """Records that one outage is part of another; its own history stays.

    into: number of the outage that takes its sites over
    """

    number: int
    into: int
    at_utc: Utc
    operator: str = ""


@dataclass(frozen=True, slots=True)
class OutageSplit(Event, kind="outage.split"):
    """Records that sites of an outage have a record of their own; both histories stay."""

    number: int
    new_number: int
    sites: list[SiteId]
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class OutageVerified(Event, kind="outage.verified"):
    number: int
    at_utc: Utc
    operator: str = ""


@dataclass(frozen=True, slots=True)
class OutageClosed(Event, kind="outage.closed"):
    """Records that an operator closed the outage.

    due_utc: date until which an UNKNOWN cause must be found; None for a known cause
    """

    number: int
    at_utc: Utc
    operator: str
    due_utc: Utc | None = None


@dataclass(frozen=True, slots=True)
class OutageCorrected(Event, kind="outage.corrected"):
    number: int
    field: CorrectedField
    value: str
    reason: str
    at_utc: Utc
    operator: str


OutageEvent = (
    OutageOpened | OutageSiteCut | OutageSiteBack | OutageRestored | OutageProposed | OutageAcknowledged
    | OutageStateSet | OutageCauseDecided | OutageRemedySet | OutageReported | OutageEstimated
    | OutageCalled | OutageTold | OutageMerged | OutageSplit | OutageVerified | OutageClosed
    | OutageCorrected
)  # fmt: skip
