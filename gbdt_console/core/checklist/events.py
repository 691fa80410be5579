"""Define the journal's events about checklists (rules: core/events.py)."""

from dataclasses import field

from gbdt_console.core.checklist.calls import CallStep
from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import FIRST_CHECKS, Check, RollQuestion
from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, MeetingId, SiteId, Utc


@dataclass(frozen=True, slots=True)
class ChecklistOpened(Event, kind="checklist.opened"):
    """A sheet was opened, or its meeting was moved; what was signed stays.

    due_utc: when all checks have to be done
    checks: the checks of a new sheet, in order; an older sheet keeps its own
    """

    meeting: MeetingId
    sites: list[SiteId]
    opening_utc: Utc
    due_utc: Utc
    at_utc: Utc
    operator: ActorName
    checks: list[Check] = field(default_factory=lambda: list(FIRST_CHECKS))


@dataclass(frozen=True, slots=True)
class CheckSigned(Event, kind="checklist.signed"):
    """A person signed checks of a site, or reported a fault in them.

    is_ok: signed; else a fault was reported
    over: for each check the code of the measured fault that the signature accepts; absent for none
    """

    meeting: MeetingId
    site: SiteId
    checks: list[Check]
    is_ok: bool
    operator: ActorName
    at_utc: Utc
    note: str
    over: dict[str, str]


@dataclass(frozen=True, slots=True)
class RollAnswered(Event, kind="checklist.answered"):
    """A site answered a question of the roll-call.

    answer: the answer's code; for PRESIDES the role as it was spoken, for DELEGATES the number
    signed: the checks that the answer signs
    faulty: the checks in which the answer reports a fault
    """

    meeting: MeetingId
    site: SiteId
    question: RollQuestion
    answer: str
    signed: list[Check]
    faulty: list[Check]
    operator: ActorName
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class SiteCalled(Event, kind="checklist.called"):
    """A person calls a site for the roll-call, or stopped; no part of what a closing signs.

    client: id of the console or verb that calls
    """

    meeting: MeetingId
    site: SiteId
    step: CallStep
    operator: ActorName
    client: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class ChecklistClosed(Event, kind="checklist.closed"):
    """A person closed the sheet: it is frozen and signed.

    cells: for each site the state of its checks in order
    digest: SHA-256 of the frozen sheet
    fingerprint: fingerprint of the configuration at that time
    """

    meeting: MeetingId
    cells: dict[str, list[CellState]]
    operator: ActorName
    uid: int
    terminal: str
    at_utc: Utc
    digest: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ChecklistPrinted(Event, kind="checklist.printed"):
    """A person says that the sheet is on paper.

    digest: digest of the closing that was printed; empty where the sheet was open
    """

    meeting: MeetingId
    operator: ActorName
    at_utc: Utc
    digest: str


@dataclass(frozen=True, slots=True)
class CheckChanged(Event, kind="checklist.changed"):
    """A check of a closed sheet is not as it was signed any more, or is again."""

    meeting: MeetingId
    site: SiteId
    check: Check
    was: CellState
    now: CellState
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class ConfigChanged(Event, kind="checklist.config-changed"):
    """An engine runs with another configuration than the one known to a closed sheet.

    before: fingerprint of the configuration that the sheet knew
    now: fingerprint of the configuration in use
    """

    meeting: str
    before: str
    now: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class ConfigAccepted(Event, kind="checklist.config-accepted"):
    """A person accepts a configuration that changed after the closing."""

    meeting: MeetingId
    fingerprint: str
    reason: str
    operator: ActorName
    uid: int
    terminal: str
    at_utc: Utc


ChecklistEvent = (
    ChecklistOpened
    | CheckSigned
    | RollAnswered
    | SiteCalled
    | ChecklistClosed
    | ChecklistPrinted
    | CheckChanged
    | ConfigChanged
    | ConfigAccepted
)
