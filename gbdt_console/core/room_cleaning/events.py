"""Define the journal's events about the care of rooms (rules: core/events.py)."""

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Day, SiteId, Utc


@dataclass(frozen=True, slots=True)
class RulesPosted(Event, kind="care.rules-posted"):
    """A site confirmed that its room rules are posted (A10.1).

    person: name or role of the person who confirmed
    """

    site: SiteId
    day: Day
    person: str
    at_utc: Utc
    operator: ActorName


@dataclass(frozen=True, slots=True)
class RoomCleaned(Event, kind="care.cleaned"):
    """A person signed that room and devices of a site were cleaned (A4.8).

    site: id of the site, or 'centre'
    person: name or role of the person who signed
    """

    site: str
    day: Day
    person: str
    note: str
    at_utc: Utc
    operator: ActorName


CleaningEvent = RulesPosted | RoomCleaned
