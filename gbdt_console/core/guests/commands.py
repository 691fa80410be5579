"""Define the commands about expected guests; the journal alone carries them out."""

from gbdt_console.core.commands import Command, CommandDefinition, SheetCommand
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ExpectGuest(SheetCommand):
    """Enter who is expected in one meeting.

    phone: where a person asks whether it is the guest who calls
    """

    pattern: str
    organisation: str
    phone: str


@dataclass(frozen=True, slots=True)
class WithdrawGuest(Command):
    """Enter that a guest is no longer expected; a call that waits is an unexpected one again."""

    number: int


GUEST_COMMANDS = (
    CommandDefinition(ExpectGuest, ("ask.guest-expect",), verb="guest expect", is_record=True),
    CommandDefinition(WithdrawGuest, ("ask.guest-withdraw",), verb="guest withdraw", is_record=True),
)
