"""Defines the record of one outage: its seven clocks, cause, estimates, calls and what the chair was told."""

from enum import StrEnum

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.outages.causes import NOTHING_PROPOSED, OutageCause, ProposedCause
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, SiteId, Utc


class OutageState(StrEnum):
    """Names how far the repair is.

    RESTORED: the fault is gone and the site is watched.
    SWITCHED_OFF: the room was switched off while the fault was present; nobody repaired it.
    """

    OPEN = "open"
    REPORTED = "reported"
    WAITING_CARRIER = "waiting-carrier"
    WAITING_POWER = "waiting-power"
    TECHNICIAN_SENT = "technician-sent"
    RESTORED = "restored"
    SWITCHED_OFF = "switched-off"
    CLOSED = "closed"


_ENDS = (OutageState.RESTORED, OutageState.SWITCHED_OFF)


class EstimateSource(StrEnum):
    """Says whose word an estimate is; AUTOMATIC and CENTRE are nobody's promise."""

    AUTOMATIC = "automatic"
    CARRIER_SPOKEN = "carrier-spoken"
    CARRIER_WRITTEN = "carrier-written"
    TECHNICIAN = "technician"
    CENTRE = "centre"

    @property
    def is_promise(self) -> bool:
        return self not in (EstimateSource.AUTOMATIC, EstimateSource.CENTRE)


class CallOutcome(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    CALLS_BACK = "calls-back"
    UNREACHABLE = "unreachable"


class CorrectedField(StrEnum):
    CAUSE = "cause"
    REMEDY = "remedy"
    TICKET = "ticket"


class Channel(StrEnum):
    IN_ROOM = "in-room"
    PHONE = "phone"
    MESSAGE = "message"
    CONFERENCE = "conference"


@dataclass(frozen=True, slots=True)
class Downtime:
    """Holds one time during which a site of the outage was cut off.

    from_utc: last good reply
    until_utc: first good reply after it; None while the site is cut off
    """

    site_id: SiteId
    from_utc: Utc
    until_utc: Utc | None = None


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Holds one time during which a line of the outage was unavailable by its contract.

    until_s: first good second after it; None while it is unavailable
    down_s: its seconds that count as down, as last recorded
    """

    site_id: SiteId
    from_s: int
    until_s: int | None
    down_s: int


@dataclass(frozen=True, slots=True)
class StateStep:
    state: OutageState
    at_utc: Utc
    operator: ActorName = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Holds one estimate of when the outage is repaired.

    confidence: a Confidence; empty where the source named none
    """

    back_utc: Utc
    given_utc: Utc
    source: EstimateSource
    operator: ActorName = ""
    confidence: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """Holds one phone call about the outage.

    contact: role of the contact
    at_utc: UTC seconds of its end
    """

    contact: str
    phone: str
    outcome: CallOutcome
    at_utc: Utc
    operator: ActorName
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Holds one report to the chair.

    person: role of the person who was told
    text: the sentence, byte for byte as it was shown
    back_utc: estimate in the sentence; None where it had none
    """

    person: str
    channel: Channel
    text: str
    at_utc: Utc
    operator: ActorName
    back_utc: Utc | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Holds one later correction; the corrected value stays beside it."""

    field: CorrectedField
    before: str
    after: str
    at_utc: Utc
    operator: ActorName
    reason: str


@dataclass(frozen=True, slots=True)
class Outage:
    """Holds the record of one outage; its lists are in the order of time.

    sites: ids of the sites, in order of joining; empty for the MCU
    opened_by: the alarm that opened it; None where an operator did
    words: the operator's words at opening; empty where an alarm opened it
    started_utc: last good reply
    detected_utc: when the fault became an alarm or an operator opened the record
    acknowledged_utc: when an operator first acted on it; None before
    restored_utc: when the last site was back or switched off; None while one is cut off
    downtimes: times during which its sites were cut off, in order of begin
    cause: the decided cause; None before an operator decided
    merged_into: number of the outage that took it over; 0 for none
    split_from: number of the outage that it was split from; 0 for none
    due_utc: date until which an UNKNOWN cause must be found; None where there is none
    unavailable: times during which its lines were unavailable by their contracts, in order of begin
    """

    number: int
    sites: tuple[str, ...]
    opened_by: AlarmKey | None
    words: str
    started_utc: Utc
    detected_utc: Utc
    acknowledged_utc: Utc | None = None
    reported_utc: Utc | None = None
    restored_utc: Utc | None = None
    verified_utc: Utc | None = None
    closed_utc: Utc | None = None
    downtimes: tuple[Downtime, ...] = ()
    steps: tuple[StateStep, ...] = ()
    proposed: ProposedCause = NOTHING_PROPOSED
    evidence: tuple[Evidence, ...] = ()
    cause: OutageCause | None = None
    cause_by: ActorName = ""
    remedy: str = ""
    remedy_by: ActorName = ""
    ticket: str = ""
    estimates: tuple[Estimate, ...] = ()
    calls: tuple[Call, ...] = ()
    told: tuple[Told, ...] = ()
    corrections: tuple[Correction, ...] = ()
    merged_into: int = 0
    split_from: int = 0
    due_utc: Utc | None = None
    unavailable: tuple[Unavailable, ...] = ()

    @property
    def state(self) -> OutageState:
        return self.steps[-1].state if self.steps else OutageState.OPEN

    @property
    def is_open(self) -> bool:
        """Whether it is neither closed nor merged into another outage."""
        return self.closed_utc is None and not self.merged_into

    @property
    def is_down(self) -> bool:
        return self.is_open and self.restored_utc is None

    @property
    def repaired_utc(self) -> float | None:
        """Return when the fault was seen to be gone, UTC seconds; None before, and where the room was off."""
        ends = [step.state for step in self.steps if step.state in _ENDS]
        return None if ends[-1:] == [OutageState.SWITCHED_OFF] else self.restored_utc

    @property
    def sites_down(self) -> tuple[str, ...]:
        """Return the ids of the sites that are cut off now, in order of joining."""
        down = {downtime.site_id for downtime in self.downtimes if downtime.until_utc is None}
        return tuple(site_id for site_id in self.sites if site_id in down)

    @property
    def estimate(self) -> Estimate | None:
        """Return the estimate in force; None before the first.

        A proposal of the engine replaces nobody's word.
        """
        return next(reversed(self._given or self.estimates), None)

    @property
    def likely_cause(self) -> OutageCause:
        return self.cause or self.proposed.cause

    @property
    def is_chair_told(self) -> bool:
        """Whether the chair was told, and told the estimate in force.

        An estimate of the engine is a proposal: it makes no earlier report out of date.
        """
        if not self.told:
            return False
        given = self._given
        return not given or given[-1].back_utc == self.told[-1].back_utc

    @property
    def _given(self) -> list[Estimate]:
        return [one for one in self.estimates if one.source is not EstimateSource.AUTOMATIC]

    @property
    def contract_s(self) -> int:
        return sum(one.down_s for one in self.unavailable)

    def lasted_s(self, now_utc: Utc) -> float:
        """Return the observed length, seconds: last good reply to the return of the last site."""
        return max(0.0, (self.restored_utc if self.restored_utc is not None else now_utc) - self.started_utc)
