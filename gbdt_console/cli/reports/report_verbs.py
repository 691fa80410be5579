"""Implements `report …`: prints reports from the journal, beside an engine or without one."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.reports.reading import Source
from gbdt_console.cli.reports.writing import Report, with_output, write_report
from gbdt_console.cli.reports.yearly import opinion, year
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.minutes_json import minutes_object
from gbdt_console.core.reports.month import MonthFacts
from gbdt_console.core.reports.month_fold import MonthFold
from gbdt_console.core.reports.month_json import month_object, outage_report_object
from gbdt_console.core.reports.outages.facts import outage_facts
from gbdt_console.core.reports.outages.fold import OutagesFold
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.month import availability_paper, carrier_paper
from gbdt_console.text.reports.outages.outage_paper import outage_paper

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@click.group()
def report() -> None:
    """Print what is left after meetings: minutes, outages, availability, the year."""


report.add_command(year)
report.add_command(opinion)


@report.command()
@click.argument("meeting", required=False, default="", metavar="[MEETING]")
@with_output
@with_context
def minutes(context: Context, meeting: str, format_: str, output: Path | None) -> None:
    """Print the technical minutes of MEETING, by number or id; default: the running one, else the last."""
    ref = MeetingRef(int(meeting)) if meeting.isdecimal() else MeetingRef(meeting_id=meeting)
    source, fold = Source.of(context), MinutesFold(ref)
    end, words = source.read(context, fold), source.words
    facts = fold.facts(words.place.site_ids, end, SystemClock().utc())
    if facts is None:
        fail(Exit.FAILED, words.words, "meetings.not-held")
    made = Report(lambda: minutes_object(facts), lambda: minutes_paper(facts, words), words.words)
    write_report(context, made, format_, output)


@report.command()
@click.argument("number", type=click.IntRange(min=1), required=False, metavar="[N]")
@click.option("--carrier", default="", metavar="CARRIER", help="Only the lines of CARRIER, by id.")
@click.option("--month", default="", metavar="YYYY-MM", help="Month of the report; default: this month.")
@with_output
@with_context
def outages(
    context: Context, number: int | None, carrier: str, month: str, format_: str, output: Path | None
) -> None:
    """Print outage N for both sides to sign; without N the outages and lines of a carrier and month."""
    source = Source.of(context)
    words = source.words
    if number is not None:
        made = _outage(context, source, number)
    else:
        facts = _month_facts(context, source, month, carrier)
        made = Report(
            lambda: month_object(facts, "outages"), lambda: carrier_paper(facts, words), words.words
        )
    write_report(context, made, format_, output)


@report.command()
@click.argument("month", required=False, default="", metavar="[YYYY-MM]")
@with_output
@with_context
def availability(context: Context, month: str, format_: str, output: Path | None) -> None:
    """Print the availability of all lines in a month; default: this month."""
    source = Source.of(context)
    facts, words = _month_facts(context, source, month, ""), source.words
    made = Report(
        lambda: month_object(facts, "availability"), lambda: availability_paper(facts, words), words.words
    )
    write_report(context, made, format_, output)


def _outage(context: Context, source: Source, number: int) -> Report:
    fold = OutagesFold()
    end, words = source.read(context, fold), source.words
    outage = fold.records.get(number)
    if outage is None:
        fail(Exit.FAILED, words.words, "report.outage.none", number=number)
    facts = outage_facts(outage, source.lines, end, SystemClock().utc())
    return Report(lambda: outage_report_object(facts), lambda: outage_paper(facts, words), words.words)


def _month_facts(context: Context, source: Source, month: str, carrier: str) -> MonthFacts:
    words, now_utc = source.words, SystemClock().utc()
    timezone, carriers = words.place.timezone, words.place.carriers
    wanted = month or datetime.fromtimestamp(now_utc, ZoneInfo(timezone)).strftime("%Y-%m")
    if not _MONTH.fullmatch(wanted):
        fail(Exit.USAGE, words.words, "verb.month-form")
    if carrier and carrier not in carriers:
        fail(Exit.USAGE, words.words, "report.carrier-unknown", name=carrier, known=", ".join(carriers))
    fold = MonthFold(wanted, timezone)
    end = source.read(context, fold)
    return fold.facts(source.lines, end, now_utc, carrier)
