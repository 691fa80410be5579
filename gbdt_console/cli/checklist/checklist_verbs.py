"""Implements the verbs `checklist …` but `show` and `print`, with the commands that the keys send."""

from functools import partial

import click

from gbdt_console.cli.checklist.output import show
from gbdt_console.cli.checklist.printing import print_
from gbdt_console.cli.client.chosen import send_chosen, site_id_of
from gbdt_console.cli.client.command_verb import SITE, add_verb, own_words, typed, yes
from gbdt_console.cli.context import Context, of_meeting, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.typed import typed_list, typed_moment
from gbdt_console.core.checklist.calls import CallStep
from gbdt_console.core.checklist.checks import ROLL_ANSWERS, Check, RollQuestion
from gbdt_console.core.checklist.commands import (
    AcceptConfiguration,
    AnswerRoll,
    CallSite,
    CloseChecklist,
    OpenChecklist,
    RecordPrint,
    SignCheck,
)
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import TIMEZONE


@click.group()
def checklist() -> None:
    """Check the sites before a meeting: roll-call, signatures, the printed sheet."""


checklist.add_command(show)
checklist.add_command(print_)


@checklist.command(name="open")
@click.argument("meeting", required=False, default="", metavar="[MEETING]")
@click.option("--opening", metavar="TIME", help="Opening: +90, 08:00 or '2026-01-05 08:00'.")
@click.option("--sites", default="", metavar="SITES", help="Numbers or ids, by comma; default: all.")
@with_recording_context
def open_(context: Context, meeting: str, opening: str | None, sites: str) -> None:
    """Open the sheet of MEETING (default: the next one), or move it to another opening."""
    opening_utc = None
    if opening is not None:
        opening_utc = typed_moment(opening, SystemClock().utc(), TIMEZONE, context.words())

    def commands_of(snapshot: Snapshot) -> list[Command]:
        chosen = [site_id_of(site, snapshot, context) for site in typed_list(sites)]
        return [OpenChecklist(meeting, opening_utc, tuple(chosen))]

    send_chosen(commands_of, context)


@checklist.command()
@click.argument("site_id", metavar="SITE")
@click.option("--back", "step", flag_value=CallStep.BACK.value, help="It is called back later.")
@click.option("--stop", "step", flag_value=CallStep.ENDED.value, help="It is called no longer.")
@click.option("--instead", "is_instead", is_flag=True, help="Also where somebody else calls it now.")
@with_recording_context
@of_meeting
def call(context: Context, site_id: str, step: str | None, is_instead: bool) -> None:
    """Say that SITE is called for the roll-call, so that nobody else calls it meanwhile."""

    def commands_of(snapshot: Snapshot) -> list[Command]:
        found, sheet = site_id_of(site_id, snapshot, context), snapshot.checklist
        row = None if sheet is None else sheet.row(found)
        now = None if row is None else row.call
        instead_of = now.client if is_instead and now is not None else ""
        return [CallSite(found, step or CallStep.CALLING.value, instead_of)]

    send_chosen(commands_of, context)


def _known_answer(context: click.Context, _: click.Parameter, answer: str) -> str:
    """Refuse what is no answer to the question; the language is that of the call."""
    known = ROLL_ANSWERS.get(RollQuestion(context.params["question"]))
    if known is not None and answer not in known:
        fail(Exit.USAGE, context.find_root().obj.words(), "checklist.answer-unknown")
    return answer


_verb = partial(add_verb, checklist)
_verb(
    AnswerRoll,
    "Enter the ANSWER of SITE to QUESTION: heard (both, not-there, not-here, no-answer), normal "
    "(by-technician, by-other, all, picture, sound, terminal, preset, power, room, hazard), "
    "presides (a role), delegates (a number).",
    SITE,
    typed("question", "QUESTION", click.Choice([question.value for question in RollQuestion])),
    click.argument("answer", metavar="ANSWER", callback=_known_answer),
)
_verb(
    SignCheck,
    "Sign CHECK (terminal, line, sound, picture, preset, power, room, contact, switch-on) of SITE by "
    "your name.",
    SITE,
    typed("check", "CHECK", click.Choice([check.value for check in Check])),
    click.option(
        "--fault",
        "is_ok",
        is_flag=True,
        callback=lambda _, __, is_fault: not is_fault,
        help="Report a fault instead.",
    ),
    own_words("--note", "Reason; required for a fault and against a measured one."),
)
_verb(CloseChecklist, "Freeze the sheet and sign it by your name.", yes("Also where checks are not done."))
_verb(RecordPrint, "Say that the printed sheet lies ready.")
_verb(
    AcceptConfiguration,
    "Accept by your name that sites.yaml changed after the sheet was closed.",
    typed("reason", "REASON"),
)
