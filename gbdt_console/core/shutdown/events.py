"""Define the journal's events about shutdowns (rules: core/events.py)."""

from dataclasses import field

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.units import ActorName, MeetingId, SiteId, Utc


@dataclass(frozen=True, slots=True)
class ShutdownOpened(Event, kind="shutdown.opened"):
    """A shutdown began; what no earlier one finished is carried over into it.

    carried: those of the sites that are left of earlier meetings
    over: ids in sheets of the meetings whose shutdown it takes over
    """

    meeting: MeetingId
    sites: list[SiteId]
    at_utc: Utc
    operator: ActorName
    carried: list[SiteId] = field(default_factory=list)
    over: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShutdownSigned(Event, kind="shutdown.signed"):
    """A person signed a step of a site.

    note: problems of the room for DONE, else how it was seen; may be empty
    """

    meeting: MeetingId
    site: SiteId
    step: Step
    operator: ActorName
    at_utc: Utc
    note: str


@dataclass(frozen=True, slots=True)
class PowerCommanded(Event, kind="shutdown.commanded"):
    """Outlets of a site are about to be switched off.

    answered_ago_s: age of the codec's last answer, seconds; None where it never answered
    load_before: load of the UPS, percent; None where unknown
    """

    meeting: MeetingId
    site: SiteId
    outlets: list[str]
    answered_ago_s: float | None
    load_before: float | None
    at_utc: Utc
    operator: ActorName


@dataclass(frozen=True, slots=True)
class PowerSwitched(Event, kind="shutdown.switched"):
    """The PDU answered the command, and was asked afterwards.

    is_off: the PDU says that all outlets are off
    code: message code of why it does not; empty where it does
    """

    meeting: MeetingId
    site: SiteId
    is_off: bool
    code: str
    words: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class StepJudged(Event, kind="shutdown.judged"):
    """The engine measured a step.

    state: PROVED, UNPROVEN, or OPEN where a proof does not hold any more
    """

    meeting: MeetingId
    site: SiteId
    step: Step
    state: StepState
    code: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class ShutdownClosed(Event, kind="shutdown.closed"):
    """A person signed 'System off'.

    open_sites: ids of the sites that were not off, or not proved and not signed
    digest: SHA-256 of the whole record
    """

    meeting: MeetingId
    open_sites: list[str]
    problems: str
    operator: ActorName
    uid: int
    terminal: str
    at_utc: Utc
    digest: str


ShutdownEvent = ShutdownOpened | ShutdownSigned | PowerCommanded | PowerSwitched | StepJudged | ShutdownClosed
