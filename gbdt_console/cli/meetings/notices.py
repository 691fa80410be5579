"""Implements `meetings notice`, `noticed` and `confirmed`: drafts notices, and tracks who was told."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from gbdt_console.cli.client.chosen import send_chosen
from gbdt_console.cli.client.shown import snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.meetings.letters import letter_writer, written
from gbdt_console.cli.meetings.plan_options import PlanOptions, channel_option
from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.commands import ConfirmNotice, RecordNotice
from gbdt_console.core.meetings.notices import NoticeGroup, NoticeState, recipients_of
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.whole_file import replace_file

_NUMBER = click.argument("number", type=click.IntRange(min=1), metavar="N")
_GROUP = click.argument("group", type=click.Choice([g.value for g in NoticeGroup]), metavar="GROUP")
_RECIPIENTS = click.argument("recipients", nargs=-1, metavar="[RECIPIENT]...")


@click.command()
@_NUMBER
@_GROUP
@_RECIPIENTS
@click.option("--docx", type=click.Path(path_type=Path), metavar="FILE", help="Write it as .docx, too.")
@with_context
def notice(context: Context, number: int, group: str, recipients: Sequence[str], docx: Path | None) -> None:
    """Print the letter about meeting N that goes to GROUP now; default: to all who must be told."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    words = context.words(snapshot.language)
    meeting, state = _meant(snapshot, number, group, context)
    if recipients:
        wanted = _ids(snapshot, state.group, recipients, context)
        expected = recipients_of(meeting.plan.sites, dict(snapshot.booking.settings.carriers))[state.group]
        if not {*expected, *state.outdated}.issuperset(wanted):
            fail(Exit.FAILED, words, "meetings.recipient-unknown")
        state = replace(state, untold=wanted, outdated=())
    writer = letter_writer(context, words)
    text = written(writer, meeting, state, context)
    click.echo(text.text)
    if docx is None:
        return
    from gbdt_console.exporters.papers.docx_paper import docx_bytes

    try:
        letter = docx_bytes(writer.letter(text, docx.stem, snapshot.at_utc))
        replace_file(docx, letter, is_private=meeting.plan.is_closed)
    except OSError as error:
        fail(Exit.FAILED, words, "verb.meetings-file", reason=error)


@click.command()
@_NUMBER
@_GROUP
@_RECIPIENTS
@channel_option("How it was told.")
@with_recording_context
def noticed(context: Context, number: int, group: str, recipients: Sequence[str], channel: str) -> None:
    """Record that a person sent the notice about meeting N to GROUP; default: to all who must be told."""

    def commands_of(snapshot: Snapshot) -> list[Command]:
        writer = letter_writer(context, context.words(snapshot.language))
        meeting, state = _meant(snapshot, number, group, context)
        text = written(writer, meeting, state, context).text
        ids = _ids(snapshot, state.group, recipients, context)
        return [RecordNotice(number, group, ids, channel, text)]

    send_chosen(commands_of, context)


@click.command()
@_NUMBER
@_GROUP
@_RECIPIENTS
@click.option("--person", default="", metavar="ROLE", help="Role of the person who confirmed.")
@with_recording_context
def confirmed(context: Context, number: int, group: str, recipients: Sequence[str], person: str) -> None:
    """Record that GROUP confirmed the notice about meeting N; default: all who were told."""
    kind = NoticeGroup(group)
    send_chosen(
        lambda shown: [ConfirmNotice(number, group, _ids(shown, kind, recipients, context), person)], context
    )


def _meant(snapshot: Snapshot, number: int, group: str, context: Context) -> tuple[Registration, NoticeState]:
    meeting = PlanOptions(snapshot, context).meeting(number)
    states = meeting.notice_states(dict(snapshot.booking.settings.carriers))
    return meeting, next(state for state in states if state.group == group)


def _ids(
    snapshot: Snapshot, group: NoticeGroup, recipients: Sequence[str], context: Context
) -> tuple[str, ...]:
    """Return the ids of named recipients; sites may be named by number."""
    if group is not NoticeGroup.SITES or not recipients:
        return tuple(recipients)
    return PlanOptions(snapshot, context).site_ids(",".join(recipients))
