"""Defines alarm values in the terms of ISA-18.2: key, severity, state, planned maintenance.

An Alarm keeps the fault (`is_active`) and the operator's acts (acknowledged, shelved) in separate fields and
derives its state from both. The transition table is in docs/alarms.md.
"""

from enum import StrEnum
from typing import NamedTuple

from gbdt_console.core.evidence import Evidence
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Utc


class Severity(StrEnum):
    """Says how much an alarm affects the service.

    WARNING: the service is about to be affected.
    MINOR: the service is not affected yet.
    MAJOR: the service is affected.
    CRITICAL: a site in the meeting is out; the operator must act now.
    """

    WARNING = "warning"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Give the order of severities. The order is 0 for WARNING up to 3 for CRITICAL."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class AlarmState(StrEnum):
    """Names the states of ISA-18.2. The page docs/alarms.md says what each asks of the operator."""

    NORMAL = "normal"
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED_UNACKNOWLEDGED = "returned"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out-of-service"


class AlarmKey(NamedTuple):
    """Identifies an alarm; at most one alarm is open per key.

    resource: a site's id, a device's id ('sapa.codec'), 'upstream.<id>', 'caller.<number>' or 'centre'.
    type: the identity of an AlarmDefinition.
    """

    resource: str
    type: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Describes a present fault for the alarm logic; what is not named here is as in Alarm.

    parent: the alarm that suppresses this one while it is active.
    is_momentary: whether the fault is over already and the alarm only waits for an acknowledgement.
    """

    key: AlarmKey
    severity: Severity
    since_utc: Utc
    site_id: str = ""
    cause: str = ""
    confidence: str = ""
    evidence: tuple[Evidence, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    members: tuple[str, ...] = ()
    parent: AlarmKey | None = None
    is_momentary: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """Holds one occurrence of an alarm.

    number: the name of the alarm for operators and verbs.
    cause: the diagnosed Verdict, or the OutageCause of the record that it is about; empty without one.
    evidence: the observed facts behind `cause`.
    params: name and value of the figures in the alarm's sentence.
    members: the ids of the sites that an upstream node's alarm stands for.
    override: the operator's own cause, kept beside `cause`; empty without one.
    override_by: the operator who gave `override`.
    is_active: whether the fault counts as present; while it comes and goes it does until it stayed away.
    ack_severity: the severity that was acknowledged; None while nobody did.
    parent: the number of the alarm that suppresses it; 0 without one.
    window: the id of the maintenance window that covers it; empty without one.
    is_first_out: whether it was raised after a quiet time, as the first of a possible cascade.
    is_chattering: whether it is held because the fault comes and goes.
    watched_until_utc: when a held alarm ends if its fault stays away; None while the fault is
        present, and of an alarm that is not held. No event tells it: only a running engine knows.
    """

    number: int
    key: AlarmKey
    severity: Severity
    since_utc: Utc
    raised_utc: Utc
    site_id: str = ""
    cause: str = ""
    confidence: str = ""
    evidence: tuple[Evidence, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    members: tuple[str, ...] = ()
    override: str = ""
    override_by: str = ""
    is_active: bool = True
    ended_utc: Utc | None = None
    ack_by: ActorName = ""
    ack_utc: Utc | None = None
    ack_severity: Severity | None = None
    shelved_until_utc: Utc | None = None
    shelved_by: ActorName = ""
    shelf_reason: str = ""
    parent: int = 0
    window: str = ""
    is_first_out: bool = False
    is_chattering: bool = False
    watched_until_utc: Utc | None = None

    @property
    def is_present(self) -> bool:
        """Whether the fault is there now, as far as anybody can tell."""
        return self.is_active and self.watched_until_utc is None

    def may_be_over(self, *, is_live: bool) -> bool:
        """Tell whether nobody knows if the fault is there: of a held alarm the journal alone does not tell.

        is_live: whether a running engine gave it
        """
        return self.is_active and self.is_chattering and not is_live

    @property
    def is_acknowledged(self) -> bool:
        """Whether an operator acknowledged it at this severity or a higher one."""
        return self.ack_severity is not None and self.ack_severity.rank >= self.severity.rank

    @property
    def is_open(self) -> bool:
        """Whether the alarm is still listed.

        It is while the fault is present, not acknowledged, or shelved.
        """
        is_shelved = self.shelved_until_utc is not None
        return self.is_active or is_shelved or not (self.is_acknowledged or self.parent or self.window)

    @property
    def state(self) -> AlarmState:
        if not self.is_open:
            return AlarmState.NORMAL
        if self.shelved_until_utc is not None:
            return AlarmState.SHELVED
        if self.window:
            return AlarmState.OUT_OF_SERVICE
        if self.parent:
            return AlarmState.SUPPRESSED
        if not self.is_active:
            return AlarmState.RETURNED_UNACKNOWLEDGED
        return AlarmState.ACKNOWLEDGED if self.is_acknowledged else AlarmState.UNACKNOWLEDGED

    @property
    def is_urgent(self) -> bool:
        """Whether it waits for an operator's acknowledgement."""
        return self.state in (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """Describes planned work, during which alarms are out of service. Sampling goes on.

    id: the name of the window for verbs.
    resource: a site's or device's id, or 'upstream.<id>'; the window covers its parts too.
    """

    id: str
    resource: str
    from_utc: Utc
    until_utc: Utc
    reason: str
    operator: ActorName
    has_begun: bool = False

    def covers(self, resource: str) -> bool:
        """Whether `resource` is the window's resource or a part of it."""
        return resource == self.resource or resource.startswith(f"{self.resource}.")


@dataclass(frozen=True, slots=True)
class AlarmLoad:
    """Holds the alarm system's report on itself.

    raised_10min: alarms first shown in the last ten minutes.
    flood_more: alarms of the flood that were grouped and not sounded.
    sounds: sounds since the engine started.
    is_ringing: whether a sounded alarm waits and no operator silenced it.
    longest_unacknowledged_s: how long the oldest waiting alarm has waited, seconds.
    sources: the resources with most alarms of the last day, with their counts.
    """

    raised_10min: int = 0
    is_flood: bool = False
    flood_more: int = 0
    sounds: int = 0
    is_ringing: bool = False
    longest_unacknowledged_s: float = 0.0
    sources: tuple[tuple[str, int], ...] = ()
    by_severity: tuple[tuple[str, int], ...] = ()
