"""Define the journal's events about the care of rooms (rules: core/events.py)."""

from dataclasses import dataclass

from gbdt_console.core.events import Event
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class RulesPosted(Event, kind="care.rules-posted"):
    """A site confirmed that its room rules are posted (A10.1).

    site: id of the site, or 'centre'
    day: day on which they were seen or posted, 'YYYY-MM-DD'
    person: name or role of the person who confirmed
    operator: name of the operator who entered it
    """

    site: str
    day: str
    person: str
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class RoomCleaned(Event, kind="care.cleaned"):
    """A person signed that room and devices of a site were cleaned (A4.8).

    site: id of the site, or 'centre'
    day: day of the cleaning, 'YYYY-MM-DD'
    person: name or role of the person who signed
    note: that person's words; may be empty
    operator: name of the operator who entered it
    """

    site: str
    day: str
    person: str
    note: str
    at_utc: Utc
    operator: str


CleaningEvent = RulesPosted | RoomCleaned
