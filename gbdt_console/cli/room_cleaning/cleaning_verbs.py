"""Implements `care list|cleaned|rules`: the cleaning calendar and posted room rules."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.client.chosen import send_chosen, site_id_of
from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context, with_recording_context
from gbdt_console.cli.form_parts import FORM
from gbdt_console.cli.typed import typed_list
from gbdt_console.core.record_form import Form
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.room_cleaning.commands import ConfirmRules, SignCleaning
from gbdt_console.core.room_cleaning.rooms import RoomCleaning, Signed
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.room_cleaning.cleaning_text import CleaningWords
from gbdt_console.text.technicians.technician_text import place_name
from gbdt_console.text.words import Words

_SITES = click.argument("sites", metavar="SITES")
_DAY = click.option("--day", default="", metavar="YYYY-MM-DD", help="The day; default: today.")
_PERSON = click.option(
    "--person", default="", metavar="TEXT", help="Who signs; default: the site's technician."
)


@click.group()
def care() -> None:
    """List and sign the care of rooms: cleaning and posted rules."""


@care.command(name="list")
@json_option("docs/technicians.md")
@with_context
def list_(context: Context, as_json: bool) -> None:
    """Print the cleaning and the posted rules of each room; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    today = datetime.fromtimestamp(snapshot.at_utc, ZoneInfo(snapshot.booking.zone)).date()
    if as_json:
        rooms = [_ROOM(room, today) for room in snapshot.care]
        print_json({"form": FORM, "day": today.isoformat(), "is_live": snapshot.is_live, "rooms": rooms})
    else:
        print_lines(_lines(snapshot, today, context.words(snapshot.language)))


@care.command()
@_SITES
@_DAY
@_PERSON
@click.option("--note", default="", metavar="TEXT", help="What was found or done.")
@with_recording_context
def cleaned(context: Context, sites: str, day: str, person: str, note: str) -> None:
    """Sign that room and devices of SITES (by comma, or all) were cleaned."""
    send_chosen(lambda shown: [SignCleaning(_ids(sites, shown, context), day, person, note)], context)


@care.command()
@_SITES
@_DAY
@_PERSON
@with_recording_context
def rules(context: Context, sites: str, day: str, person: str) -> None:
    """Record that SITES (by comma, or all) confirmed that their room rules are posted."""
    send_chosen(lambda shown: [ConfirmRules(_ids(sites, shown, context), day, person)], context)


def _ids(sites: str, snapshot: Snapshot, context: Context) -> tuple[str, ...]:
    """Return the ids of sites named by number or id, and 'centre' as it is."""
    if sites.strip() == "all":
        return tuple(site.id for site in snapshot.sites)
    return tuple(one if one == CENTRE else site_id_of(one, snapshot, context) for one in typed_list(sites))


def _lines(snapshot: Snapshot, today: date, words: Words) -> Iterator[str]:
    text = CleaningWords(words, today, snapshot.booking.settings.regulation)
    names = numbered_names(snapshot.sites)
    if not snapshot.care:
        yield words("care.nothing")
    for room in snapshot.care:
        yield f"{place_name(words, names, room.site_id)}  {text.short(room)}".rstrip()
        yield f"    {words('care.label.cleaning')}: {text.cleaning(room)}"
        yield f"    {words('care.label.rules')}: {text.rules(room)}"


_ROOM = Form(
    RoomCleaning,
    more={
        "due": lambda room, _: None if room.due is None else room.due.isoformat(),
        "is_overdue": lambda room, today: room.is_overdue(today),
    },
    parts=(Signed,),
)
