"""Implements `meetings register|change|move|agree|…`, with the commands that the keys send."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import click

from gbdt_console.cli.client.chosen import send_chosen
from gbdt_console.cli.client.command_verb import NUMBER, ON_OFF, add_verb, own_words, typed, yes
from gbdt_console.cli.context import Context, of_meeting, with_recording_context
from gbdt_console.cli.meetings.exchange import export, import_
from gbdt_console.cli.meetings.listing import attendance, list_, show
from gbdt_console.cli.meetings.notices import confirmed, notice, noticed
from gbdt_console.cli.meetings.plan_options import (
    PlanOptions,
    channel_option,
    print_clashes,
    with_plan_options,
)
from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.conference.commands import SetBreak
from gbdt_console.core.meetings import commands
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import SiteAnswer
from gbdt_console.core.snapshot import Snapshot

_YES = click.option("--yes", "is_sure", is_flag=True, help="Also where it collides with other meetings.")
_NOTICED = click.option("--noticed", metavar="TIME", help="When the host's notice arrived; default: now.")
_CHANNEL = channel_option("How it was told.")


@click.group()
def meetings() -> None:
    """Register, change and list meetings."""


for verb in (list_, show, attendance, import_, export, notice, noticed, confirmed):
    meetings.add_command(verb)


@meetings.command()
@click.argument("title")
@with_plan_options
@_NOTICED
@_CHANNEL
@click.option("--every", type=click.Choice([e.value for e in Every]), help="Repeat it.")
@click.option(
    "--interval", type=click.IntRange(1, 12), default=1, help="Weeks or months from one to the next."
)
@click.option("--until", default="", metavar="YYYY-MM-DD", help="Last day of the repeat.")
@click.option("--count", type=click.IntRange(1, 520), help="Number of meetings of the repeat.")
@_YES
@with_recording_context
def register(
    context: Context, title: str, noticed: str | None, channel: str, is_sure: bool, **options: Any
) -> None:
    """Register a meeting named TITLE; an emergency meeting opens now unless --opening says otherwise."""
    every = options["every"]
    repeat = None
    if every:
        repeat = Repeat(Every(every), options["interval"], options["until"], options["count"] or 0)

    def commands_of(snapshot: Snapshot) -> list[Command]:
        read = PlanOptions(snapshot, context)
        plan = read.new_plan(title, options)
        notice_utc = None if noticed is None else read.moment(noticed)
        print_clashes(snapshot, 0, plan, context, is_sure=is_sure)
        return [commands.RegisterMeeting(plan, notice_utc, channel, repeat, is_sure)]

    send_chosen(commands_of, context)


@meetings.command()
@NUMBER
@click.option("--title", help="Subject of the meeting.")
@with_plan_options
@_NOTICED
@click.option("--reason", default="", help="Reason for the change.")
@_YES
@with_recording_context
def change(
    context: Context,
    number: int,
    title: str | None,
    noticed: str | None,
    reason: str,
    is_sure: bool,
    **options: Any,
) -> None:
    """Change what is planned for meeting N; another time needs new agreements and a new invitation."""

    def commands_of(snapshot: Snapshot) -> list[Command]:
        read = PlanOptions(snapshot, context)
        plan = read.changed_plan(read.meeting(number).plan, options)
        plan = plan if title is None else replace(plan, title=title)
        notice_utc = None if noticed is None else read.moment(noticed)
        print_clashes(snapshot, number, plan, context, is_sure=is_sure)
        return [commands.ChangeMeeting(number, plan, notice_utc, reason, is_sure)]

    send_chosen(commands_of, context)


@meetings.command()
@NUMBER
@click.argument("opening", metavar="TIME")
@click.option("--minutes", type=click.IntRange(5, 1_440), help="Planned length in minutes.")
@click.option("--reason", default="", help="Reason for the change.")
@_YES
@with_recording_context
def move(
    context: Context, number: int, opening: str, minutes: int | None, reason: str, is_sure: bool
) -> None:
    """Move meeting N to TIME: 2026-11-30 08:00, 14:50 or +20."""

    def commands_of(snapshot: Snapshot) -> list[Command]:
        read = PlanOptions(snapshot, context)
        plan = read.changed_plan(read.meeting(number).plan, {"opening": opening, "minutes": minutes})
        print_clashes(snapshot, number, plan, context, is_sure=is_sure)
        return [commands.ChangeMeeting(number, plan, None, reason, is_sure)]

    send_chosen(commands_of, context)


@meetings.command()
@NUMBER
@click.argument("sites", nargs=-1, required=True, metavar="SITE...")
@click.option("--declined", is_flag=True, help="The sites do not agree.")
@_CHANNEL
@click.option("--person", default="", metavar="ROLE", help="Role of the person who answered.")
@with_recording_context
def agree(
    context: Context, number: int, sites: Sequence[str], declined: bool, channel: str, person: str
) -> None:
    """Record that sites (numbers or ids, or all) agree to the time of meeting N."""
    answer = SiteAnswer.DECLINED if declined else SiteAnswer.AGREED

    def commands_of(snapshot: Snapshot) -> list[Command]:
        read = PlanOptions(snapshot, context)
        ids = read.meeting(number).sites_asked if sites == ("all",) else read.site_ids(",".join(sites))
        return [commands.RecordAnswers(number, ids, answer, channel, person)]

    send_chosen(commands_of, context)


_verb = partial(add_verb, meetings)
_verb(
    commands.RecordInvitation,
    "Record that the host issued the invitation to meeting N.",
    NUMBER,
    own_words("--paper", "Number of the letter."),
    yes("Also where agreements are missing."),
)
_verb(commands.CancelMeeting, "Cancel meeting N because of TEXT.", NUMBER, typed("reason", "TEXT"))
_verb(
    commands.SkipSeriesDay, "Leave a day of the recurring meeting N out.", NUMBER, typed("day", "YYYY-MM-DD")
)
_verb(commands.EndSeries, "Register no further meetings of the recurring meeting N.", NUMBER)
_verb(commands.StartRegistered, "Start meeting N now.", NUMBER, yes("Also at another time than planned."))
_verb(EndMeeting, "End the running meeting.")
_verb(SetBreak, "Begin or end a break: all muted but the chair.", ON_OFF, name="break")


@meetings.command()
@click.argument("time", metavar="TIME")
@_YES
@with_recording_context
@of_meeting
def overrun(context: Context, time: str, is_sure: bool) -> None:
    """Set the end of the running meeting to TIME: 16:30, or +30 from now."""
    send_chosen(
        lambda shown: [commands.MoveMeetingEnd(PlanOptions(shown, context).moment(time), is_sure)], context
    )
