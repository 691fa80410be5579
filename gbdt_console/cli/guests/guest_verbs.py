"""Implements `guest list|expect|withdraw`: who is expected in a meeting from outside of the configuration."""

import click

from gbdt_console.cli.client.command_verb import NUMBER, add_verb, typed
from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.form_parts import iso, recorded_head
from gbdt_console.core.clean_text import clean
from gbdt_console.core.guests.commands import ExpectGuest, WithdrawGuest
from gbdt_console.core.guests.guest import Guest, Visit
from gbdt_console.core.record_form import Form
from gbdt_console.text.formats import Formats
from gbdt_console.text.guests.guest_text import guest_text

_FORM = Form(Guest, keys={"meeting_id": "meeting"}, time=iso, parts=(Form(Visit, time=iso),))


@click.group()
def guest() -> None:
    """List the guests of meetings; record who is expected."""


@guest.command(name="list")
@json_option("docs/meetings-json.md")
@with_context
def list_(context: Context, as_json: bool) -> None:
    """Print the expected guests and who came; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    if as_json:
        print_json(recorded_head(snapshot) | {"guests": [_FORM(one) for one in snapshot.guests]})
        return
    words = context.words(snapshot.language)
    formats = Formats(words, snapshot.booking.zone)
    lines = []
    for one in snapshot.guests:
        said = guest_text(words, formats, one, snapshot.at_utc)
        facts = {"n": one.number, "meeting": one.meeting_id, "pattern": clean(one.pattern)}
        lines.append(words("guest.listed", said=said, phone=clean(one.phone), **facts))
    print_lines(lines or [words("guest.none")])


add_verb(
    guest,
    ExpectGuest,
    "Record that a guest is expected in one meeting: its call waits, muted, until a person admits it."
    " PATTERN is what its number, name or address is like, with * for any characters.",
    typed("pattern", "PATTERN"),
    click.option("--org", "organisation", required=True, help="Whom the guest is from."),
    click.option("--phone", required=True, help="Where to ask whether it is the guest who calls."),
)
add_verb(guest, WithdrawGuest, "Record that guest N is no longer expected.", NUMBER)
