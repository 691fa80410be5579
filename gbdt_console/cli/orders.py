"""Carries out what a verb asks: by the engine where one runs, otherwise in the journal under its lock."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import click

from gbdt_console.cli.attach import with_port
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import Exit, engine_failures, network_of
from gbdt_console.core.commands import Command, Progress, Stage
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.sites import Network
from gbdt_console.engine.clients import ClientKind
from gbdt_console.engine.desk import record_alone
from gbdt_console.engine.host import records_of
from gbdt_console.engine.state_dir import StateDirectoryTaken
from gbdt_console.text.outcomes import reason
from gbdt_console.text.words import Words

_EXIT_OF_STAGE = {
    Stage.VERIFIED: Exit.DONE,
    Stage.RECORDED: Exit.DONE,
    Stage.FAILED: Exit.FAILED,
    Stage.UNKNOWN: Exit.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Order:
    """One Command and, where it needs saying, what it is about."""

    command: Command
    says: str = ""


@dataclass(frozen=True, slots=True)
class Orders:
    """What to ask for, by what is known: to a running engine, or without one to the journal."""

    by_engine: Callable[[ConsolePort], Awaitable[Sequence[Order]]]
    by_ledger: Callable[[Ledger, Network], Sequence[Order]]

    @classmethod
    def of(cls, command: Command) -> "Orders":
        """What needs nothing known."""
        order = Order(command)

        async def by_engine(_: ConsolePort) -> Sequence[Order]:
            return (order,)

        return cls(by_engine, lambda *_: (order,))


def carry_out(orders: Orders, context: Context, words: Words) -> None:
    """Ends the verb with the worst outcome. Only without an engine is sites.yaml needed."""
    with engine_failures(context.state, words):
        try:
            with records_of(context.state) as records:
                network = network_of(context.config, words)
                ends = []
                for order in orders.by_ledger(records.ledger(), network):
                    _say(order)
                    last = record_alone(order.command, network, records, terminal_name())
                    _say_end(last, words)
                    ends.append(exit_of(last))
        except StateDirectoryTaken:
            ends = with_port(context, words, ClientKind.VERB, lambda port: _submit(port, orders, words))
    raise SystemExit(max(ends, default=Exit.DONE))


def carry_out_live(command: Command, context: Context, words: Words) -> None:
    """For what has no meaning without an engine: then exit code 3."""
    orders = Orders.of(command)
    ends = with_port(context, words, ClientKind.VERB, lambda port: _submit(port, orders, words))
    raise SystemExit(max(ends))


async def _submit(port: ConsolePort, orders: Orders, words: Words) -> list[Exit]:
    return [exit_of(await follow(port, order, words)) for order in await orders.by_engine(port)]


async def follow(port: ConsolePort, order: Order, words: Words) -> Progress:
    """Ask for it, and print its life up to its end."""
    _say(order)
    last = Progress("", Stage.UNKNOWN)
    async for last in port.submit(order.command):
        if not last.stage.is_final:
            click.echo(words(f"stage.{last.stage}"))
    _say_end(last, words)
    return last


def exit_of(last: Progress) -> Exit:
    """How a verb ends that did no more than this."""
    return _EXIT_OF_STAGE[last.stage]


def _say(order: Order) -> None:
    if order.says:
        click.echo(order.says)


def _say_end(last: Progress, words: Words) -> None:
    if last.code:
        click.echo(reason(words, last.code, last.detail), err=True)
    click.echo(words(f"stage.{last.stage}"))
