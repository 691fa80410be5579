"""Asks a running engine and prints how it goes, up to the end."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import click

from gbdt_console.cli.client.connect import with_port
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit
from gbdt_console.core.commands import Command
from gbdt_console.core.port import ClientKind, ConsolePort
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words

_EXIT_OF_STAGE = {
    Stage.VERIFIED: Exit.DONE,
    Stage.RECORDED: Exit.DONE,
    Stage.FAILED: Exit.FAILED,
    Stage.UNKNOWN: Exit.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class VerbCommand:
    """One Command and, where it needs saying, what it is about."""

    command: Command
    says: str = ""


ByEngine = Callable[[ConsolePort], Awaitable[Sequence[VerbCommand]]]
"""What to ask for, by what the engine knows."""


def ask_engine(by_engine: ByEngine, context: Context, words: Words) -> list[Exit]:
    """How each ended, one after the other; without an engine the verb ends with exit code 3."""

    async def work(port: ConsolePort) -> list[Exit]:
        return [exit_of(await follow(port, order, words)) for order in await by_engine(port)]

    return with_port(context, words, ClientKind.VERB, work)


async def follow(port: ConsolePort, order: VerbCommand, words: Words) -> Progress:
    """Ask for it, and print its life up to its end."""
    say(order)
    last = Progress("", Stage.UNKNOWN)
    async for last in port.submit(order.command):
        if not last.stage.is_final:
            click.echo(words(f"stage.{last.stage}"))
    say_end(last, words)
    return last


def say(order: VerbCommand) -> None:
    if order.says:
        click.echo(order.says)


def say_end(last: Progress, words: Words) -> None:
    """Why, where there is a reason, and how it ended."""
    if last.code:
        click.echo(reason_text(words, last.code, last.detail), err=True)
    click.echo(words(f"stage.{last.stage}"))


def exit_of(last: Progress) -> Exit:
    """How a verb ends that did no more than this."""
    return _EXIT_OF_STAGE[last.stage]
