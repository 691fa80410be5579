"""Implements `outage open|estimate|cause|remedy|…`, with the commands that the keys send."""

from functools import partial

import click

from gbdt_console.cli.client.chosen import send_chosen
from gbdt_console.cli.client.command_verb import NUMBER, SITE, SITES, add_verb, own_words, typed, yes
from gbdt_console.cli.context import Context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.typed import typed_moment
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.outages import commands
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.outage import CallOutcome, Channel, CorrectedField, EstimateSource, OutageState
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import TIMEZONE, Formats
from gbdt_console.text.outages.outage_text import NO_ORDER, OutageWords, RunningOrder

_CAUSES = click.Choice([cause.value for cause in OutageCause])
_SOURCES = click.Choice([s.value for s in EstimateSource if s is not EstimateSource.AUTOMATIC])
_NOT_SET = (OutageState.CLOSED, OutageState.SWITCHED_OFF)
_STATES = click.Choice([state.value for state in OutageState if state not in _NOT_SET])
_SOURCE = click.option(
    "--source", type=_SOURCES, default=EstimateSource.CENTRE.value, show_default=True,
    help="Who said the time; 'centre': nobody, it is the centre's own estimate.",
)  # fmt: skip


@click.group()
def outage() -> None:
    """Open outage records, complete and close them."""


def _moment(_: click.Context, __: click.Parameter, text: str | None) -> float | None:
    """Read a time that is typed; the language is that of the call."""
    context: Context = click.get_current_context().find_root().obj
    return None if text is None else typed_moment(text, SystemClock().utc(), TIMEZONE, context.words())


_verb = partial(add_verb, outage)
_CHANGE = own_words("--reason", "Reason for the change.")
_CAUSE = typed("cause", "CAUSE", _CAUSES)
_verb(
    commands.OpenOutage,
    "Open a record of a fault reported by SITE (number or id), described by TEXT.",
    SITE,
    typed("words", "TEXT"),
    click.option("--cause", type=_CAUSES, help="Cause, if known."),
    click.option(
        "--back", "back_utc", metavar="TIME", callback=_moment, help="Expected repair: +20, +1h30 or 14:50."
    ),
    _SOURCE,
)
_verb(
    commands.EstimateRepair,
    "Record that outage N is expected to be repaired at TIME: +20, +1h30 or 14:50.",
    NUMBER,
    click.argument("back_utc", metavar="TIME", callback=_moment),
    _SOURCE,
    _CHANGE,
)
_verb(
    commands.DecideCause, "Set the CAUSE of outage N: a code that `outage open --help` lists.", NUMBER, _CAUSE
)
_verb(commands.SetRemedy, "Record the remedy of outage N.", NUMBER, typed("remedy", "TEXT"))
_verb(
    commands.SetOutageState,
    "Record the repair STATE of outage N: open, reported, waiting-carrier, waiting-power, technician-sent; "
    "restored ends an outage opened by hand.",
    NUMBER,
    typed("state", "STATE", _STATES),
    own_words("--reason", "Reason; recorded in the journal."),
)
_verb(
    commands.ReportToCarrier,
    "Record that outage N was reported to the carrier.",
    NUMBER,
    own_words("--ticket", "The carrier's ticket number."),
)
_verb(
    commands.LogCall,
    "Record a phone call about outage N; OUTCOME: reached, no-answer, busy, calls-back, unreachable.",
    NUMBER,
    typed("contact", "CONTACT"),
    typed("phone", "PHONE"),
    typed("outcome", "OUTCOME", click.Choice([o.value for o in CallOutcome])),
    click.option("--carrier", "is_carrier", is_flag=True, help="The contact belongs to the carrier."),
    own_words("--note", "What was said."),
)
_verb(
    commands.MergeOutages,
    "Merge outage N into outage INTO.",
    NUMBER,
    typed("into", "INTO", click.IntRange(min=1)),
)
_verb(
    commands.SplitOutage,
    "Move the sites (numbers or ids) of outage N to a record of their own.",
    NUMBER,
    SITES,
)
_verb(
    commands.CloseOutage,
    "Close outage N; it needs a cause and a remedy.",
    NUMBER,
    click.option("--unknown", "is_unknown", is_flag=True, help="Also when the cause is unknown."),
    yes("Also when it never had an estimate."),
)
_verb(
    commands.CorrectOutage,
    "Correct FIELD (cause, remedy or ticket) of the closed outage N; the old value stays in the record.",
    NUMBER,
    typed("field", "FIELD", click.Choice([field.value for field in CorrectedField])),
    typed("value", "VALUE"),
    click.option("--reason", required=True, help="Reason for the correction."),
)


@outage.command()
@NUMBER
@click.option("--person", required=True, metavar="ROLE", help="Role of the person told.")
@click.option(
    "--channel", type=click.Choice([c.value for c in Channel]), required=True,
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
        return [commands.TellChair(number, person, channel, sentence, back_utc)]

    send_chosen(commands_of, context)
