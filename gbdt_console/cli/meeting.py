"""`meeting start|end`: the smallest meeting, recorded by the engine or, without one, directly."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.attach import with_port
from gbdt_console.cli.context import Context, terminal_name, with_context
from gbdt_console.cli.failures import Exit, engine_failures, fail, network_of
from gbdt_console.core.commands import Command, EndMeeting, Progress, Stage, StartMeeting
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.sites import Network
from gbdt_console.engine.clients import ClientKind
from gbdt_console.engine.desk import record_alone
from gbdt_console.engine.host import records_of
from gbdt_console.engine.state_dir import StateDirectoryTaken
from gbdt_console.text.words import Words

_EXIT_OF_STAGE = {
    Stage.VERIFIED: Exit.DONE,
    Stage.RECORDED: Exit.DONE,
    Stage.FAILED: Exit.FAILED,
    Stage.UNKNOWN: Exit.UNKNOWN,
}


@click.group()
def meeting() -> None:
    """Begin or end a meeting."""


@meeting.command()
@click.argument("title")
@click.option("--chair", required=True, metavar="SITE", help="Number or id of the chair's site.")
@click.option("--opening", metavar="HH:MM", help="Planned opening; otherwise now.")
@click.option(
    "--hours", type=click.FloatRange(0.1, 24.0), default=2.0, show_default=True, help="Planned length."
)
@click.option("--order", default="", metavar="SITES", help="Running order, numbers or ids by comma.")
@with_context
def start(context: Context, title: str, chair: str, opening: str | None, hours: float, order: str) -> None:
    """Open a meeting named TITLE now."""
    words = context.words()
    network = network_of(context.config, words)
    opens = _opening(opening, network, words)
    command = StartMeeting(
        title=title,
        chair_site_id=_site_id(chair, network, words),
        opening_utc=opens.timestamp(),
        end_utc=(opens + timedelta(hours=hours)).timestamp(),
        running_order=tuple(_site_id(s.strip(), network, words) for s in order.split(",") if s.strip()),
    )
    _carry_out(command, context, network, words)


@meeting.command()
@with_context
def end(context: Context) -> None:
    """Close the running meeting."""
    words = context.words()
    _carry_out(EndMeeting(), context, network_of(context.config, words), words)


def _carry_out(command: Command, context: Context, network: Network, words: Words) -> None:
    """Through the engine where one runs; otherwise take the lock, write and leave."""
    with engine_failures(context.state, words):
        try:
            with records_of(context.state) as records:
                last = record_alone(command, network, records, terminal_name())
        except StateDirectoryTaken:
            last = with_port(context, words, ClientKind.VERB, lambda port: _follow(port, command, words))
    if last.code:
        click.echo(words(last.code), err=True)
    click.echo(words(f"stage.{last.stage}"))
    raise SystemExit(_EXIT_OF_STAGE[last.stage])


async def _follow(port: ConsolePort, command: Command, words: Words) -> Progress:
    last = Progress("", Stage.UNKNOWN)
    async for last in port.submit(command):
        if not last.stage.is_final:
            click.echo(words(f"stage.{last.stage}"))
    return last


def _site_id(text: str, network: Network, words: Words) -> str:
    found = [site.id for site in network.sites if text in (str(site.number), site.id)]
    if not found:
        fail(Exit.USAGE, words, "verb.site-unknown", site=text)
    return found[0]


def _opening(text: str | None, network: Network, words: Words) -> datetime:
    now = datetime.now(ZoneInfo(network.timezone))
    if text is None:
        return now
    try:
        at = datetime.strptime(text, "%H:%M")  # noqa: DTZ007 - only hour and minute are taken from it
    except ValueError:
        fail(Exit.USAGE, words, "verb.time-wrong", time=text)
    return now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
