"""Defines the journal's events of alarms, causes and maintenance; core/events.py has the rules for events.

Fields that many events share:

    number: the alarm's number
    resource: the resource of the alarm's key, or of the maintenance
    operator: the operator's name
    window: the id of a maintenance window; empty for none
    names ending in _utc: UTC seconds
"""

from dataclasses import dataclass, field
from typing import ClassVar, TypedDict

from gbdt_console.core.evidence import Evidence


class EvidenceData(TypedDict):
    """Holds an Evidence as plain JSON."""

    code: str
    at_utc: float
    params: dict[str, str]


def evidence_data(evidence: tuple[Evidence, ...]) -> list[EvidenceData]:
    """Convert evidence to the form that the journal holds."""
    return [{"code": e.code, "at_utc": e.at_utc, "params": dict(e.params)} for e in evidence]


def evidence_of(data: list[EvidenceData]) -> tuple[Evidence, ...]:
    """Read evidence from the journal's form."""
    return tuple(Evidence(e["code"], e["at_utc"], tuple(sorted(e["params"].items()))) for e in data)


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """Records that a fault became an alarm.

    With the number of an earlier alarm it records that the fault returned.

    number: the alarm's number.
    resource: the resource of the alarm's key.
    type: the type of the alarm's key.
    severity: a Severity.
    site: the id of the resource's site; empty for the centre and for upstream nodes.
    since_utc: when the fault began.
    raised_utc: when the alarm was raised.
    cause: a Verdict; empty where nothing was diagnosed.
    confidence: a Confidence; empty where nothing was diagnosed.
    evidence: the facts behind the cause.
    params: the figures in the alarm's sentence.
    members: the ids of the sites that an upstream node's alarm stands for.
    parent: the number of the alarm that suppresses it; 0 without one.
    is_first_out: whether it was raised after a quiet time.
    """

    KIND: ClassVar[str] = "alarm.raised"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    type: str
    severity: str
    site: str
    since_utc: float
    raised_utc: float
    cause: str = ""
    confidence: str = ""
    evidence: list[EvidenceData] = field(default_factory=list)
    params: dict[str, str] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)
    parent: int = 0
    is_first_out: bool = False


@dataclass(frozen=True, slots=True)
class AlarmChanged:
    """Records new severity, figures or member sites of an alarm.

    severity: the Severity from now on.
    params: the figures in the alarm's sentence.
    members: the ids of the sites that the alarm stands for.
    """

    KIND: ClassVar[str] = "alarm.changed"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    severity: str
    params: dict[str, str] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AlarmCleared:
    """Records that the fault is gone.

    ended_utc: when the fault ended.
    lasted_s: seconds from the fault's begin to its end.
    window: the maintenance in which it ended.
    """

    KIND: ClassVar[str] = "alarm.cleared"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    ended_utc: float
    lasted_s: float
    window: str = ""


@dataclass(frozen=True, slots=True)
class AlarmSuppressed:
    """Records that the alarm is suppressed, or no longer.

    parent: the number of the alarm that suppresses it; 0 where none does any more.
    """

    KIND: ClassVar[str] = "alarm.suppressed"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    parent: int


@dataclass(frozen=True, slots=True)
class AlarmChattering:
    """Records that the alarm chatters and is held until it was stable.

    changes: how often it changed within the window of AlarmRules.
    """

    KIND: ClassVar[str] = "alarm.chattering"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    changes: int


@dataclass(frozen=True, slots=True)
class AlarmSettled:
    """Records that a chattering alarm is stable again.

    is_active: whether the fault is present.
    at_utc: since when it is so.
    window: the maintenance in which the fault ended.
    """

    KIND: ClassVar[str] = "alarm.settled"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    is_active: bool
    at_utc: float
    window: str = ""


@dataclass(frozen=True, slots=True)
class AlarmAcknowledged:
    """Records an acknowledgement; a higher severity must be acknowledged anew.

    severity: the Severity that the operator acknowledged.
    at_utc: when the operator acknowledged it.
    """

    KIND: ClassVar[str] = "alarm.acknowledged"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    severity: str
    operator: str
    at_utc: float


@dataclass(frozen=True, slots=True)
class AlarmAcknowledgementExpired:
    """Records that an acknowledgement expired while the fault lasts.

    ack_utc: when the expired acknowledgement was given.
    """

    KIND: ClassVar[str] = "alarm.ack-expired"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    ack_utc: float


@dataclass(frozen=True, slots=True)
class AlarmShelved:
    """Records that an operator shelved the alarm.

    until_utc: when the shelf ends.
    reason: the operator's words.
    """

    KIND: ClassVar[str] = "alarm.shelved"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    until_utc: float
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class AlarmUnshelved:
    """Records the end of a shelf.

    operator: the operator who ended it; empty when its time had passed.
    until_utc: the shelf's end that had passed; 0 when an operator ended it.
    """

    KIND: ClassVar[str] = "alarm.unshelved"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    operator: str = ""
    until_utc: float = 0.0


@dataclass(frozen=True, slots=True)
class MaintenancePlanned:
    """Records planned work on a resource.

    from_utc: the planned begin.
    until_utc: the planned end.
    reason: the operator's words.
    """

    KIND: ClassVar[str] = "maintenance.planned"
    VERSION: ClassVar[int] = 1
    window: str
    resource: str
    from_utc: float
    until_utc: float
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class MaintenanceBegan:
    """Records that the begin of planned work has passed."""

    KIND: ClassVar[str] = "maintenance.began"
    VERSION: ClassVar[int] = 1
    window: str
    resource: str


@dataclass(frozen=True, slots=True)
class MaintenanceEnded:
    """Records the end of planned work.

    operator: the operator who ended it; empty when its time had passed.
    at_utc: when the operator ended it, UTC seconds; 0 when its time had passed.
    """

    KIND: ClassVar[str] = "maintenance.ended"
    VERSION: ClassVar[int] = 1
    window: str
    resource: str
    operator: str = ""
    at_utc: float = 0.0


@dataclass(frozen=True, slots=True)
class CauseDecided:
    """Records the diagnosed cause of an alarm.

    cause: a Verdict.
    confidence: a Confidence.
    evidence: the facts behind the cause.
    is_on_return: whether the boot counters decided it when the site was back.
    """

    KIND: ClassVar[str] = "cause.decided"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    cause: str
    confidence: str
    evidence: list[EvidenceData] = field(default_factory=list)
    is_on_return: bool = False


@dataclass(frozen=True, slots=True)
class CauseOverridden:
    """Records an operator's own cause; the diagnosed cause is kept beside it.

    cause: a Verdict; empty to take the operator's cause back.
    """

    KIND: ClassVar[str] = "cause.overridden"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    cause: str
    operator: str


@dataclass(frozen=True, slots=True)
class BellSilenced:
    """Records that an operator stopped the sound; it acknowledges nothing."""

    KIND: ClassVar[str] = "bell.silenced"
    VERSION: ClassVar[int] = 1
    operator: str


AlarmEvent = (
    AlarmRaised | AlarmChanged | AlarmCleared | AlarmSuppressed | AlarmChattering | AlarmSettled
    | AlarmAcknowledged | AlarmAcknowledgementExpired | AlarmShelved | AlarmUnshelved
    | MaintenancePlanned | MaintenanceBegan | MaintenanceEnded | CauseDecided | CauseOverridden
    | BellSilenced
)  # fmt: skip
