"""Implements `checklist show|open|answer|sign|close|print`, with the commands that the keys send."""

import click

from gbdt_console.cli.checklist.output import print_, show
from gbdt_console.cli.client.chosen import send_chosen, site_id_of
from gbdt_console.cli.client.run_command import send
from gbdt_console.cli.context import Context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.checklist.checks import ROLL_ANSWERS, Check, RollQuestion
from gbdt_console.core.checklist.commands import (
    AcceptConfiguration,
    AnswerRoll,
    CloseChecklist,
    OpenChecklist,
    SignCheck,
)
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import TIMEZONE
from gbdt_console.text.typed_times import parse_date

_CHECKS = click.Choice([check.value for check in Check])
_QUESTIONS = click.Choice([question.value for question in RollQuestion])
_SITE = click.argument("site", metavar="SITE")


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
    opening_utc = None if opening is None else parse_date(opening, SystemClock().utc(), TIMEZONE)
    if opening is not None and opening_utc is None:
        fail(Exit.USAGE, context.words(), "verb.moment-wrong", time=opening)

    def commands_of(snapshot: Snapshot) -> list[Command]:
        chosen = [site_id_of(site.strip(), snapshot, context) for site in sites.split(",") if site.strip()]
        return [OpenChecklist(meeting, opening_utc, tuple(chosen))]

    send_chosen(commands_of, context)


@checklist.command()
@_SITE
@click.argument("question", type=_QUESTIONS, metavar="QUESTION")
@click.argument("answer", metavar="ANSWER")
@with_recording_context
def answer(context: Context, site: str, question: str, answer: str) -> None:
    """Enter the ANSWER of SITE to QUESTION: heard (both, not-there, not-here, no-answer), normal (all,
    picture, sound, terminal, preset, power, room), presides (a role), delegates (a number).
    """
    known_answers = ROLL_ANSWERS.get(RollQuestion(question))
    if known_answers is not None and answer not in known_answers:
        fail(Exit.USAGE, context.words(), "checklist.answer-unknown")
    send_chosen(lambda shown: [AnswerRoll(site_id_of(site, shown, context), question, answer)], context)


@checklist.command()
@_SITE
@click.argument("check", type=_CHECKS, metavar="CHECK")
@click.option("--fault", "is_fault", is_flag=True, help="Report a fault instead.")
@click.option("--note", default="", help="Reason; required for a fault and against a measured one.")
@with_recording_context
def sign(context: Context, site: str, check: str, is_fault: bool, note: str) -> None:
    """Sign CHECK (terminal, line, sound, picture, preset, power, room, contact) of SITE by your name."""
    send_chosen(
        lambda shown: [SignCheck(site_id_of(site, shown, context), check, not is_fault, note)], context
    )


@checklist.command()
@click.option("--yes", "is_sure", is_flag=True, help="Also where checks are not done.")
@with_recording_context
def close(context: Context, is_sure: bool) -> None:
    """Freeze the sheet and sign it by your name."""
    send(context, CloseChecklist(is_sure))


@checklist.command(name="accept-config")
@click.argument("reason", metavar="REASON")
@with_recording_context
def accept_config(context: Context, reason: str) -> None:
    """Accept by your name that sites.yaml changed after the sheet was closed."""
    send(context, AcceptConfiguration(reason))
