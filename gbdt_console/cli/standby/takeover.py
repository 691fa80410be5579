"""Implements `takeover`: a person lets the PC that follows command in place of the other one."""

import time
from typing import NoReturn

import click

from gbdt_console.cli.client.connect import snapshot_now, with_port
from gbdt_console.cli.client.follow import exit_of, print_end
from gbdt_console.cli.client.shown import engine_snapshot, print_lines
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.standby.commands import TakeOver
from gbdt_console.core.standby.view import Role
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.text.standby.meeting_text import takeover_lines
from gbdt_console.text.words import Words

_COMMANDS_WITHIN_S = 30.0
_LOOK_S = 0.25


@click.command()
@click.option("--by", default="", metavar="NAME", help="Who decides it; default: the operator on duty here.")
@click.option("--yes", is_flag=True, help="Skip confirmation.")
@with_context
def takeover(context: Context, by: str, yes: bool) -> NoReturn:
    """Let this PC, which follows, command in place of the other one. Says first what will be lost,
    and what MCU and mixer tell now. What the other PC writes from then on is kept apart.
    """
    snapshot = engine_snapshot(context)
    words = context.words(snapshot.language)
    view = snapshot.standby
    if view is None:
        fail(Exit.FAILED, words, "standby.none")
    is_commanding = view.role is Role.COMMANDING
    if is_commanding and snapshot.withheld is not Withheld.ALONE:
        fail(Exit.FAILED, words, "standby.commands-already")
    print_lines(takeover_lines(words, snapshot, view, snapshot.at_utc))
    ask = "standby.ask-keep" if is_commanding else "standby.ask"
    if not yes and not click.confirm(words(ask, here=view.here, there=view.there)):
        fail(Exit.FAILED, words, "standby.not-done")

    async def work(port: SocketPort) -> Progress:
        steps = [step async for step in port.submit(TakeOver(by))]
        return steps[-1] if steps and steps[-1].stage.is_final else Progress("", Stage.UNKNOWN)

    last = with_port(context, words, ClientKind.VERB, work)
    if exit_of(last) != Exit.DONE and not (is_commanding and last.stage is Stage.UNKNOWN):
        print_end(last, words)
        raise SystemExit(exit_of(last))
    _wait_until_it_commands(context, words, view.term + (not is_commanding))


def _wait_until_it_commands(context: Context, words: Words, term: int) -> NoReturn:
    """End the verb once the engine, which may have begun anew, says by its own Snapshot that it commands."""
    until_s = time.monotonic() + _COMMANDS_WITHIN_S
    while time.monotonic() < until_s:
        snapshot = snapshot_now(context)
        view = None if snapshot is None else snapshot.standby
        commands = view is not None and view.role is Role.COMMANDING and view.term >= term
        if commands and snapshot is not None and snapshot.withheld is not Withheld.ALONE:
            click.echo(words("standby.taken-over"))
            raise SystemExit(Exit.DONE)
        time.sleep(_LOOK_S)
    fail(Exit.UNKNOWN, words, "standby.not-known")
