"""Implements `report minutes|…`: prints reports from the journal, beside an engine or without one."""

from pathlib import Path

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.reports.writing import Output, read_journal, with_output, write_report
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.minutes_json import minutes_object
from gbdt_console.text.reports.minutes import minutes_paper


@click.group()
def report() -> None:
    """Print what is left after meetings: minutes, outages, availability, the year."""


@report.command()
@click.argument("meeting", required=False, default="", metavar="[MEETING]")
@with_output
@with_context
def minutes(context: Context, meeting: str, format_: str, output: Path | None) -> None:
    """Print the technical minutes of MEETING, by number or id; default: the running one, else the last."""
    ref = MeetingRef(int(meeting)) if meeting.isdecimal() else MeetingRef(meeting_id=meeting)
    fold = MinutesFold(ref)
    source = read_journal(context, fold)
    facts = fold.facts(source.words.place.site_ids, source.end, SystemClock().utc())
    if facts is None:
        fail(Exit.FAILED, source.words.words, "meetings.not-held")
    write_report(
        Output(format_, output),
        source,
        lambda: minutes_object(facts),
        lambda: minutes_paper(facts, source.words),
    )
