"""Implements `technicians import`: shows what an attendance sheet would change, and records it in one act."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from gbdt_console.cli.client.command_verb import yes
from gbdt_console.cli.client.configured import snapshot_or_configured
from gbdt_console.cli.client.run_command import send
from gbdt_console.cli.context import Context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.setup.asking import is_agreed, say_fault
from gbdt_console.cli.technicians.sheet_file import other_persons, read_sheet, sheet_reader
from gbdt_console.core.clean_text import clean
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.technicians.commands import ImportSheet
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.sheet import changes_of, holders_of
from gbdt_console.text.technicians.sheet_text import SheetWords


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day of the training, where the table has no such column.",
)
@click.option("--subject", default="", metavar="TEXT", help="Subject of the training.")
@click.option("--deputy", "is_deputy", is_flag=True, help="The deputy, not the technician.")
@click.option(
    "--names",
    "has_names",
    is_flag=True,
    help="Also record the names of persons: a journal cannot forget them.",
)
@yes()
@with_recording_context
def import_(
    context: Context,
    file: Path,
    day: datetime | None,
    subject: str,
    is_deputy: bool,
    has_names: bool,
    is_sure: bool,
) -> None:
    """Record training and phone numbers from an attendance sheet (CSV or .xlsx): all of it, or nothing.
    What would change is shown first. Columns: docs/technicians.md.
    """
    snapshot = snapshot_or_configured(context)
    words = context.words(snapshot.language)
    post = Post.DEPUTY if is_deputy else Post.TECHNICIAN
    given = "" if day is None else day.date().isoformat()
    digest, sheet = read_sheet(file, sheet_reader(snapshot, post, given, subject.strip()))
    holders = holders_of(snapshot.technicians)
    faults = [*sheet.faults, *(() if has_names else other_persons(sheet, holders))]
    for fault in faults:
        say_fault(fault, words)
    if faults:
        fail(Exit.CONFIG, words, "technicians.sheet-wrong", n=len(faults))
    taken = sheet.rows if has_names else tuple(replace(row, name="") for row in sheet.rows)
    changes, name = changes_of(taken, holders), clean(file.name)
    said = SheetWords(words, numbered_names(snapshot.sites), holders)
    for line in (*said.lines(taken, changes, sheet.read_as), *said.left_out(sheet.rows, taken)):
        click.echo(line)
    if not changes and not context.again:
        click.echo(words("technicians.sheet.nothing"))
        return
    with suppress(EOFError):
        is_sure = is_sure or is_agreed(words, "technicians.sheet.ask", n=len(changes), file=name)
    if not is_sure:
        fail(Exit.FAILED, words, "technicians.sheet.refused")
    send(context, ImportSheet(name, digest, changes))
