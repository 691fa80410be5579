"""Alarms: what an operator must act on, in the words of ISA-18.2: key, severity, state.

What the device does (`is_active`) and what the operator did (acknowledged, shelved) are separate fields; the
state is read off both. The transition table is in docs/alarms.md.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from gbdt_console.core.evidence import Evidence


class Severity(StrEnum):
    """CRITICAL: a site in the meeting is out, act now. MAJOR: service is affected. MINOR: not yet.
    WARNING: about to be."""

    WARNING = "warning"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for WARNING up to 3."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class AlarmState(StrEnum):
    NORMAL = "normal"
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED_UNACKNOWLEDGED = "returned"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out-of-service"


class AlarmKey(NamedTuple):
    """At most one alarm is open per key. `resource` is a site's id, a device's id ('sapa.codec'),
    'upstream.<id>' or 'centre'."""

    resource: str
    type: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What is wrong now with one resource: the input of the alarm logic.

    `since_utc` is when the fault began. `cause` is a Verdict and `confidence` how sure it is, where there was
    something to decide. `params` fill the alarm's sentence. While the alarm of `parent` stands, this one is
    suppressed. `members` are the sites that a parent speaks for. What `is_momentary` is over as soon as it is
    said: it waits for somebody to look, and for nothing else.
    """

    key: AlarmKey
    severity: Severity
    since_utc: float
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
    """One occurrence. `number` is its name for people and verbs. `override` is the operator's own cause, kept
    beside the machine's. `ack_severity` is how bad it was when it was acknowledged; empty while it is not.
    `parent` is the number of the alarm it is suppressed under, `window` the maintenance it lies in."""

    number: int
    key: AlarmKey
    severity: Severity
    since_utc: float
    raised_utc: float
    site_id: str = ""
    cause: str = ""
    confidence: str = ""
    evidence: tuple[Evidence, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    members: tuple[str, ...] = ()
    override: str = ""
    override_by: str = ""
    is_active: bool = True
    ended_utc: float | None = None
    ack_by: str = ""
    ack_utc: float | None = None
    ack_severity: Severity | None = None
    shelved_until_utc: float | None = None
    shelved_by: str = ""
    shelf_reason: str = ""
    parent: int = 0
    window: str = ""
    is_first_out: bool = False
    is_chattering: bool = False

    @property
    def is_acknowledged(self) -> bool:
        return self.ack_severity is not None and self.ack_severity.rank >= self.severity.rank

    @property
    def is_open(self) -> bool:
        """Whether it is still somebody's business: the fault is there, or was shown and nobody looked, or may
        come back while it is shelved."""
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
        """Whether it waits for somebody to look."""
        return self.state in (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """Work that is planned: alarms of `resource` (a site's or device's id, or 'upstream.<id>') and of what
    belongs to it are out of service from `from_utc` to `until_utc`; sampling goes on."""

    id: str
    resource: str
    from_utc: float
    until_utc: float
    reason: str
    operator: str
    has_begun: bool = False

    def covers(self, resource: str) -> bool:
        return resource == self.resource or resource.startswith(f"{self.resource}.")


@dataclass(frozen=True, slots=True)
class AlarmLoad:
    """What the alarm system says of itself. `raised_10min` counts the alarms of the last ten minutes,
    `flood_more` those of a flood that were grouped and not sounded; `sources` the resources with most alarms
    of the last day; `sounds` counts every sound since the engine began; `is_ringing` while a sounded alarm
    waits and nobody silenced it."""

    raised_10min: int = 0
    is_flood: bool = False
    flood_more: int = 0
    sounds: int = 0
    is_ringing: bool = False
    longest_unacknowledged_s: float = 0.0
    sources: tuple[tuple[str, int], ...] = ()
    by_severity: tuple[tuple[str, int], ...] = ()
