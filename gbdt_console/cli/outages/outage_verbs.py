"""Implements `outage open|estimate|cause|remedy|…`, with the commands that the keys send."""

from collections.abc import Sequence

import click

from gbdt_console.cli.client.chosen import send_chosen, site_id_of
from gbdt_console.cli.client.run_command import send
from gbdt_console.cli.context import Context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.commands import (
    CloseOutage,
    CorrectOutage,
    DecideCause,
    EstimateRepair,
    LogCall,
    MergeOutages,
    OpenOutage,
    ReportToCarrier,
    SetOutageState,
    SetRemedy,
    SplitOutage,
    TellChair,
)
from gbdt_console.core.outages.outage import CallOutcome, Channel, EstimateSource, OutageState
from gbdt_console.core.outages.record_changes import CorrectedField
from gbdt_console.core.snapshot import Snapshot, numbered_names
from gbdt_console.text.formats import TIMEZONE, Formats
from gbdt_console.text.outages.outage_text import NO_ORDER, OutageWords, RunningOrder
from gbdt_console.text.typed_times import parse_date
from gbdt_console.text.words import Words

_NUMBER = click.argument("number", type=click.IntRange(min=1), metavar="N")
_CAUSES = click.Choice([cause.value for cause in OutageCause])
_SOURCES = click.Choice([s.value for s in EstimateSource if s is not EstimateSource.AUTOMATIC])
_NOT_SET = (OutageState.CLOSED, OutageState.SWITCHED_OFF)
_STATES = click.Choice([state.value for state in OutageState if state not in _NOT_SET])
_SOURCE = click.option(
    "--source", type=_SOURCES, default=EstimateSource.CARRIER_SPOKEN.value, show_default=True,
    help="Source of the time.",
)  # fmt: skip


@click.group()
def outage() -> None:
    """Open outage records, complete and close them."""


@outage.command(name="open")
@click.argument("site", metavar="SITE")
@click.argument("text", metavar="TEXT")
@click.option("--cause", type=_CAUSES, help="Cause, if known.")
@click.option("--back", metavar="TIME", help="Expected repair: +20, +1h30 or 14:50.")
@_SOURCE
@with_recording_context
def open_(context: Context, site: str, text: str, cause: str | None, back: str | None, source: str) -> None:
    """Open a record of a fault reported by SITE (number or id), described by TEXT."""
    back_utc = None if back is None else _time(back, context.words())

    def commands_of(snapshot: Snapshot) -> list[Command]:
        return [OpenOutage(site_id_of(site, snapshot, context), text, cause or "", back_utc, source)]

    send_chosen(commands_of, context)


@outage.command()
@_NUMBER
@click.argument("time", metavar="TIME")
@_SOURCE
@click.option("--reason", default="", help="Reason for the change.")
@with_recording_context
def estimate(context: Context, number: int, time: str, source: str, reason: str) -> None:
    """Record that outage N is expected to be repaired at TIME: +20, +1h30 or 14:50."""
    send(context, EstimateRepair(number, _time(time, context.words()), source, reason))


@outage.command()
@_NUMBER
@click.argument("cause", type=_CAUSES, metavar="CAUSE")
@with_recording_context
def cause(context: Context, number: int, cause: str) -> None:
    """Set the CAUSE of outage N: a code that `outage open --help` lists."""
    send(context, DecideCause(number, cause))


@outage.command()
@_NUMBER
@click.argument("text", metavar="TEXT")
@with_recording_context
def remedy(context: Context, number: int, text: str) -> None:
    """Record the remedy of outage N."""
    send(context, SetRemedy(number, text))


@outage.command()
@_NUMBER
@click.argument("state", type=_STATES, metavar="STATE")
@click.option("--reason", default="", help="Reason; recorded in the journal.")
@with_recording_context
def state(context: Context, number: int, state: str, reason: str) -> None:
    """Record the repair STATE of outage N: open, reported, waiting-carrier, waiting-power,
    technician-sent; restored ends an outage opened by hand.
    """
    send(context, SetOutageState(number, state, reason))


@outage.command()
@_NUMBER
@click.option("--ticket", default="", help="The carrier's ticket number.")
@with_recording_context
def report(context: Context, number: int, ticket: str) -> None:
    """Record that outage N was reported to the carrier."""
    send(context, ReportToCarrier(number, ticket))


@outage.command()
@_NUMBER
@click.argument("contact", metavar="CONTACT")
@click.argument("phone", metavar="PHONE")
@click.argument("outcome", type=click.Choice([o.value for o in CallOutcome]), metavar="OUTCOME")
@click.option("--carrier", "is_carrier", is_flag=True, help="The contact belongs to the carrier.")
@click.option("--note", default="", help="What was said.")
@with_recording_context
def call(
    context: Context, number: int, contact: str, phone: str, outcome: str, is_carrier: bool, note: str
) -> None:
    """Record a phone call about outage N; OUTCOME: reached, no-answer, busy, calls-back, unreachable."""
    send(context, LogCall(number, contact, phone, outcome, is_carrier, note))


@outage.command()
@_NUMBER
@click.option("--person", required=True, metavar="ROLE", help="Role of the person told.")
@click.option(
    "--channel", type=click.Choice([c.value for c in Channel]), default="in-room", show_default=True,
    help="How the person was told.",
)  # fmt: skip
@click.option("--text", default="", help="What was said; default: the prepared sentence, which is printed.")
@with_recording_context
def told(context: Context, number: int, person: str, channel: str, text: str) -> None:
    """Record that the chair was told of outage N."""

    def commands_of(snapshot: Snapshot) -> list[Command]:
        words = context.words(snapshot.language)
        found = next((outage for outage in snapshot.outages if outage.number == number), None)
        if found is None:
            fail(Exit.FAILED, words, "outage.none")
        names, conference = numbered_names(snapshot.sites), snapshot.conference
        order = NO_ORDER if conference is None else RunningOrder.of(conference.floor)
        written = OutageWords(words, Formats(words), names)
        sentence = text or written.for_chair(found, snapshot.at_utc, order)
        click.echo(sentence)
        back_utc = None if found.estimate is None else found.estimate.back_utc
        return [TellChair(number, person, channel, sentence, back_utc)]

    send_chosen(commands_of, context)


@outage.command()
@_NUMBER
@click.argument("into", type=click.IntRange(min=1), metavar="INTO")
@with_recording_context
def merge(context: Context, number: int, into: int) -> None:
    """Merge outage N into outage INTO."""
    send(context, MergeOutages(number, into))


@outage.command()
@_NUMBER
@click.argument("sites", nargs=-1, required=True, metavar="SITE...")
@with_recording_context
def split(context: Context, number: int, sites: Sequence[str]) -> None:
    """Move the sites (numbers or ids) of outage N to a record of their own."""

    def commands_of(snapshot: Snapshot) -> list[Command]:
        return [SplitOutage(number, tuple(site_id_of(site, snapshot, context) for site in sites))]

    send_chosen(commands_of, context)


@outage.command()
@_NUMBER
@click.option("--unknown", "is_unknown", is_flag=True, help="Also when the cause is unknown.")
@click.option("--yes", "is_sure", is_flag=True, help="Also when it never had an estimate.")
@with_recording_context
def close(context: Context, number: int, is_unknown: bool, is_sure: bool) -> None:
    """Close outage N; it needs a cause and a remedy."""
    send(context, CloseOutage(number, is_unknown, is_sure))


@outage.command()
@_NUMBER
@click.argument("field", type=click.Choice([field.value for field in CorrectedField]), metavar="FIELD")
@click.argument("value", metavar="VALUE")
@click.option("--reason", required=True, help="Reason for the correction.")
@with_recording_context
def correct(context: Context, number: int, field: str, value: str, reason: str) -> None:
    """Correct FIELD (cause, remedy or ticket) of the closed outage N; the old value stays in the record."""
    send(context, CorrectOutage(number, field, value, reason))


def _time(text: str, words: Words) -> float:
    at_utc = parse_date(text, SystemClock().utc(), TIMEZONE)
    if at_utc is None:
        fail(Exit.USAGE, words, "verb.moment-wrong", time=text)
    return at_utc
