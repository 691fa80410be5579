"""Define the journal's events about checklists (rules: core/events.py)."""

from dataclasses import dataclass

from gbdt_console.core.events import Event
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class ChecklistOpened(Event, kind="checklist.opened"):
    """A sheet was opened, or its meeting was moved; what was signed stays.

    meeting: id of the meeting
    sites: ids of its sites
    opening_utc: planned opening
    due_utc: when all checks have to be done
    operator: name of the operator
    """

    meeting: str
    sites: list[str]
    opening_utc: Utc
    due_utc: Utc
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class CheckSigned(Event, kind="checklist.signed"):
    """A person signed checks of a site, or reported a fault in them.

    meeting: id of the meeting
    site: id of the site
    checks: the checks
    is_ok: signed; else a fault was reported
    operator: name of the operator
    note: the person's words; may be empty
    over: for each check the code of the measured fault that the signature accepts; absent for none
    """

    meeting: str
    site: str
    checks: list[str]
    is_ok: bool
    operator: str
    at_utc: Utc
    note: str
    over: dict[str, str]


@dataclass(frozen=True, slots=True)
class RollAnswered(Event, kind="checklist.answered"):
    """A site answered a question of the roll-call.

    meeting: id of the meeting
    site: id of the site
    question: a RollQuestion
    answer: the answer's code; for PRESIDES the role as it was spoken, for DELEGATES the number
    signed: the checks that the answer signs
    faulty: the checks in which the answer reports a fault
    operator: name of the operator
    """

    meeting: str
    site: str
    question: str
    answer: str
    signed: list[str]
    faulty: list[str]
    operator: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class ChecklistClosed(Event, kind="checklist.closed"):
    """A person closed the sheet: it is frozen and signed.

    meeting: id of the meeting
    cells: for each site the state of its checks in order
    operator: name of the operator
    uid: OS user of the operator's client
    terminal: terminal of that client
    digest: SHA-256 of the frozen sheet
    fingerprint: fingerprint of the configuration at that time
    """

    meeting: str
    cells: dict[str, list[str]]
    operator: str
    uid: int
    terminal: str
    at_utc: Utc
    digest: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class CheckChanged(Event, kind="checklist.changed"):
    """A check of a closed sheet is not as it was signed any more, or is again.

    meeting: id of the meeting
    site: id of the site
    check: the check
    was: its CellState before
    now: its CellState now
    """

    meeting: str
    site: str
    check: str
    was: str
    now: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class ConfigChanged(Event, kind="checklist.config-changed"):
    """An engine runs with another configuration than the one known to a closed sheet.

    meeting: id of the meeting
    before: fingerprint of the configuration that the sheet knew
    now: fingerprint of the configuration in use
    """

    meeting: str
    before: str
    now: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class ConfigAccepted(Event, kind="checklist.config-accepted"):
    """A person accepts a configuration that changed after the closing.

    meeting: id of the meeting
    fingerprint: fingerprint of the accepted configuration
    reason: the person's words
    operator: name of the operator
    uid: OS user of the operator's client
    terminal: terminal of that client
    """

    meeting: str
    fingerprint: str
    reason: str
    operator: str
    uid: int
    terminal: str
    at_utc: Utc


ChecklistEvent = (
    ChecklistOpened
    | CheckSigned
    | RollAnswered
    | ChecklistClosed
    | CheckChanged
    | ConfigChanged
    | ConfigAccepted
)
