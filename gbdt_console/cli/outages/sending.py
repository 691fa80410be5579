"""Sends the commands about outage records to engine or journal."""

from collections.abc import Callable

from gbdt_console.cli.client.connect import first_snapshot
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.run_command import VerbPlan, carry_out
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.outages.known import OutagesKnown, known_of_ledger, known_of_snapshot
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.sites import Network


def send(context: Context, command: Command) -> None:
    """Send a command to engine or journal and end the verb."""
    carry_out(VerbPlan.of(command), context, context.words())


def send_chosen(command_of: Callable[[OutagesKnown], Command], context: Context) -> None:
    """Send a command that depends on what is known to engine or journal."""

    async def by_engine(port: ConsolePort) -> list[VerbCommand]:
        return [VerbCommand(command_of(known_of_snapshot(await first_snapshot(port))))]

    def by_ledger(ledger: Ledger, network: Network) -> list[VerbCommand]:
        return [VerbCommand(command_of(known_of_ledger(ledger, SystemClock().utc(), network)))]

    carry_out(VerbPlan(by_engine, by_ledger), context, context.words())


def outage_of(number: int, known: OutagesKnown, context: Context) -> Outage:
    """Return the record of that number; without one end the verb."""
    found = known.outage(number)
    if found is None:
        fail(Exit.FAILED, context.words(known.language), "outage.none")
    return found


def site_id_of(site: str, known: OutagesKnown, context: Context) -> str:
    """Return the id of a site that is named by number or id."""
    by_number = {name.split(" ")[0]: id_ for id_, name in known.names.items()}
    if site in known.names:
        return site
    if site not in by_number:
        fail(Exit.USAGE, context.words(known.language), "outage.site-unknown")
    return by_number[site]
