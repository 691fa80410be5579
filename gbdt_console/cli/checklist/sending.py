"""Sends the commands about the checklist to engine or journal."""

from collections.abc import Callable, Sequence

from gbdt_console.cli.checklist.known import ChecklistKnown, known_of_ledger, known_of_snapshot
from gbdt_console.cli.client.connect import first_snapshot
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.run_command import VerbPlan, carry_out
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.sites import Network


def send_chosen(command_of: Callable[[ChecklistKnown], Command], context: Context) -> None:
    """Send a command that names a site to engine or journal."""

    async def by_engine(port: ConsolePort) -> Sequence[VerbCommand]:
        return [VerbCommand(command_of(known_of_snapshot(await first_snapshot(port))))]

    def by_ledger(ledger: Ledger, network: Network) -> Sequence[VerbCommand]:
        return [VerbCommand(command_of(known_of_ledger(ledger, SystemClock().utc(), network)))]

    carry_out(VerbPlan(by_engine, by_ledger), context, context.words())


def site_id_of(site: str, known: ChecklistKnown, context: Context) -> str:
    """Return the id of a site that is named by number or id."""
    by_number = {name.partition(" ")[0]: id_ for id_, name in known.names.items()}
    found = site if site in known.names else by_number.get(site)
    if found is None:
        fail(Exit.USAGE, context.words(known.language), "verb.site-unknown", site=site)
    return found
