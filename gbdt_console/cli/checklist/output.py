"""Implements `checklist show` and `checklist print`."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from gbdt_console.cli.checklist.checklist_form import checklist_object
from gbdt_console.cli.checklist.known import ChecklistKnown, known_checklist
from gbdt_console.cli.client.recorded import head_on_paper
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail, network_of
from gbdt_console.core.callees import called_now
from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.text.checklist.checklist_page import ChecklistPage
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.text.formats import Formats


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/checklist-json.md).")
@with_context
def show(context: Context, as_json: bool) -> None:
    """Print the sheet; without an engine, from the journal."""
    known = known_checklist(context)
    if as_json:
        click.echo(json.dumps(checklist_object(known), ensure_ascii=False, indent=1))
        return
    words = context.words(known.language)
    if known.view is None:
        click.echo(words("verb.checklist-none"))
        return
    text = ChecklistWords(words, Formats(words), known.names)
    for line in _lines(known.view, known, text):
        click.echo(line)


@click.command(name="print")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write a file; default: print.")
@click.option("--html", "as_html", is_flag=True, help="As an A4 page for a browser's printer.")
@with_context
def print_(context: Context, out: Path | None, as_html: bool) -> None:
    """Print the sheet for the day the screen is gone: numbers, contacts, running order."""
    words = context.words()
    known, network = known_checklist(context), network_of(context.config, words)
    if known.view is None:
        fail(Exit.FAILED, words, "verb.checklist-none")
    formats, head = Formats(words, network.timezone), head_on_paper(context)
    called = called_now(network, known.technicians)
    page = ChecklistPage(words, formats, called, known.view, known.meeting, head)
    whole = page.html(known.at_s, known.at_utc) if as_html else page.text(known.at_s, known.at_utc)
    if out is None:
        click.echo(whole)
        return
    try:
        out.write_text(whole, "utf-8")
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    click.echo(words("verb.checklist-written", file=out))


def _lines(view: ChecklistView, known: ChecklistKnown, text: ChecklistWords) -> Iterator[str]:
    """Yield how far the sheet is, then a line a site and one for each check that is not green."""
    countdown = text.countdown(view, known.at_utc)
    yield " ".join(filter(None, (countdown, text.sentence(view, known.at_s, known.at_utc))))
    for row in view.rows:
        states = ", ".join(
            f"{text.check(cell.check)}: {text.state(cell.state_at(known.at_s))}" for cell in row.cells
        )
        yield "; ".join(
            filter(None, (f"{known.names.get(row.site_id, row.site_id)}: {states}", text.roll(row)))
        )
        for cell in row.open_cells(known.at_s):
            if cell.proof is not None or cell.said is not None:
                yield f"    {text.check(cell.check)}: {text.whole(cell, known.at_s, known.at_utc)}"
    yield from filter(None, (text.closing(view, known.at_utc), *text.changes(view, known.at_utc)))
