"""Define the commands about technicians; the journal alone carries them out."""

from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.quick_dataclass import dataclass
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


TECHNICIAN_COMMANDS = (
    CommandDefinition(NameTechnician, ("ask.technician-name",), verb="technicians name", is_record=True),
    CommandDefinition(RecordTraining, ("ask.technician-train",), verb="technicians trained", is_record=True),
)
