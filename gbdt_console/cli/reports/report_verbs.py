"""Implements `report …`: prints reports from the journal, beside an engine or without one."""

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.reports.making import Report, ReportMaker
from gbdt_console.cli.reports.writing import Output, with_output, write_report
from gbdt_console.cli.reports.yearly import opinion, year
from gbdt_console.cli.typed import typed_month
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.reports.minutes_fold import MeetingRef


@click.group()
def report() -> None:
    """Print what is left after meetings: minutes, outages, availability, the year."""


report.add_command(year)
report.add_command(opinion)


@report.command()
@click.argument("meeting", required=False, default="", metavar="[MEETING]")
@with_output
@with_context
def minutes(context: Context, meeting: str, output: Output) -> None:
    """Print the technical minutes of MEETING, by number or id; default: the running one, else the last."""
    write_report(context, lambda make: make.minutes(_ref(meeting)), output)


@report.command()
@click.argument("meeting", required=False, default="", metavar="[MEETING]")
@with_output
@with_context
def shutdown(context: Context, meeting: str, output: Output) -> None:
    """Print what was verified to be off after MEETING; default: the running one, else the last."""
    write_report(context, lambda make: make.shutdown(_ref(meeting)), output)


def _ref(meeting: str) -> MeetingRef:
    return MeetingRef(int(meeting)) if meeting.isdecimal() else MeetingRef(meeting_id=meeting)


@report.command()
@click.argument("number", type=click.IntRange(min=1), required=False, metavar="[N]")
@click.option("--carrier", default="", metavar="CARRIER", help="Only the lines of CARRIER, by id.")
@click.option("--month", default="", metavar="YYYY-MM", help="Month of the report; default: this month.")
@with_output
@with_context
def outages(context: Context, number: int | None, carrier: str, month: str, output: Output) -> None:
    """Print outage N for both sides to sign; without N the outages and lines of a carrier and month."""

    def made(make: ReportMaker) -> Report:
        if number is not None:
            return make.outage(number)
        wanted, carriers = _month(month, make), make.source.words.place.carriers
        if carrier and carrier not in carriers:
            words = make.source.words.words
            fail(Exit.USAGE, words, "report.carrier-unknown", name=carrier, known=", ".join(carriers))
        return make.outages(wanted, carrier)

    write_report(context, made, output)


@report.command()
@click.argument("month", required=False, default="", metavar="[YYYY-MM]")
@with_output
@with_context
def availability(context: Context, month: str, output: Output) -> None:
    """Print the availability of all lines in a month; default: this month."""
    write_report(context, lambda make: make.availability(_month(month, make)), output)


def _month(wanted: str, make: ReportMaker) -> str:
    """Return the wanted month, this one for an empty text; end the verb where it is none."""
    words = make.source.words
    return typed_month(wanted, SystemClock().utc(), words.place.timezone, words.words)
