"""Implements `maintenance plan|list|end`: planned work, during which alarms are out of service."""

from collections.abc import Sequence

import click

from gbdt_console.cli.alarms.lines import AlarmLines
from gbdt_console.cli.client.chosen import send_chosen
from gbdt_console.cli.client.command_verb import add_verb, typed
from gbdt_console.cli.client.shown import snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context, with_recording_context
from gbdt_console.cli.typed import typed_moment
from gbdt_console.core.alarms.commands import EndMaintenance, PlanMaintenance
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.snapshot import Snapshot


@click.group()
def maintenance() -> None:
    """Plan, list or end maintenance."""


@maintenance.command()
@click.argument("resource")
@click.option("--from", "begins", metavar="TIME", help="14:50 or '2026-01-05 14:50'; default: now.")
@click.option("--until", "ends", required=True, metavar="TIME", help="Same form; the next such time.")
@click.option("--reason", required=True, help="Work to be done; recorded in the journal.")
@with_recording_context
def plan(context: Context, resource: str, begins: str | None, ends: str, reason: str) -> None:
    """Plan maintenance of RESOURCE: a site's number or id, a device id (sa-pa.ups) or a node
    (upstream.ID). It is still monitored; only its alarms need no action.
    """

    def chosen(snapshot: Snapshot) -> Sequence[Command]:
        words, zone = context.words(snapshot.language), snapshot.booking.zone
        now_utc = SystemClock().utc()
        from_utc = now_utc if begins is None else typed_moment(begins, now_utc, zone, words)
        until_utc = typed_moment(ends, from_utc, zone, words)
        site_of_number = {str(site.number): site.id for site in snapshot.sites}
        return [PlanMaintenance(site_of_number.get(resource, resource), from_utc, until_utc, reason)]

    send_chosen(chosen, context)


@maintenance.command(name="list")
@with_context
def list_(context: Context) -> None:
    """Print planned and running maintenance with its id."""
    snapshot = snapshot_or_recorded(context)
    words = context.words(snapshot.language)
    lines = AlarmLines(snapshot, words)
    for window in snapshot.windows:
        click.echo(lines.work(window))
    if not snapshot.windows:
        click.echo(words("verb.work-none"))


add_verb(
    maintenance, EndMaintenance, "End maintenance ID now, or cancel a planned one.", typed("window", "ID")
)
