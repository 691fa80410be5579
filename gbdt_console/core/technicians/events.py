"""Define the journal's events about technicians (rules: core/events.py)."""

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.units import ActorName, Day, SiteId, Utc


@dataclass(frozen=True, slots=True)
class TechnicianNamed(Event, kind="technician.named"):
    """The office entered who holds a post.

    name: name of the person; empty where only the phone number changed
    phone: phone number; empty leaves the one of sites.yaml
    is_new: another person holds the post from `day` on, whose training has still to be entered (A10.2)
    day: local day of the change, 'YYYY-MM-DD'
    """

    site: SiteId
    post: Post
    name: str
    phone: str
    is_new: bool
    day: str
    at_utc: Utc
    operator: ActorName


@dataclass(frozen=True, slots=True)
class TrainingRecorded(Event, kind="technician.trained"):
    site: SiteId
    post: Post
    day: Day
    subject: str
    at_utc: Utc
    operator: ActorName


@dataclass(frozen=True, slots=True)
class SheetImported(Event, kind="technician.sheet"):
    """An attendance sheet was imported; the entries of the same request behind it are what it changed.

    file: name of the file
    digest: SHA-256 of the file, 64 hexadecimal digits
    posts: number of posts that it changed
    """

    file: str
    digest: str
    posts: int
    at_utc: Utc
    operator: ActorName


TechnicianEvent = TechnicianNamed | TrainingRecorded
