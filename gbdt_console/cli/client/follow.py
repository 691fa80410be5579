"""Send commands to a running engine and print their stages."""

import getpass
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

import click

from gbdt_console.cli.client.connect import with_port
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit
from gbdt_console.core.cleaning import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.port import ClientKind, ConsolePort
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words

_UNLISTED = "control.operator-unknown"
"""Code of the refusal that sites.yaml cures."""

_EXIT_OF_STAGE = {
    Stage.VERIFIED: Exit.DONE,
    Stage.RECORDED: Exit.DONE,
    Stage.FAILED: Exit.FAILED,
    Stage.UNKNOWN: Exit.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class VerbCommand:
    """A Command and the text that a verb prints before it.

    command: the command to send
    text: what is asked for, and of which target; empty where the verb itself says enough
    """

    command: Command
    text: str = ""


ByEngine = Callable[[ConsolePort], Coroutine[object, object, Sequence[VerbCommand]]]
"""Chooses the commands by the engine's Snapshot."""


def ask_engine(by_engine: ByEngine, context: Context, words: Words) -> list[Exit]:
    """Send commands one after the other.

    Return their exit codes. Without an engine exit with code 3.
    """

    async def work(port: ConsolePort) -> list[Progress]:
        return [await follow(port, command, words) for command in await by_engine(port)]

    lasts = with_port(context, words, ClientKind.VERB, work)
    print_unlisted(lasts, context, words, by_engine=True)
    return [exit_of(last) for last in lasts]


async def follow(port: ConsolePort, command: VerbCommand, words: Words) -> Progress:
    """Send one command, print its stages and return the last."""
    print_text(command)
    last = Progress("", Stage.UNKNOWN)
    async for last in port.submit(command.command):
        if not last.stage.is_final:
            click.echo(words(f"stage.{last.stage}"))
    print_end(last, words)
    return last


def print_text(command: VerbCommand) -> None:
    """Print what is asked for."""
    if command.text:
        click.echo(command.text)


def print_end(last: Progress, words: Words) -> None:
    """Print the final stage with the number of a record that was made, and on standard error its reason."""
    if last.code:
        click.echo(reason_text(words, last.code, last.detail), err=True)
    is_numbered = last.stage is Stage.RECORDED and bool(last.detail)
    stage = words(f"stage.{last.stage}")
    click.echo(words("verb.numbered", stage=stage, number=last.detail) if is_numbered else stage)


def print_unlisted(lasts: Sequence[Progress], context: Context, words: Words, *, by_engine: bool) -> None:
    """Name user and sites.yaml where a command was refused because no operator lists the user.

    by_engine: whether a running engine refused it, which reads sites.yaml at its start only
    """
    if context.config is not None and any(last.code == _UNLISTED for last in lasts):
        code = "verb.unlisted-user.by-engine" if by_engine else "verb.unlisted-user"
        click.echo(words(code, user=getpass.getuser(), file=clean(str(context.config))), err=True)


def exit_of(last: Progress) -> Exit:
    """Return the exit code of a verb whose only command ended so."""
    return _EXIT_OF_STAGE[last.stage]
