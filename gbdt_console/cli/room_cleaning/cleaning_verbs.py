"""Implements `care list|cleaned|rules`: the cleaning calendar and posted room rules."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.checklist.known import ChecklistKnown
from gbdt_console.cli.checklist.sending import send_chosen, site_id_of
from gbdt_console.cli.client.known import live_or_recorded
from gbdt_console.cli.context import Context, with_context, with_recording_context
from gbdt_console.core.booking import NO_BOOKING
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.json_value import Json
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.room_cleaning.commands import ConfirmRules, SignCleaning
from gbdt_console.core.room_cleaning.rooms import RoomCleaning, Signed
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot, numbered_names
from gbdt_console.text.room_cleaning.cleaning_text import CleaningWords
from gbdt_console.text.technicians.technician_text import place_name

FORM = 1
"""The version of the form; fields may be added without a new one."""
_SITES = click.argument("sites", metavar="SITES")
_DAY = click.option("--day", default="", metavar="YYYY-MM-DD", help="The day; default: today.")
_PERSON = click.option(
    "--person", default="", metavar="TEXT", help="Who signs; default: the site's technician."
)


class _Known(NamedTuple):
    """Holds the care of rooms for the verb.

    rooms: the rooms of which anything is known
    today: the local day
    names: the name of each site ('8 Sa Pa') by its id
    language: the language of the configuration; empty where none could be read
    is_live: whether a running engine gave it
    """

    rooms: tuple[RoomCleaning, ...]
    today: date
    names: dict[str, str]
    language: str
    is_live: bool


@click.group()
def care() -> None:
    """List and sign the care of rooms: cleaning and posted rules."""


@care.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/technicians.md).")
@with_context
def list_(context: Context, as_json: bool) -> None:
    """Print the cleaning and the posted rules of each room; without an engine, from the journal."""
    known = live_or_recorded(context, "verb.care-as-of", _of_snapshot, _of_ledger)
    if as_json:
        rooms = [_object(room, known.today) for room in known.rooms]
        shown = {"form": FORM, "day": known.today.isoformat(), "is_live": known.is_live, "rooms": rooms}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for line in _lines(known, context):
        click.echo(line)


@care.command()
@_SITES
@_DAY
@_PERSON
@click.option("--note", default="", metavar="TEXT", help="What was found or done.")
@with_recording_context
def cleaned(context: Context, sites: str, day: str, person: str, note: str) -> None:
    """Sign that room and devices of SITES (by comma, or all) were cleaned (A4.8)."""

    def command_of(known: ChecklistKnown) -> Command:
        return SignCleaning(_ids(sites, known, context), day, person, note)

    send_chosen(command_of, context)


@care.command()
@_SITES
@_DAY
@_PERSON
@with_recording_context
def rules(context: Context, sites: str, day: str, person: str) -> None:
    """Record that SITES (by comma, or all) confirmed that their room rules are posted (A10.1)."""

    def command_of(known: ChecklistKnown) -> Command:
        return ConfirmRules(_ids(sites, known, context), day, person)

    send_chosen(command_of, context)


def _ids(sites: str, known: ChecklistKnown, context: Context) -> tuple[str, ...]:
    """Return the ids of sites named by number or id, and 'centre' as it is."""
    if sites.strip() == "all":
        return tuple(known.names)
    parts = [part.strip() for part in sites.split(",") if part.strip()]
    return tuple(part if part == CENTRE else site_id_of(part, known, context) for part in parts)


def _of_snapshot(snapshot: Snapshot) -> _Known:
    names = numbered_names(snapshot.sites)
    today = _today(snapshot.at_utc, snapshot.booking.zone)
    return _Known(snapshot.care, today, names, snapshot.language, is_live=True)


def _of_ledger(ledger: Ledger, _: float, network: Network | None) -> _Known:
    today = _today(SystemClock().utc(), NO_BOOKING.zone if network is None else network.timezone)
    rooms = ledger.care.rooms(() if network is None else network.care)
    names = {} if network is None else numbered_names(network.sites)
    return _Known(rooms, today, names, "" if network is None else network.language, is_live=False)


def _today(now_utc: float, zone: str) -> date:
    return datetime.fromtimestamp(now_utc, ZoneInfo(zone)).date()


def _lines(known: _Known, context: Context) -> Iterator[str]:
    words = context.words(known.language)
    text = CleaningWords(words, known.today)
    if not known.rooms:
        yield words("care.nothing")
    for room in known.rooms:
        yield f"{place_name(words, known.names, room.site_id)}  {text.short(room)}".rstrip()
        yield f"    {words('care.label.cleaning')}: {text.cleaning(room)}"
        yield f"    {words('care.label.rules')}: {text.rules(room)}"


def _object(room: RoomCleaning, today: date) -> dict[str, Json]:
    due = room.due
    return {
        "site": room.site_id,
        "cleaning_days": room.cleaning_days,
        "due": None if due is None else due.isoformat(),
        "is_overdue": room.is_overdue(today),
        "cleaned": _signed(room.cleaned),
        "rules": _signed(room.rules),
    }


def _signed(signed: Signed | None) -> Json:
    if signed is None:
        return None
    return {
        "day": signed.day,
        "person": signed.person or None,
        "note": signed.note or None,
        "by": signed.operator or None,
    }
