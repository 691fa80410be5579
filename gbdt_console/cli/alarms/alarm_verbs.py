"""Implements `ack`, `shelve`, `unshelve` and `silence`, with the commands that the keys send."""

from collections.abc import Callable, Sequence

import click

from gbdt_console.cli.alarms.lines import AlarmLines
from gbdt_console.cli.client.chosen import send_chosen
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.run_command import carry_out_live
from gbdt_console.cli.context import Context, with_context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.alarms import commands
from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.commands import Command
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.typed_times import parse_length_s

_NUMBER = click.IntRange(min=1)


@click.command()
@click.argument("numbers", nargs=-1, type=_NUMBER, metavar="[N...]")
@click.option("--ended", is_flag=True, help="All cleared alarms, instead of numbers.")
@with_recording_context
def ack(context: Context, numbers: Sequence[int], ended: bool) -> None:
    """Acknowledge the alarms N at the severity shown. All of them must be open."""
    if ended is bool(numbers):
        fail(Exit.USAGE, context.words(), "verb.ack-which")
    if not ended:
        _order(numbers, lambda alarm: commands.AcknowledgeAlarm(alarm.number, alarm.severity), context)
        return
    send_chosen(_all_ended, context)


@click.command()
@click.argument("number", type=_NUMBER, metavar="N")
@click.option("--reason", required=True, help="Reason; recorded in the journal.")
@click.option(
    "--for", "length", default="15m", show_default=True, metavar="LENGTH", help="Duration, such as 15m or 2h."
)
@with_recording_context
def shelve(context: Context, number: int, reason: str, length: str) -> None:
    """Shelve alarm N, for 8 hours at most."""
    for_s = parse_length_s(length)
    if for_s is None:
        fail(Exit.USAGE, context.words(), "verb.length-wrong", length=length)
    _order([number], lambda alarm: commands.ShelveAlarm(alarm.number, reason, for_s), context)


@click.command()
@click.argument("number", type=_NUMBER, metavar="N")
@with_recording_context
def unshelve(context: Context, number: int) -> None:
    """Unshelve alarm N."""
    _order([number], lambda alarm: commands.UnshelveAlarm(alarm.number), context)


@click.command()
@with_context
def silence(context: Context) -> None:
    """Silence the bell; acknowledges nothing. Needs a running engine."""
    carry_out_live(commands.SilenceBell(), context, context.words())


def _order(numbers: Sequence[int], command_of: Callable[[Alarm], Command], context: Context) -> None:
    send_chosen(lambda snapshot: _chosen(numbers, command_of, snapshot, context), context)


def _all_ended(snapshot: Snapshot) -> list[VerbCommand]:
    """Return the command for all alarms whose fault is gone; without any the engine refuses it."""
    ended = [a.number for a in snapshot.alarms if a.state is AlarmState.RETURNED_UNACKNOWLEDGED]
    return [VerbCommand(commands.AcknowledgeEnded(tuple(ended)), " ".join(map(str, ended)))]


def _chosen(
    numbers: Sequence[int], command_of: Callable[[Alarm], Command], snapshot: Snapshot, context: Context
) -> list[VerbCommand]:
    """Return the commands for all numbers.

    End the verb if one number is not open: a wrong number is probably a slip for another one, so none of the
    others is carried out either.
    """
    words, chosen = context.words(snapshot.language), []
    lines = AlarmLines(snapshot, words)
    for number in dict.fromkeys(numbers):
        alarm = next((alarm for alarm in snapshot.alarms if alarm.number == number), None)
        if alarm is None:
            fail(Exit.FAILED, words, "verb.alarm-unknown", number=number)
        chosen.append(VerbCommand(command_of(alarm), lines.brief(alarm)))
    return chosen
