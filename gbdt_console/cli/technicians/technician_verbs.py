"""Implements `technicians list|import|name|trained|duty`, with the commands that the keys send."""

import click

from gbdt_console.cli.client.chosen import send_chosen
from gbdt_console.cli.context import Context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.meetings.plan_options import PlanOptions, channel_option
from gbdt_console.cli.technicians.importing import import_
from gbdt_console.cli.technicians.listing import list_, meeting_of_duty
from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.commands import RecordDuty
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.commands import NameTechnician, RecordTraining
from gbdt_console.core.technicians.posts import Post

_DEPUTY = click.option("--deputy", "is_deputy", is_flag=True, help="The deputy, not the technician.")


@click.group()
def technicians() -> None:
    """List the technicians of the sites; record changes, training and duty."""


technicians.add_command(list_)
technicians.add_command(import_)


@technicians.command()
@click.argument("site", metavar="SITE")
@_DEPUTY
@click.option("--name", default="", metavar="TEXT", help="Name of the person.")
@click.option("--phone", default="", metavar="TEXT", help="Phone number.")
@click.option("--new", "is_new", is_flag=True, help="Another person: the training has to be entered again.")
@with_recording_context
def name(context: Context, site: str, is_deputy: bool, name: str, phone: str, is_new: bool) -> None:
    """Record who is the technician of SITE (number, id, or 'centre')."""

    def commands_of(snapshot: Snapshot) -> list[Command]:
        (site_id,) = _ids(snapshot, site, context)
        return [NameTechnician(site_id, _post(is_deputy), name, phone, is_new)]

    send_chosen(commands_of, context)


@technicians.command()
@click.argument("sites", metavar="SITES")
@click.argument("day", metavar="YYYY-MM-DD")
@_DEPUTY
@click.option("--subject", default="", metavar="TEXT", help="Subject of the training.")
@with_recording_context
def trained(context: Context, sites: str, day: str, is_deputy: bool, subject: str) -> None:
    """Record that the technicians of SITES (by comma, or all) were trained on a day."""
    post = _post(is_deputy)
    send_chosen(lambda shown: [RecordTraining(_ids(shown, sites, context), post, day, subject)], context)


@technicians.command()
@click.argument("sites", metavar="SITES")
@_DEPUTY
@click.option(
    "--meeting", type=click.IntRange(min=1), metavar="N", help="Meeting of the duty; default: the next."
)
@click.option("--cannot", is_flag=True, help="They cannot be on duty.")
@click.option("--carrier", "is_carrier", is_flag=True, help="The carrier's person on duty at the site.")
@click.option("--person", default="", metavar="TEXT", help="Who answered; default: as the roster has it.")
@channel_option("How the answer arrived.")
@with_recording_context
def duty(
    context: Context,
    sites: str,
    is_deputy: bool,
    meeting: int | None,
    cannot: bool,
    is_carrier: bool,
    person: str,
    channel: str,
) -> None:
    """Record that the technicians of SITES (by comma, or all) confirmed being on duty for a meeting."""

    def commands_of(snapshot: Snapshot) -> list[Command]:
        found = meeting_of_duty(snapshot, meeting, context)
        if found is None:
            fail(Exit.FAILED, context.words(snapshot.language), "meetings.none")
        named = _ids(snapshot, sites, context)
        ids = found.plan.sites if sites.strip() == "all" else named
        post = Post.CARRIER.value if is_carrier else _post(is_deputy)
        return [RecordDuty(found.number, ids, post, not cannot, channel, person)]

    send_chosen(commands_of, context)


def _ids(snapshot: Snapshot, sites: str, context: Context) -> tuple[str, ...]:
    """Return the ids of sites named by number or id, and 'centre' as it is."""
    parts = [part.strip() for part in sites.split(",")]
    others = ",".join(part for part in parts if part != CENTRE)
    named = PlanOptions(snapshot, context).site_ids(others) if others else ()
    return (*((CENTRE,) if CENTRE in parts else ()), *named)


def _post(is_deputy: bool) -> str:
    return (Post.DEPUTY if is_deputy else Post.TECHNICIAN).value
