"""Carries out what a verb asks: by the engine where one runs, otherwise in the journal under its lock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gbdt_console.cli.client.follow import ByEngine, VerbCommand, ask_engine, exit_of, say, say_end
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import Exit, engine_failures, network_of
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.sites import Network
from gbdt_console.engine.clients.command_dispatcher import record_alone
from gbdt_console.engine.hosting.host import records_of
from gbdt_console.engine.hosting.state_directory import StateDirectoryTaken
from gbdt_console.text.words import Words


@dataclass(frozen=True, slots=True)
class VerbPlan:
    """What to ask for, by what is known: to a running engine, or without one to the journal."""

    by_engine: ByEngine
    by_ledger: Callable[[Ledger, Network], Sequence[VerbCommand]]

    @classmethod
    def of(cls, command: Command) -> "VerbPlan":
        """What needs nothing known."""
        order = VerbCommand(command)

        async def by_engine(_: ConsolePort) -> Sequence[VerbCommand]:
            return (order,)

        return cls(by_engine, lambda *_: (order,))


def carry_out(orders: VerbPlan, context: Context, words: Words) -> None:
    """Ends the verb with the worst outcome. Only without an engine is sites.yaml needed."""
    with engine_failures(context.state, words):
        try:
            with records_of(context.state) as records:
                network = network_of(context.config, words)
                ends = []
                for order in orders.by_ledger(records.ledger(), network):
                    say(order)
                    last = record_alone(order.command, network, records, terminal_name())
                    say_end(last, words)
                    ends.append(exit_of(last))
        except StateDirectoryTaken:
            ends = ask_engine(orders.by_engine, context, words)
    raise SystemExit(max(ends, default=Exit.DONE))


def carry_out_live(command: Command, context: Context, words: Words) -> None:
    """For what has no meaning without an engine: then exit code 3."""
    raise SystemExit(max(ask_engine(VerbPlan.of(command).by_engine, context, words)))
