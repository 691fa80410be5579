"""Define the command that makes a running engine read sites.yaml again."""

from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ReloadSites(Command):
    """Read sites.yaml again and go on with it. A file that is wrong changes nothing."""


CONFIG_COMMANDS = (CommandDefinition(ReloadSites, ("command.sites.reload",), verb="reload"),)
