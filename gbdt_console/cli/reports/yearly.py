"""Implements `report year` and `report opinion`: the yearly review, and what sites say for it."""

import click

from gbdt_console.cli.client.chosen import send_chosen
from gbdt_console.cli.client.configuration import network_in_use
from gbdt_console.cli.context import Context, with_context, with_recording_context
from gbdt_console.cli.meetings.plan_options import PlanOptions
from gbdt_console.cli.reports.making import Report, ReportMaker
from gbdt_console.cli.reports.writing import Output, with_output, write_report
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.commands import RecordOpinion
from gbdt_console.core.snapshot import Snapshot


@click.command()
@click.argument("year", type=click.IntRange(2000, 9999), required=False, metavar="[YEAR]")
@with_output
@with_context
def year(context: Context, year: int | None, output: Output) -> None:
    """Print the review of a year by site, carrier, cause and host; default: this year."""

    def made(make: ReportMaker) -> Report:
        words = make.source.words
        network = make.source.network or network_in_use(context, words.words)
        return make.year(year or words.day(SystemClock().utc()).year, network)

    write_report(context, made, output)


@click.command()
@click.argument("site", metavar="SITE")
@click.argument("text", metavar="TEXT")
@click.option("--meeting", type=click.IntRange(min=1), metavar="N", help="Meeting that it is about.")
@with_recording_context
def opinion(context: Context, site: str, text: str, meeting: int | None) -> None:
    """Record what SITE (number or id) says about the system, for the yearly review."""

    def commands_of(snapshot: Snapshot) -> list[Command]:
        ids = PlanOptions(snapshot, context).site_ids(site)
        return [RecordOpinion(site_id, text, meeting or 0) for site_id in ids]

    send_chosen(commands_of, context)
