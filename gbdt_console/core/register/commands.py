"""Define the commands about the register; the journal alone carries them out."""

from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class MakeEntry(Command):
    """Enter what the regulation asks for; the fields are those of RegisterEntry.

    body: number or id of a site, id of a body of sites.yaml, or a name
    day: 'YYYY-MM-DD'; empty for today
    replaces: number of the entry that this one corrects; 0 for none
    """

    kind: str
    text: str
    body: str = ""
    paper: str = ""
    day: str = ""
    person: str = ""
    meeting: int = 0
    amount: int = 0
    replaces: int = 0


@dataclass(frozen=True, slots=True)
class WithdrawEntry(Command):
    """Enter that an entry does not count."""

    number: int
    reason: str


REGISTER_COMMANDS = (
    CommandDefinition(MakeEntry, ("ask.register-add",), verb="register add", is_record=True),
    CommandDefinition(WithdrawEntry, ("ask.register-withdraw",), verb="register withdraw", is_record=True),
)
