"""Implements `ack`, `shelve`, `unshelve` and `silence`, with the commands that the keys send."""

from collections.abc import Callable, Sequence

import click

from gbdt_console.cli.alarms.known import AlarmsKnown, known_of_record, known_of_snapshot
from gbdt_console.cli.alarms.lines import AlarmLines
from gbdt_console.cli.client.connect import first_snapshot
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.run_command import VerbPlan, carry_out, carry_out_live
from gbdt_console.cli.context import Context, with_context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.alarms.commands import (
    AcknowledgeAlarm,
    AcknowledgeEnded,
    ShelveAlarm,
    SilenceBell,
    UnshelveAlarm,
)
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.sites import Network
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
        _order(numbers, lambda alarm: AcknowledgeAlarm(alarm.number, alarm.severity), context)
        return
    _carry_out(_all_ended, context)


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
    _order([number], lambda alarm: ShelveAlarm(alarm.number, reason, for_s), context)


@click.command()
@click.argument("number", type=_NUMBER, metavar="N")
@with_recording_context
def unshelve(context: Context, number: int) -> None:
    """Unshelve alarm N."""
    _order([number], lambda alarm: UnshelveAlarm(alarm.number), context)


@click.command()
@with_context
def silence(context: Context) -> None:
    """Silence the bell; acknowledges nothing. Needs a running engine."""
    carry_out_live(SilenceBell(), context, context.words())


def _order(numbers: Sequence[int], command_of: Callable[[Alarm], Command], context: Context) -> None:
    """Send one command for each alarm to engine or journal."""
    _carry_out(lambda known: _chosen(numbers, command_of, known, context), context)


def _carry_out(commands_of: Callable[[AlarmsKnown], list[VerbCommand]], context: Context) -> None:
    """Send the commands that the known alarms give to engine or journal."""

    async def by_engine(port: ConsolePort) -> list[VerbCommand]:
        return commands_of(known_of_snapshot(await first_snapshot(port)))

    def by_ledger(ledger: Ledger, network: Network) -> list[VerbCommand]:
        return commands_of(known_of_record(ledger.alarms, SystemClock().utc(), network))

    carry_out(VerbPlan(by_engine, by_ledger), context, context.words())


def _all_ended(known: AlarmsKnown) -> list[VerbCommand]:
    """Return the command for all alarms whose fault is gone; without any the engine refuses it."""
    ended = [a.number for a in known.alarms if a.state is AlarmState.RETURNED_UNACKNOWLEDGED]
    return [VerbCommand(AcknowledgeEnded(tuple(ended)), " ".join(map(str, ended)))]


def _chosen(
    numbers: Sequence[int], command_of: Callable[[Alarm], Command], known: AlarmsKnown, context: Context
) -> list[VerbCommand]:
    """Return the commands for all numbers.

    End the verb if one number is not open: a wrong number is probably a slip for another one, so none of the
    others is carried out either.
    """
    words, chosen = context.words(known.language), []
    lines = AlarmLines(known, words)
    for number in dict.fromkeys(numbers):
        alarm = known.alarm(number)
        if alarm is None:
            fail(Exit.FAILED, words, "verb.alarm-unknown", number=number)
        chosen.append(VerbCommand(command_of(alarm), lines.brief(alarm)))
    return chosen
