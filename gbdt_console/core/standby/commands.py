"""Define the command by which a person lets this PC command."""

from dataclasses import field

from gbdt_console.core.commands import Command, CommandDefinition, Guard
from gbdt_console.core.quick_dataclass import dataclass

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TakeOver(Command):
    """Let this PC, which follows, command in place of the other one.

    Where it commanded, and no majority is known to take its word any more: let it command on.

    by: the person who decides it, by name
    """

    by: str = field(default="")


STANDBY_COMMANDS = (CommandDefinition(TakeOver, ("command.takeover",), verb="takeover", guard=Guard.SIGNS),)
