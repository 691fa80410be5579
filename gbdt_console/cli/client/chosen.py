"""Sends commands that are chosen by what a Snapshot shows."""

from collections.abc import Callable, Sequence
from typing import NoReturn

from gbdt_console.cli.client.connect import first_snapshot
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.run_command import VerbPlan, carry_out
from gbdt_console.cli.client.shown import recorded
from gbdt_console.cli.context import Context
from gbdt_console.cli.typed import typed_site
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot


def send_chosen(
    commands_of: Callable[[Snapshot], Sequence[Command | VerbCommand]], context: Context
) -> NoReturn:
    """Send commands that are chosen by a Snapshot to engine or journal, and end the verb."""

    def chosen(snapshot: Snapshot) -> Sequence[VerbCommand]:
        found = commands_of(snapshot)
        return [one if isinstance(one, VerbCommand) else VerbCommand(one) for one in found]

    async def by_engine(port: ConsolePort) -> Sequence[VerbCommand]:
        return chosen((await first_snapshot(port)).at_meeting(context.meeting))

    def by_ledger(ledger: Ledger, network: Network) -> Sequence[VerbCommand]:
        return chosen(recorded(ledger, network, SystemClock().utc()).at_meeting(context.meeting))

    carry_out(VerbPlan(by_engine, by_ledger), context, context.words())


def site_id_of(text: str, snapshot: Snapshot, context: Context) -> str:
    """Return the id of the site that is named by number or id; without one end the verb."""
    return typed_site(text, snapshot.sites, context.words(snapshot.language))
