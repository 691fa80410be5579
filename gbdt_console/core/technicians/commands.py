"""Define the commands about technicians; the journal alone carries them out."""

from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.technicians.sheet import SheetRow
from gbdt_console.core.units import Day, SiteId


@dataclass(frozen=True, slots=True)
class NameTechnician(Command):
    """Enter who holds a post.

    post: a Post
    name: name of the person; empty keeps the one that is known
    phone: phone number; empty keeps the one that is known
    is_new: whether another person holds the post from now on; then its training is still to be entered
    """

    site_id: SiteId
    post: str
    name: str = ""
    phone: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class RecordTraining(Command):
    """Enter that the holders of a post were trained.

    post: a Post
    """

    site_ids: tuple[SiteId, ...]
    post: str
    day: Day
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ImportSheet(Command):
    """Enter what an attendance sheet says of many posts: all of it, or nothing.

    file: name of the file, without its folder
    digest: SHA-256 of the file, 64 hexadecimal digits
    changes: what differs from the roster, as it was shown; refused where it differs otherwise by now
    """

    file: str
    digest: str
    changes: tuple[SheetRow, ...]


TECHNICIAN_COMMANDS = (
    CommandDefinition(NameTechnician, ("ask.technician-name",), verb="technicians name", is_record=True),
    CommandDefinition(RecordTraining, ("ask.technician-train",), verb="technicians trained", is_record=True),
    CommandDefinition(ImportSheet, ("ask.technician-import",), verb="technicians import", is_record=True),
)
