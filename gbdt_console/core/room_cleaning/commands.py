"""Define the commands about the care of rooms; the journal alone carries them out."""

from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId


@dataclass(frozen=True, slots=True)
class ConfirmRules(Command):
    """Enter that sites confirmed that their room rules are posted.

    day: day on which they were seen or posted, 'YYYY-MM-DD'; empty for today
    person: name or role of the person who confirmed; empty: as the roster names the technician
    """

    site_ids: tuple[SiteId, ...]
    day: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class SignCleaning(Command):
    """Enter that room and devices of sites were cleaned.

    day: day of the cleaning, 'YYYY-MM-DD'; empty for today
    person: name or role of the person who signed; empty: as the roster names the technician
    """

    site_ids: tuple[SiteId, ...]
    day: str = ""
    person: str = ""
    note: str = ""


CARE_COMMANDS = (
    CommandDefinition(ConfirmRules, ("ask.rules-confirm",), verb="care rules", is_record=True),
    CommandDefinition(SignCleaning, ("ask.cleaning-sign",), verb="care cleaned", is_record=True),
)
