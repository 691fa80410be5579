"""What the journal holds of alarms and of the causes that were found. Rules for events: core/events.py."""

from dataclasses import dataclass, field
from typing import ClassVar, TypedDict

from gbdt_console.core.evidence import Evidence


class EvidenceData(TypedDict):
    """An Evidence as plain JSON."""

    code: str
    at_utc: float
    params: dict[str, str]


def evidence_data(evidence: tuple[Evidence, ...]) -> list[EvidenceData]:
    """As the journal holds it."""
    return [{"code": e.code, "at_utc": e.at_utc, "params": dict(e.params)} for e in evidence]


def evidence_of(data: list[EvidenceData]) -> tuple[Evidence, ...]:
    """Back from the journal."""
    return tuple(Evidence(e["code"], e["at_utc"], tuple(sorted(e["params"].items()))) for e in data)


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """A fault began to be an alarm; with the number of an earlier one, that one came back. `resource` and
    `type` are its key, `since_utc` when the fault began, `parent` the number it is suppressed under."""

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
    """An open alarm got worse or better, or speaks for other sites."""

    KIND: ClassVar[str] = "alarm.changed"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    severity: str
    params: dict[str, str] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AlarmCleared:
    """The fault is gone. `lasted_s` counts from when it began; `window` is the maintenance it ended in."""

    KIND: ClassVar[str] = "alarm.cleared"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    ended_utc: float
    lasted_s: float
    window: str = ""


@dataclass(frozen=True, slots=True)
class AlarmSuppressed:
    """The alarm went under `parent`, or out from under it where that is 0."""

    KIND: ClassVar[str] = "alarm.suppressed"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    parent: int


@dataclass(frozen=True, slots=True)
class AlarmChattering:
    """It came and went `changes` times within the minute; it is held until it has been stable."""

    KIND: ClassVar[str] = "alarm.chattering"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    changes: int


@dataclass(frozen=True, slots=True)
class AlarmSettled:
    """Stable again, with the fault there or gone (since `at_utc`, in the maintenance `window`)."""

    KIND: ClassVar[str] = "alarm.settled"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    is_active: bool
    at_utc: float
    window: str = ""


@dataclass(frozen=True, slots=True)
class AlarmAcknowledged:
    """An operator took it on while it was of `severity`; a worse one must be acknowledged anew."""

    KIND: ClassVar[str] = "alarm.acknowledged"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    severity: str
    operator: str
    at_utc: float


@dataclass(frozen=True, slots=True)
class AlarmAcknowledgementExpired:
    """The fault is still there and the time has passed that the acknowledgement of `ack_utc` lasts."""

    KIND: ClassVar[str] = "alarm.ack-expired"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    ack_utc: float


@dataclass(frozen=True, slots=True)
class AlarmShelved:
    KIND: ClassVar[str] = "alarm.shelved"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    until_utc: float
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class AlarmUnshelved:
    """By `operator`, or because its time, `until_utc`, had passed; that is 0 when a person ended it."""

    KIND: ClassVar[str] = "alarm.unshelved"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    operator: str = ""
    until_utc: float = 0.0


@dataclass(frozen=True, slots=True)
class MaintenancePlanned:
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
    KIND: ClassVar[str] = "maintenance.began"
    VERSION: ClassVar[int] = 1
    window: str
    resource: str


@dataclass(frozen=True, slots=True)
class MaintenanceEnded:
    """`operator` is empty when its time had passed."""

    KIND: ClassVar[str] = "maintenance.ended"
    VERSION: ClassVar[int] = 1
    window: str
    resource: str
    operator: str = ""


@dataclass(frozen=True, slots=True)
class CauseDecided:
    """Which part failed, as far as the facts say it; `is_on_return` when the boot counters decided."""

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
    """An operator knows better; what the facts said is kept beside it. An empty cause takes it back."""

    KIND: ClassVar[str] = "cause.overridden"
    VERSION: ClassVar[int] = 1
    number: int
    resource: str
    cause: str
    operator: str


@dataclass(frozen=True, slots=True)
class BellSilenced:
    """Acknowledges nothing."""

    KIND: ClassVar[str] = "bell.silenced"
    VERSION: ClassVar[int] = 1
    operator: str


AlarmEvent = (
    AlarmRaised | AlarmChanged | AlarmCleared | AlarmSuppressed | AlarmChattering | AlarmSettled
    | AlarmAcknowledged | AlarmAcknowledgementExpired | AlarmShelved | AlarmUnshelved
    | MaintenancePlanned | MaintenanceBegan | MaintenanceEnded | CauseDecided | CauseOverridden
    | BellSilenced
)  # fmt: skip
