"""Implements `meetings import` and `meetings export`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gbdt_console.cli.client.chosen import send_chosen
from gbdt_console.cli.client.shown import snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.meetings.plan_options import PlanOptions, print_clashes, words_of
from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.commands import RegisterMeeting
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.whole_file import replace_file
from gbdt_console.text.words import Words

if TYPE_CHECKING:
    from gbdt_console.cli.meetings.read_icalendar import FoundMeeting, Usual

_KNOWN_AHEAD_S = 2 * 366 * 86_400.0
"""Looks for days of a series this far ahead; the engine registers nothing as far as that."""


@click.command(name="import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--host", default="", metavar="BODY", help="Host of events that name none.")
@click.option(
    "--kind",
    type=click.Choice([k.value for k in MeetingKind]),
    default=MeetingKind.PROVINCIAL.value,
    show_default=True,
    help="Kind of meeting.",
)
@click.option("--sites", default="all", metavar="SITES", help="Sites of events that name none.")
@click.option("--yes", "is_sure", is_flag=True, help="Also where it collides with other meetings.")
@with_recording_context
def import_(context: Context, file: Path, host: str, kind: str, sites: str, is_sure: bool) -> None:
    """Register the meetings of an iCalendar FILE; those that are registered already stay."""
    from gbdt_console.cli.meetings.read_icalendar import Usual

    raw = _content(file, context)

    def commands_of(snapshot: Snapshot) -> list[Command]:
        options = PlanOptions(snapshot, context)
        ids = options.site_ids(sites)
        everywhere = tuple(site.id for site in snapshot.sites)
        usual = Usual(options.host(host), MeetingKind(kind), ids, everywhere, snapshot.booking.zone)
        found = _read(raw, file, snapshot, context.words(snapshot.language), usual)
        commands: list[Command] = []
        for meeting in found:
            print_clashes(snapshot, 0, meeting.plan, context, is_sure=is_sure)
            commands.append(
                RegisterMeeting(meeting.plan, repeat=meeting.repeat, is_sure=is_sure, skipped=meeting.skipped)
            )
        return commands

    send_chosen(commands_of, context)


@click.command()
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@with_context
def export(context: Context, file: Path | None) -> None:
    """Write the open meetings as iCalendar to FILE, else to standard output."""
    from gbdt_console.cli.meetings.write_icalendar import CalendarFile

    snapshot = snapshot_or_recorded(context, is_of_now=True)
    words = context.words(snapshot.language)
    made = CalendarFile(
        words_of(snapshot, words), snapshot.booking, snapshot.booking.network, snapshot.at_utc
    )
    made.add_meetings(meeting for meeting in snapshot.calendar if meeting.is_open)
    made.add_series(snapshot.series)
    if file is None:
        sys.stdout.buffer.write(made.content())
        return
    try:
        replace_file(file, made.content())
    except OSError as error:
        fail(Exit.FAILED, words, "verb.meetings-file", reason=error)


def _content(file: Path, context: Context) -> bytes:
    """Return the file's first bytes, one more than may be read."""
    from gbdt_console.cli.meetings.read_icalendar import MOST_BYTES

    try:
        with file.open("rb") as source:
            return source.read(MOST_BYTES + 1)
    except OSError as error:
        fail(Exit.USAGE, context.words(), "verb.meetings-file", reason=error)


def _read(raw: bytes, file: Path, snapshot: Snapshot, words: Words, usual: "Usual") -> "list[FoundMeeting]":
    """Return the meetings that are not registered yet; where one is wrong, print all faults and exit."""
    from gbdt_console.cli.meetings.read_icalendar import BadCalendar, read_calendar

    items: list[FoundMeeting | BadCalendar]
    try:
        items = list(read_calendar(raw, usual))
    except BadCalendar as unreadable:
        items = [unreadable]
    faults = [item for item in items if isinstance(item, BadCalendar)]
    for fault in faults:
        click.echo(f"{file}:{fault.line}: {words(fault.code)}", err=True)
    if faults:
        fail(Exit.FAILED, words, "verb.meetings-nothing-read")
    found = [item for item in items if not isinstance(item, BadCalendar)]
    new = [item for item in found if not _is_registered(item.plan, snapshot)]
    past = [item for item in new if item.repeat is None and item.plan.end_utc <= snapshot.at_utc]
    counts = {"new": len(new) - len(past), "old": len(found) - len(new), "past": len(past)}
    click.echo(words("verb.meetings-import", **counts))
    return [item for item in new if item not in past]


def _is_registered(plan: MeetingPlan, snapshot: Snapshot) -> bool:
    """Tell whether a meeting of that opening and title, or a closed one of that host, is registered."""
    if plan.opening_utc > snapshot.at_utc + _KNOWN_AHEAD_S:
        return False
    day = plan.local_date
    plans = [meeting.plan for meeting in snapshot.calendar]
    plans += [series.plan_on(day) for series in snapshot.series if day in series.days(day)]
    return any(
        p.opening_utc == plan.opening_utc and (p.title == plan.title or (p.is_closed and p.host == plan.host))
        for p in plans
    )
