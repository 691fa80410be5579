"""Implements `checklist show` and `checklist print`."""

from collections.abc import Iterator
from pathlib import Path

import click

from gbdt_console.cli.checklist.checklist_form import checklist_object
from gbdt_console.cli.checklist.sheet_page import sheet_page
from gbdt_console.cli.client.configuration import network_in_use
from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import FILE_OR_PRINT, Context, of_meeting, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.whole_file import replace_file
from gbdt_console.text.checklist.call_text import CallWords
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.text.formats import Formats


@click.command()
@json_option("docs/checklist-json.md")
@with_context
@of_meeting
def show(context: Context, as_json: bool) -> None:
    """Print the sheet; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context)
    if as_json:
        print_json(checklist_object(snapshot))
        return
    words = context.words(snapshot.language)
    if snapshot.checklist is None:
        click.echo(words("verb.checklist-none"))
        return
    formats = Formats(words)
    text = ChecklistWords(words, formats, numbered_names(snapshot.sites))
    print_lines(_lines(snapshot.checklist, snapshot, text, CallWords(words, formats)))


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


def _lines(
    view: ChecklistView, snapshot: Snapshot, text: ChecklistWords, calls: CallWords
) -> Iterator[str]:  # fmt: skip
    """Yield how far the sheet is, then a line a site and one for each check that is not green."""
    names = numbered_names(snapshot.sites)
    countdown = text.countdown(view, snapshot.at_utc)
    yield " ".join(filter(None, (countdown, text.sentence(view, snapshot.at_s, snapshot.at_utc))))
    for row in view.rows:
        states = ", ".join(
            f"{text.check(cell.check)}: {text.state(cell.state_at(snapshot.at_s))}" for cell in row.cells
        )
        called = calls.standing(row, snapshot.at_utc) if row.call is not None else ""
        told = (f"{names.get(row.site_id, row.site_id)}: {states}", called, text.roll(row))
        yield "; ".join(filter(None, told))
        for cell in row.open_cells(snapshot.at_s):
            if cell.proof is not None or cell.said is not None:
                yield f"    {text.check(cell.check)}: {text.whole(cell, snapshot.at_s, snapshot.at_utc)}"
    printed = text.printed(view) if view.closing is not None else ""
    closing = text.closing(view, snapshot.at_utc)
    yield from filter(None, (closing, printed, *text.changes(view, snapshot.at_utc)))
