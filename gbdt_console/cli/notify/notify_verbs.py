"""Implements `notify list|test`: the messages that leave the room, and a trial of the way out."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn

import click

from gbdt_console.cli.client.connect import with_port
from gbdt_console.cli.client.follow import VerbCommand, exit_of, follow, print_unlisted
from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.form_parts import iso, recorded_head
from gbdt_console.core.notify.book import Message
from gbdt_console.core.notify.commands import TryChannels
from gbdt_console.core.notify.rules import IN_DOUBT
from gbdt_console.core.port import ClientKind, PortClosed
from gbdt_console.core.record_form import Form
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.text.notify.message_text import message_line

_FORM = Form(Message, time=iso)
_TRIED_WITHIN_S = 60.0
"""Limits the wait of a trial: an attempt ends within 30 s, behind those under way."""


@click.group()
def notify() -> None:
    """Messages that leave the room: what was sent, what waits, and a trial."""


@notify.command(name="list")
@json_option("docs/notify.md")
@with_context
def list_(context: Context, as_json: bool) -> None:
    """Print the last messages, newest first; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    if as_json:
        print_json(recorded_head(snapshot) | {"messages": [_FORM(one) for one in snapshot.messages]})
        return
    words = context.words(snapshot.language)
    lines = [message_line(words, one) for one in snapshot.messages]
    print_lines(lines or [words("notify.none")])


@notify.command()
@click.argument("channel", default="", metavar="[CHANNEL]")
@with_context
def test(context: Context, channel: str) -> NoReturn:
    """Send a trial message by CHANNEL, or by all, and wait for the outcome. Exit code 4: one was not
    sent; 5: of one it is not known.
    """
    words = context.words()

    async def work(port: SocketPort) -> Progress:
        last = await follow(port, VerbCommand(TryChannels(channel)), words)
        print_unlisted([last], context, words, by_engine=True)
        if last.stage is not Stage.RECORDED:
            return last
        numbers = {int(number) for number in last.detail.split(",")}
        found: list[Message] = []
        try:
            found = await _tried(port, numbers)
        except PortClosed:
            click.echo(words("verb.engine-gone"), err=True)
        print_lines(message_line(words, one) for one in found)
        return replace(last, stage=trials_end(found, len(numbers)))

    raise SystemExit(exit_of(with_port(context, words, ClientKind.VERB, work)))


async def _tried(port: SocketPort, numbers: set[int]) -> list[Message]:
    """Return the messages of these numbers, once each was sent or tried, else as they are known last."""
    found: list[Message] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(_TRIED_WITHIN_S):
            async for snapshot in port.snapshots():
                found = [one for one in snapshot.messages if one.number in numbers]
                if len(found) == len(numbers) and all(one.attempts or not one.is_waiting for one in found):
                    break
    return found


def trials_end(trials: Sequence[Message], count: int) -> Stage:
    """Return how `count` trials ended together: one that still waits, or may have arrived, is not known."""
    unsent = [one for one in trials if one.sent_utc is None]
    if any((one.attempts or one.is_dropped) and one.fault not in IN_DOUBT for one in unsent):
        return Stage.FAILED
    return Stage.UNKNOWN if unsent or len(trials) < count else Stage.RECORDED
