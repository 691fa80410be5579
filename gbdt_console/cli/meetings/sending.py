"""Sends the commands about registered meetings to engine or journal, and names clashes before."""

from collections.abc import Callable

import click

from gbdt_console.cli.client.connect import first_snapshot
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.run_command import VerbPlan, carry_out
from gbdt_console.cli.context import Context
from gbdt_console.cli.meetings.known import CalendarKnown, known_of_ledger, known_of_snapshot
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.clashes import Slot
from gbdt_console.core.meetings.registration import MeetingPlan
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.sites import Network


def send(context: Context, command: Command) -> None:
    """Send a command to engine or journal and end the verb."""
    carry_out(VerbPlan.of(command), context, context.words())


def send_chosen(commands_of: Callable[[CalendarKnown], list[Command]], context: Context) -> None:
    """Send commands that depend on what is known to engine or journal, and end the verb."""

    async def by_engine(port: ConsolePort) -> list[VerbCommand]:
        return _chosen(known_of_snapshot(await first_snapshot(port)))

    def by_ledger(ledger: Ledger, network: Network) -> list[VerbCommand]:
        return _chosen(known_of_ledger(ledger, SystemClock().utc(), network))

    def _chosen(known: CalendarKnown) -> list[VerbCommand]:
        return [VerbCommand(command) for command in commands_of(known)]

    carry_out(VerbPlan(by_engine, by_ledger), context, context.words())


def print_clashes(
    known: CalendarKnown, number: int, plan: MeetingPlan, context: Context, *, is_sure: bool
) -> None:
    """Print the meetings that collide with a plan, on standard error."""
    words = context.words(known.language)
    found = known.overview.clashes(Slot.of_plan(number, plan))
    if found and not is_sure:
        click.echo(words("verb.meetings-clash"), err=True)
    for clash in found:
        click.echo(f"  {known.words(words).clash(clash, known.at_utc)}", err=True)
