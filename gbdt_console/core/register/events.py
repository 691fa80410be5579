"""Define the journal's events of the register (rules: core/events.py)."""

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.register.entry import RegisterEntry
from gbdt_console.core.units import ActorName, Utc


@dataclass(frozen=True, slots=True)
class EntryMade(Event, kind="register.entered", inline="entry"):
    """Records an entry; `replaces` is the number of the one that it corrects, 0 for none."""

    entry: RegisterEntry
    replaces: int = 0


@dataclass(frozen=True, slots=True)
class EntryWithdrawn(Event, kind="register.withdrawn"):
    number: int
    reason: str
    at_utc: Utc
    operator: ActorName


RegisterEvent = EntryMade | EntryWithdrawn
