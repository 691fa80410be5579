"""Defines the journal's events of alarms, causes and maintenance; core/events.py has the rules for events.

Fields that many events share:

    number: the alarm's number
    resource: the resource of the alarm's key, or of the maintenance
    operator: the operator's name
    window: the id of a maintenance window; empty for none
    cause, confidence: a Verdict and a Confidence; empty where nothing was diagnosed
    params: the figures in the alarm's sentence
    members: the ids of the sites that an upstream node's alarm stands for
    site: the site of the resource; empty for the centre and for upstream nodes
"""

from dataclasses import field

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.events import Event
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class AlarmRaised(Event, kind="alarm.raised"):
    """Records that a fault became an alarm.

    With the number of an earlier alarm it records that the fault returned.

    is_first_out: whether it was raised after a quiet time.
    """

    number: int
    resource: str
    type: str
    severity: Severity
    site: str
    since_utc: Utc
    raised_utc: Utc
    cause: str = ""
    confidence: str = ""
    evidence: tuple[Evidence, ...] = ()
    params: dict[str, str] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)
    parent: int = 0
    is_first_out: bool = False


@dataclass(frozen=True, slots=True)
class AlarmChanged(Event, kind="alarm.changed"):
    number: int
    resource: str
    severity: Severity
    params: dict[str, str] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AlarmCleared(Event, kind="alarm.cleared"):
    """Records that the fault is gone.

    lasted_s: seconds from the fault's begin to its end.
    """

    number: int
    resource: str
    ended_utc: Utc
    lasted_s: float
    window: str = ""


@dataclass(frozen=True, slots=True)
class AlarmSuppressed(Event, kind="alarm.suppressed"):
    """Records that the alarm is suppressed, or no longer.

    parent: the number of the alarm that suppresses it; 0 where none does any more.
    """

    number: int
    resource: str
    parent: int


@dataclass(frozen=True, slots=True)
class AlarmChattering(Event, kind="alarm.chattering"):
    """Records that the alarm chatters and is held until it was stable.

    changes: how often it changed within the window of AlarmRules.
    """

    number: int
    resource: str
    changes: int


@dataclass(frozen=True, slots=True)
class AlarmSettled(Event, kind="alarm.settled"):
    number: int
    resource: str
    is_active: bool
    at_utc: Utc
    window: str = ""


@dataclass(frozen=True, slots=True)
class AlarmAcknowledged(Event, kind="alarm.acknowledged"):
    """Records an acknowledgement; a higher severity must be acknowledged anew."""

    number: int
    resource: str
    severity: Severity
    operator: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class AlarmAcknowledgementExpired(Event, kind="alarm.ack-expired"):
    """Records that an acknowledgement expired while the fault lasts."""

    number: int
    resource: str
    ack_utc: Utc


@dataclass(frozen=True, slots=True)
class AlarmShelved(Event, kind="alarm.shelved"):
    number: int
    resource: str
    until_utc: Utc
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class AlarmUnshelved(Event, kind="alarm.unshelved"):
    """Records the end of a shelf.

    operator: the operator who ended it; empty when its time had passed.
    until_utc: the shelf's end that had passed; 0 when an operator ended it.
    """

    number: int
    resource: str
    operator: str = ""
    until_utc: Utc = 0.0


@dataclass(frozen=True, slots=True)
class MaintenancePlanned(Event, kind="maintenance.planned"):
    window: str
    resource: str
    from_utc: Utc
    until_utc: Utc
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class MaintenanceBegan(Event, kind="maintenance.began"):
    window: str
    resource: str


@dataclass(frozen=True, slots=True)
class MaintenanceEnded(Event, kind="maintenance.ended"):
    """Records the end of planned work.

    operator: the operator who ended it; empty when its time had passed.
    at_utc: when the operator ended it; 0 when its time had passed.
    """

    window: str
    resource: str
    operator: str = ""
    at_utc: Utc = 0.0


@dataclass(frozen=True, slots=True)
class CauseDecided(Event, kind="cause.decided"):
    """Records the diagnosed cause of an alarm.

    is_on_return: whether the boot counters decided it when the site was back.
    """

    number: int
    resource: str
    cause: str
    confidence: str
    evidence: tuple[Evidence, ...] = ()
    is_on_return: bool = False


@dataclass(frozen=True, slots=True)
class CauseOverridden(Event, kind="cause.overridden"):
    """Records an operator's own cause; the diagnosed cause is kept beside it.

    cause: a Verdict; empty to take the operator's cause back.
    """

    number: int
    resource: str
    cause: str
    operator: str


@dataclass(frozen=True, slots=True)
class BellSilenced(Event, kind="bell.silenced"):
    """Records that an operator stopped the sound; it acknowledges nothing."""

    operator: str


AlarmEvent = (
    AlarmRaised | AlarmChanged | AlarmCleared | AlarmSuppressed | AlarmChattering | AlarmSettled
    | AlarmAcknowledged | AlarmAcknowledgementExpired | AlarmShelved | AlarmUnshelved
    | MaintenancePlanned | MaintenanceBegan | MaintenanceEnded | CauseDecided | CauseOverridden
    | BellSilenced
)  # fmt: skip
