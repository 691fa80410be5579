"""Define the commands about the checklist; the journal alone carries them out."""

from gbdt_console.core.checklist.calls import CallStep
from gbdt_console.core.commands import CommandDefinition, Guard, SheetCommand
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class OpenChecklist(SheetCommand):
    """Open the sheet of a meeting, or move it to another opening.

    meeting_id: number of a registered meeting, or id of another; empty for the running one, else the next one
    opening_utc: planned opening of a meeting that has none of its own
    sites: ids of its sites; none for the meeting's own
    """

    meeting_id: str = ""
    opening_utc: Utc | None = None
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignCheck(SheetCommand):
    """Sign one check of a site, or report a fault in it.

    check: a Check
    is_ok: it is in order; else a fault is reported
    note: the person's words; required for a fault, and to sign against a measurement
    """

    site_id: SiteId
    check: str
    is_ok: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRoll(SheetCommand):
    """Enter a site's answer to a question of the roll-call.

    question: a RollQuestion
    answer: code of the answer; the role of who presides, or the number of delegates
    """

    site_id: SiteId
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class CallSite(SheetCommand):
    """Say that a site is called for the roll-call, is called again later, or is called no more.

    step: a CallStep
    instead_of: the client whose call of the site is taken over, as the person saw it; empty: nobody's
    """

    site_id: SiteId
    step: str = CallStep.CALLING.value
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class CloseChecklist(SheetCommand):
    """Freeze and sign the sheet.

    is_sure: required while a check is not done
    """

    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class RecordPrint(SheetCommand):
    """Say that the sheet is on paper: no device tells so."""


@dataclass(frozen=True, slots=True)
class AcceptConfiguration(SheetCommand):
    """Accept by name that the configuration changed after a sheet was closed."""

    reason: str


CHECKLIST_COMMANDS = (
    CommandDefinition(OpenChecklist, ("ask.checklist-open",), verb="checklist open", is_record=True),
    CommandDefinition(
        SignCheck,
        ("ask.check-sign", "ask.check-fault"),
        words_by="is_ok",
        verb="checklist sign",
        is_record=True,
    ),
    CommandDefinition(
        AnswerRoll,
        ("ask.roll-answer",),
        verb="checklist answer",
        guard=Guard.MAY_TAKE_CONTROL,
        is_record=True,
    ),
    CommandDefinition(
        CallSite, ("ask.site-call",), verb="checklist call", guard=Guard.MAY_TAKE_CONTROL, is_record=True
    ),
    CommandDefinition(
        CloseChecklist,
        ("ask.checklist-close",),
        verb="checklist close",
        confirmations=("checklist.not-done",),
        is_record=True,
    ),
    CommandDefinition(
        RecordPrint,
        ("ask.checklist-printed",),
        verb="checklist printed",
        guard=Guard.MAY_TAKE_CONTROL,
        is_record=True,
    ),
    CommandDefinition(
        AcceptConfiguration, ("ask.config-accept",), verb="checklist accept-config", is_record=True
    ),
)
