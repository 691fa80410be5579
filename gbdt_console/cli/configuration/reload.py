"""Implements `reload`: a running engine reads sites.yaml again."""

from typing import NoReturn

import click

from gbdt_console.cli.client.connect import over_port
from gbdt_console.cli.client.follow import VerbCommand, exit_of, follow
from gbdt_console.cli.client.run_command import carry_out_live
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit
from gbdt_console.core.configuration.commands import ReloadSites
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress
from gbdt_console.engine.clients.socket_port import NoEngine, SocketPort
from gbdt_console.text.words import Words


@click.command()
@with_context
def reload(context: Context) -> NoReturn:
    """Have the running engine read sites.yaml again; monitoring and meetings go on. A file that is wrong,
    or that needs a restart, changes nothing.
    """
    carry_out_live(ReloadSites(), context, context.words())


def reloaded(context: Context, words: Words) -> int:
    """Have an engine read what a verb just wrote; return the exit code, done where none runs."""

    async def work(port: SocketPort) -> Progress:
        return await follow(port, VerbCommand(ReloadSites()), words)

    try:
        last = over_port(context, words, ClientKind.VERB, work)
    except NoEngine:
        click.echo(words("sites.next-start"))
        return Exit.DONE
    if last.code == "reload.nothing":
        click.echo(words("sites.other-file"), err=True)
        return Exit.FAILED
    return exit_of(last)
