"""Define the commands about outage records; the journal alone carries them out."""

from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class OpenOutage(Command):
    """Open a record by hand.

    site_id: id of the site that reported it; empty where no site is meant
    words: the fault in the operator's words
    cause: the decided OutageCause; empty while it is unknown
    back_utc: estimate of the repair; None without one
    source: EstimateSource of the estimate: whose word it is
    """

    site_id: str
    words: str
    cause: str = ""
    back_utc: Utc | None = None
    source: str = "centre"


@dataclass(frozen=True, slots=True)
class EstimateRepair(Command):
    """Add an estimate of when an outage is repaired.

    source: an EstimateSource
    """

    number: int
    back_utc: Utc
    source: str = "centre"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DecideCause(Command):
    """Decide the cause of an outage.

    cause: an OutageCause
    """

    number: int
    cause: str


@dataclass(frozen=True, slots=True)
class SetRemedy(Command):
    number: int
    remedy: str


@dataclass(frozen=True, slots=True)
class SetOutageState(Command):
    """Enter how far the repair is.

    state: an OutageState but CLOSED and SWITCHED_OFF; RESTORED ends an outage that no alarm ends
    """

    number: int
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportToCarrier(Command):
    """Enter that the outage was reported to the carrier."""

    number: int
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class LogCall(Command):
    """Enter a phone call about an outage.

    outcome: a CallOutcome
    is_carrier: whether a reached contact means that the outage is reported to the carrier
    """

    number: int
    contact: str
    phone: str
    outcome: str
    is_carrier: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class TellChair(Command):
    """Enter that the chair was told.

    channel: a Channel
    back_utc: the estimate in the sentence; None where it had none
    """

    number: int
    person: str
    channel: str
    text: str
    back_utc: Utc | None = None


@dataclass(frozen=True, slots=True)
class MergeOutages(Command):
    """Make one outage part of another; both histories stay.

    number: number of the outage that becomes a part
    """

    number: int
    into: int


@dataclass(frozen=True, slots=True)
class SplitOutage(Command):
    number: int
    sites: tuple[SiteId, ...]


@dataclass(frozen=True, slots=True)
class CloseOutage(Command):
    """Close an outage; refused without cause, remedy or while it lasts.

    is_unknown: close it with an UNKNOWN cause, which then has a due date
    is_sure: lifts the refusal of an outage without any estimate
    """

    number: int
    is_unknown: bool = False
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class CorrectOutage(Command):
    """Correct a closed outage; the value before stays beside it.

    field: a CorrectedField
    reason: reason of the correction; required
    """

    number: int
    field: str
    value: str
    reason: str


OUTAGE_COMMANDS = (
    CommandDefinition(OpenOutage, ("action.outage.open",), verb="outage open", is_record=True),
    CommandDefinition(EstimateRepair, ("action.outage.estimate",), verb="outage estimate", is_record=True),
    CommandDefinition(DecideCause, ("action.outage.cause",), verb="outage cause", is_record=True),
    CommandDefinition(SetRemedy, ("action.outage.remedy",), verb="outage remedy", is_record=True),
    CommandDefinition(SetOutageState, ("action.outage.state",), verb="outage state", is_record=True),
    CommandDefinition(ReportToCarrier, ("action.outage.report",), verb="outage report", is_record=True),
    CommandDefinition(LogCall, ("action.outage.call",), verb="outage call", is_record=True),
    CommandDefinition(TellChair, ("action.outage.told",), verb="outage told", is_record=True),
    CommandDefinition(MergeOutages, ("action.outage.merge",), verb="outage merge", is_record=True),
    CommandDefinition(SplitOutage, ("action.outage.split",), verb="outage split", is_record=True),
    CommandDefinition(
        CloseOutage, ("action.outage.close",), verb="outage close",
        confirmations=("guard.outage-no-estimate",), is_record=True,
    ),
    CommandDefinition(CorrectOutage, ("action.outage.correct",), verb="outage correct", is_record=True),
)  # fmt: skip
