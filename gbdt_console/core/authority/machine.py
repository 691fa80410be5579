"""Tells on which machine the journal gives orders, and when another machine must be signed for."""

from dataclasses import replace
from typing import get_args

from gbdt_console.core.authority.withheld import Machine, Withheld
from gbdt_console.core.commands import Command, CommandDefinition, Guard
from gbdt_console.core.events import EngineStarted, Event
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.journal_events import EntriesLost, JournalMerged, JournalReplaced, JournalRestored
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.units import ActorName


@dataclass(frozen=True, slots=True)
class MachineAccepted(Event, kind="machine.accepted"):
    """From now on this machine gives the orders; the fields are those of Machine.

    operator: name of who signed that; empty where nobody had to
    """

    machine: str
    journal: int
    operator: ActorName = ""


@dataclass(frozen=True, slots=True)
class LeftAlone(Event, kind="machine.left-alone"):
    """This PC was one of two, and its sites.yaml no longer names the other one, which may give orders."""


@dataclass(frozen=True, slots=True)
class AcceptMachine(Command):
    """Sign that this machine gives the orders from now on, and the one before no more."""

    is_sure: bool = False


OTHER_MAY_RUN = "machine.other-may-run"
"""Code of what a person must be sure of: two engines that give orders to one MCU undo each other's."""

AUTHORITY_COMMANDS = (
    CommandDefinition(
        AcceptMachine,
        ("ask.machine-accept",),
        verb="machine accept",
        guard=Guard.SIGNS,
        confirmations=(OTHER_MAY_RUN,),
        is_record=True,
        cannot_wait=True,
    ),
)


@dataclass(frozen=True, slots=True)
class MachineBook:
    """Holds the machine that gives the orders.

    accepted: the one that was accepted last; of an empty id before the first
    is_moved: since then the journal was laid out anew, from a backup or by a merge, or its PC left alone
    is_of_two: two PCs shared it, and this one was not left alone since
    """

    accepted: Machine = Machine()
    is_moved: bool = False
    is_of_two: bool = False

    def withheld(self, here: Machine | None) -> Withheld | None:
        """Return why an engine gives no order on that machine; None where it may.

        here: None where that does not matter: of a simulated network, or for one look
        """
        if here is None or (not self.accepted.id and not self.is_moved):
            return None
        is_same = self.accepted.id == here.id and self.accepted.journal in (0, here.journal)
        return None if is_same and not self.is_moved else Withheld.OTHER_MACHINE

    def to_record(self, here: Machine | None) -> MachineAccepted | None:
        """Return what an engine that may give orders has still to record of its machine."""
        if here is None or here == self.accepted or self.withheld(here) is not None:
            return None
        return MachineAccepted(here.id, here.journal)


_Taken = (
    MachineAccepted
    | EngineStarted
    | JournalReplaced
    | EntriesLost
    | JournalRestored
    | JournalMerged
    | RoleTaken
    | LeftAlone
)


def _fold(book: MachineBook, event: _Taken, _: Books) -> MachineBook:
    match event:
        case MachineAccepted():
            return MachineBook(Machine(event.machine, event.journal), is_of_two=book.is_of_two)
        case RoleTaken():  # a person signed by it that the machine where it is recorded gives the orders
            return MachineBook(is_of_two=True)
        case LeftAlone():
            return replace(book, is_moved=True, is_of_two=False)
        case EngineStarted(machine=""):  # a program that asked for no signature has given orders since
            return replace(book, is_moved=False)
        case JournalReplaced() | EntriesLost():  # the engine itself put another file in place
            return replace(book, accepted=replace(book.accepted, journal=0))
        case JournalRestored() | JournalMerged():
            return replace(book, is_moved=True)
    return book


MACHINE = Feature("machine", MachineBook, get_args(_Taken), _fold)
