"""Implements `checklist print`."""

from pathlib import Path

import click

from gbdt_console.cli.checklist.sheet_page import sheet_page
from gbdt_console.cli.client.configuration import network_in_use
from gbdt_console.cli.client.shown import snapshot_or_recorded
from gbdt_console.cli.context import FILE_OR_PRINT, Context, of_meeting, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.whole_file import replace_file


@click.command(name="print")
@FILE_OR_PRINT
@click.option("--html", "as_html", is_flag=True, help="As an A4 page for a browser's printer.")
@with_context
@of_meeting
def print_(context: Context, out: Path | None, as_html: bool) -> None:
    """Print the sheet for the day the screen is gone: numbers, contacts, running order."""
    words = context.words()
    snapshot, network = snapshot_or_recorded(context), network_in_use(context, words)
    sheet = sheet_page(context, words, network, snapshot)
    if sheet is None:
        fail(Exit.FAILED, words, "verb.checklist-none")
    page, is_private = sheet
    now = (snapshot.at_s, snapshot.at_utc)
    whole = page.html(*now) if as_html else page.text(*now)
    if out is None:
        click.echo(whole)
        return
    try:
        replace_file(out, whole.encode(), is_private=is_private)
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    click.echo(words("verb.checklist-written", file=out))
