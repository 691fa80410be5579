"""Implements `handover show|sign`: the page of a shift as text or JSON, and its signature."""

from dataclasses import asdict

import click

from gbdt_console.cli.client.command_verb import add_verb
from gbdt_console.cli.client.shown import json_option, print_json, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.form_parts import recorded_head
from gbdt_console.core.handover.shift import TakeOverShift, items_data
from gbdt_console.core.handover_page import page_of
from gbdt_console.text.formats import Formats
from gbdt_console.text.handover.handover_text import HandoverWords


@click.group()
def handover() -> None:
    """Hand a shift over: what is open, what was promised, what comes next."""


@handover.command()
@json_option("docs/handover.md")
@with_context
def show(context: Context, as_json: bool) -> None:
    """Print the page of the hand-over; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    if as_json:
        items, last = items_data(page_of(snapshot)), snapshot.shift and asdict(snapshot.shift)
        print_json({**recorded_head(snapshot), "items": items, "last": last})
        return
    words = context.words(snapshot.language)
    text = HandoverWords(words, Formats(words), snapshot)
    click.echo(text.last())
    for heading, lines in text.parts():
        click.echo(heading)
        for line, _ in lines:
            click.echo(f"  {line}")


add_verb(
    handover,
    TakeOverShift,
    "Sign by your name that you take the shift over with all that is open.",
    click.option("--note", default="", metavar="TEXT", help="Your words about what you take over."),
)
