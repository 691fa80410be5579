"""`setup`: ask for a first network, full-screen or on plain lines, and write sites.yaml and secrets.env."""

import os
import shlex
import sys
from pathlib import Path

import click

from gbdt_console.cli.console.console import console
from gbdt_console.cli.context import MACHINE_CONFIG, Context, is_service_user, usual_places, with_context
from gbdt_console.core.clean_text import clean
from gbdt_console.text.setup.setup_text import SERVICE_STEPS
from gbdt_console.text.words import Words

_USER_PLACE = 1
"""Place of the user's own settings among usual_places()."""


@click.command()
@click.option("--plain", is_flag=True, help="Ask on plain lines, also at a terminal.")
@click.option(
    "--points", "table", type=click.Path(path_type=Path), metavar="FILE", help="Points: CSV or .xlsx."
)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write there; default: your settings."
)
@click.option(
    "--scan", "scanned", metavar="RANGE", help="Ping RANGE after a yes; what answers may become points."
)
@click.option("--restart", is_flag=True, help="Forget the answers that were kept.")
@click.option(
    "--standby",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write into a new FOLDER what the nats-servers of the section standby need, and nothing else.",
)
@with_context
def setup(
    context: Context,
    plain: bool,
    table: Path | None,
    output: Path | None,
    scanned: str | None,
    restart: bool,
    standby: Path | None,
) -> None:
    """Write a first sites.yaml by questions; an interrupted start goes on where it was left."""
    words = context.words()
    if standby is not None:
        from gbdt_console.cli.setup.standby_verb import write_standby

        write_standby(context, words, standby)
        return
    own = MACHINE_CONFIG if is_service_user() else usual_places()[_USER_PLACE]
    target = (output or own).absolute()
    is_service = target == MACHINE_CONFIG
    if plain or not _is_at_terminal():
        from gbdt_console.cli.setup.plain import PlainStart

        PlainStart(target, table, scanned, is_new=restart, is_service=is_service).run(words)
        _tell_next(target, words)
        return
    from gbdt_console.cli.setup.full_screen import FullScreenStart
    from gbdt_console.cli.setup.points_table import wrong_table

    named = scanned or "" if table is None else str(table)
    told = "" if table is None else wrong_table(table, words)
    start = FullScreenStart(target, named, told, is_new=restart, is_service=is_service)
    if start.is_opened_after(words):
        state = None if context.is_default_state else str(context.state.path)
        opened = {"config": str(target), "state_dir": state, "lang": context.language}
        click.get_current_context().invoke(console, **opened)
    else:
        _tell_next(target, words)


def _is_at_terminal() -> bool:
    """Tell whether a full screen can be shown and typed at."""
    has_both = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    return has_both and os.environ.get("TERM", "") not in ("", "dumb")


def _tell_next(target: Path, words: Words) -> None:
    """Print the commands that lead to the wall; the service's settings are its engine's alone to open."""
    if target == MACHINE_CONFIG:
        for command, does in SERVICE_STEPS:
            click.echo(f"    {command:<37}# {words(does)}")
    else:
        click.echo(words("setup.open", command=_opening(target)))


def _opening(target: Path) -> str:
    """Return the command that opens the wall with this file, found or named."""
    found = next((place for place in usual_places() if place.is_file()), None)
    if found is not None and found.absolute() == target:
        return "gbdt-console"
    return f"gbdt-console --config {shlex.quote(clean(str(target)))}"
