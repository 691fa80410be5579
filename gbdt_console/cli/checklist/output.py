"""Implements `checklist show`."""

from collections.abc import Iterator

import click

from gbdt_console.cli.checklist.checklist_form import checklist_object
from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, of_meeting, with_context
from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
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
