"""Define the journal's events about guests (rules: core/events.py)."""

from gbdt_console.core.events import PlacedEvent
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, MeetingId, Utc


@dataclass(frozen=True, slots=True)
class GuestExpected(PlacedEvent, kind="guest.expected"):
    """A guest is expected in one meeting."""

    guest: int
    meeting: MeetingId
    pattern: str
    organisation: str
    phone: str
    operator: ActorName


@dataclass(frozen=True, slots=True)
class GuestWithdrawn(PlacedEvent, kind="guest.withdrawn"):
    """A guest is no longer expected."""

    guest: int
    operator: ActorName


@dataclass(frozen=True, slots=True)
class GuestCame(PlacedEvent, kind="guest.came"):
    """A caller that is like an expected guest is in the conference, where it waits to be let in.

    leg: the MCU's id of its call leg, by which it is known from then on, whatever name it takes
    caller, address, name: its number, IP address and name, as the MCU told them at first
    """

    guest: int
    leg: str
    caller: str
    address: str
    name: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class GuestLetIn(PlacedEvent, kind="guest.let-in"):
    """The MCU lists a guest that an operator has let in."""

    guest: int
    leg: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class GuestLeft(PlacedEvent, kind="guest.left"):
    """A guest's call is over, or an operator took the admission back."""

    guest: int
    leg: str
    at_utc: Utc


GuestEvent = GuestExpected | GuestWithdrawn | GuestCame | GuestLetIn | GuestLeft
