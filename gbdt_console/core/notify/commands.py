"""Define the command about messages; the engine alone carries it out."""

from gbdt_console.core.commands import Command, CommandDefinition, Guard
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TryChannels(Command):
    """Send a message that says it is a trial.

    channel: id of the channel; empty: all of them
    """

    channel: str = ""


NOTIFY_COMMANDS = (
    CommandDefinition(TryChannels, ("ask.notify-test",), verb="notify test", guard=Guard.MAY_TAKE_CONTROL),
)
