"""Implements `meetings list|show|attendance`: prints meetings as lines or as JSON."""

from collections.abc import Iterator

import click

from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.meetings.attendance import attendance_lines, attendance_object, recorded_attendance
from gbdt_console.cli.meetings.meeting_form import meetings_object
from gbdt_console.cli.meetings.plan_options import meeting_of, words_of
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.text.meetings.meeting_text import MeetingWords, code_name, kind_text
from gbdt_console.text.words import Words

_JSON = json_option("docs/meetings-json.md")


@click.command(name="list")
@_JSON
@click.option("--all", "is_whole", is_flag=True, help="Include the last past meetings.")
@with_context
def list_(context: Context, as_json: bool, is_whole: bool) -> None:
    """Print the coming meetings and what each lacks; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    shown = [meeting for meeting in snapshot.calendar if is_whole or meeting.is_open]
    if as_json:
        print_json(meetings_object(snapshot, shown))
        return
    words = context.words(snapshot.language)
    text, overview = words_of(snapshot, words), overview_of(snapshot)
    for meeting in shown:
        print_lines(_lines(meeting, overview, text, snapshot.at_utc))
    for series in snapshot.series:
        click.echo(f"{series.number:>5}  {text.repeat(series)}  {text.title(series.plan)}")
    if not shown and not snapshot.series:
        click.echo(words("verb.meetings-none"))


@click.command()
@click.argument("number", type=click.IntRange(min=1), metavar="N")
@_JSON
@with_context
def show(context: Context, number: int, as_json: bool) -> None:
    """Print everything about meeting N."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    words = context.words(snapshot.language)
    meeting = meeting_of(number, snapshot, context)
    if as_json:
        print_json(meetings_object(snapshot, [meeting]))
        return
    text = words_of(snapshot, words)
    print_lines(_lines(meeting, overview_of(snapshot), text, snapshot.at_utc))
    print_lines(_details(meeting, text, words))


@click.command()
@click.argument("number", type=click.IntRange(min=1), metavar="N", required=False)
@_JSON
@with_context
def attendance(context: Context, number: int | None, as_json: bool) -> None:
    """Print who attended meeting N and when, by the minute; default: the running meeting, else the last."""
    sheet, names, words = recorded_attendance(context, number or 0)
    if sheet is None:
        fail(Exit.FAILED, words, "meetings.not-held")
    if as_json:
        print_json(attendance_object(sheet))
    else:
        print_lines(attendance_lines(sheet, names, words))


def _lines(
    meeting: Registration, overview: CalendarOverview, text: MeetingWords, now_utc: float
) -> Iterator[str]:
    """Yield number, time, state and title, then what is lacking."""
    span = text.span(meeting.plan, now_utc)
    yield f"{meeting.number:>5}  {span:<26} {text.state(meeting):<18} {text.title(meeting.plan)}"
    for lack in text.lacks(meeting, overview.lacks(meeting)):
        yield f"         {lack}"


def _details(meeting: Registration, text: MeetingWords, words: Words) -> Iterator[str]:
    plan = meeting.plan
    answers = [f"{text.site(a.site_id)} {code_name(words, 'answer', a.answer)}" for a in meeting.agreements]
    rows = (
        ("host", f"{text.host(plan)} ({kind_text(words, plan.kind, plan.kind_name)})"),
        *text.plan_rows(plan),
        ("answers", ", ".join(answers)),
        ("paper", meeting.paper),
        ("reason", meeting.cancel_reason or meeting.change_reason),
    )
    for name, value in rows:
        if value:
            yield f"  {words(f'meetings.field.{name}')}: {value}"
