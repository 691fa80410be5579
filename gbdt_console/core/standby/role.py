"""Keeps which of the two PCs commands, and since which entry."""

from dataclasses import field

from gbdt_console.core.events import Event
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.quick_dataclass import dataclass, replace
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class RoleTaken(Event, kind="role.taken"):
    """This PC commands in place of the other one: a person let it, or it found the other one silent.

    machine, before: host names of the PC that commands from now on, and of the one that did
    by: the person; empty where nobody was asked
    term: how often the role was taken over, this time included
    head_seq, head_hash: the last entry that this PC had of the other one
    unseen: entries of the other PC that this one knows of and has not; there may be more
    heard_utc: when the other PC was last heard; 0: not since this one started
    user: OS user who did it
    automatic_utc: when this PC did it by itself; 0: a person let it
    """

    machine: str
    before: str
    by: str
    term: int
    head_seq: int
    head_hash: str
    unseen: int = 0
    heard_utc: Utc = 0.0
    user: str = ""
    automatic_utc: Utc = 0.0


@dataclass(frozen=True, slots=True)
class RoleKept(Event, kind="role.kept"):
    """A person let this PC command on although no majority of machines was known to take its word.

    machine: host name of this PC
    by: the person
    user: OS user who did it
    """

    machine: str
    by: str
    user: str = ""


MOST_UNREAD = 256
"""Limits how many of these are told: every site of a large meeting; the file that was put aside has all."""


@dataclass(frozen=True, slots=True)
class UnreadOrder:
    """An order that a PC had sent, and whose outcome it did not know, as the other one was let command.

    at_utc: UTC seconds at which it gave up
    what, target, operator: as in OrderEnded; the operator by name
    """

    at_utc: Utc
    what: str
    target: str
    operator: str = ""


@dataclass(frozen=True, slots=True)
class OrdersUnread(Event, kind="role.orders-unread"):
    """The PC that lost the role told which of its orders may have overlapped with those of this one.

    machine: host name of that PC
    """

    machine: str
    orders: list[UnreadOrder] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RoleBook:
    """Holds who commands; the fields are those of RoleTaken.

    machine: empty until the role is taken over for the first time: then it is the first PC of sites.yaml
    unread: what the PC before told of orders of its own, since the last takeover
    automatic_utc: when the PC that commands took over by itself; 0: it did not
    """

    machine: str = ""
    term: int = 0
    head_seq: int = 0
    head_hash: str = ""
    unread: tuple[UnreadOrder, ...] = ()
    automatic_utc: Utc = 0.0


def _fold(book: RoleBook, event: RoleTaken | OrdersUnread, _: Books) -> RoleBook:
    if isinstance(event, OrdersUnread):
        return replace(book, unread=tuple(event.orders))
    return RoleBook(
        event.machine, event.term, event.head_seq, event.head_hash, automatic_utc=event.automatic_utc
    )


ROLE = Feature("role", RoleBook, (RoleTaken, OrdersUnread), _fold)
