"""Define commands, and what the program must know about each of them."""

from dataclasses import field
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc


class Command:
    """Base of all command classes: frozen dataclasses of plain JSON values."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCommand(Command):
    """A command to one conference, or about the meeting that runs there.

    conference: id of the conference, or number or id of its running meeting; None: that of the only running
        meeting, else the first one. With several running meetings it is required
    """

    conference: str | None = None


class SheetCommand(PlacedCommand):
    """A command about the checklist or the shutdown of a meeting, which need not run.

    `conference` may also be the number of a registered meeting that is to come, or over.
    """

    __slots__ = ()


class Guard(StrEnum):
    IN_CONTROL = "in-control"
    """The client that holds control, a verb of its operator, or anybody listed while nobody holds control."""
    MAY_TAKE_CONTROL = "may-take-control"
    """Every client of a listed operator that may hold control."""
    SIGNS = "signs"
    """The same, also of an engine from which all orders are withheld."""
    ANYBODY = "anybody"
    """Every client; the handler may ask for more, such as a PIN."""


@dataclass(frozen=True, slots=True)
class CommandDefinition:
    """One row of the command table. The feature that owns the row gives the handler.

    words: message codes of what is asked; the second one is used where the field `words_by` is empty
    words_by: the field that picks between two codes; empty where there is one code
    verb: the verb that sends it ('participant dial'); empty where only a screen or the engine's host does
    guard: which client may give it
    confirmations: refusal codes that `is_sure` lifts; the class then has that field
    is_record: whether the journal alone carries it out; then it takes turns and needs no running engine
    cannot_wait: whether a meeting needs such a record even where only this PC's disk takes it
    """

    command: type[Command]
    words: tuple[str, ...]
    words_by: str = ""
    verb: str = ""
    guard: Guard = Guard.IN_CONTROL
    confirmations: tuple[str, ...] = ()
    is_record: bool = False
    cannot_wait: bool = False

    def code_of(self, command: Command) -> str:
        """Return the message code of what this command asks for."""
        is_second = bool(self.words_by) and not getattr(command, self.words_by)
        return self.words[1 if is_second else 0]


@dataclass(frozen=True, slots=True)
class StartMeeting(PlacedCommand):
    """Open a meeting now.

    The conference of a closed meeting is not locked by this: its sites have still to call in.

    running_order: site ids, first speaker first
    is_closed: whether the meeting is a closed one ('họp kín')
    upper_site_id: the site that leads where the meeting is another MCU's; else empty
    profile_id: the profile of its conference, to be applied later; empty where none is named
    """

    title: str
    chair_site_id: SiteId
    opening_utc: Utc
    end_utc: Utc
    running_order: tuple[str, ...] = ()
    is_closed: bool = False
    upper_site_id: str = ""
    profile_id: str = ""
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndMeeting(PlacedCommand):
    """Close the running meeting."""


@dataclass(frozen=True, slots=True)
class TakeControl(Command):
    """Give control to the asking client."""


@dataclass(frozen=True, slots=True)
class SwitchOperator(Command):
    """Put another listed operator on duty at the asking client.

    pin: that operator's PIN; compared, never kept or printed
    """

    operator_id: str
    pin: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReportScreenFailure(Command):
    """Report that a console's screen died; no values of the program are in it.

    error: the exception's class name
    place: where it was raised, file:line
    """

    error: str
    place: str


@dataclass(frozen=True, slots=True)
class FindRecorded(Command):
    """Ask whether the journal has what an earlier request recorded.

    It ends RECORDED with the number of the entry, or FAILED with 'recording.not-found'. Of a verb's commands
    that had ids of their own ('ID-1-3') all are looked for.
    """

    request_id: str


MEETING_COMMANDS = (
    CommandDefinition(
        StartMeeting, ("ask.meeting-start",), verb="meeting start", is_record=True, cannot_wait=True
    ),
    CommandDefinition(EndMeeting, ("ask.meeting-end",), verb="meeting end", is_record=True, cannot_wait=True),
)
REQUEST_COMMANDS = (
    CommandDefinition(
        FindRecorded, ("ask.find-recorded",), guard=Guard.ANYBODY, is_record=True, cannot_wait=True
    ),
)
CONTROL_COMMANDS = (
    CommandDefinition(
        TakeControl, ("action.control.take",), guard=Guard.MAY_TAKE_CONTROL, is_record=True, cannot_wait=True
    ),
    CommandDefinition(
        SwitchOperator, ("ask.operator-switch",), guard=Guard.ANYBODY, is_record=True, cannot_wait=True
    ),
    CommandDefinition(
        ReportScreenFailure, ("ask.screen-failure-report",), guard=Guard.ANYBODY, is_record=True,
        cannot_wait=True,
    ),
)  # fmt: skip
