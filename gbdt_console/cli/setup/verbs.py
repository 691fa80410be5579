"""`setup`: ask for a first network, full-screen or on plain lines, and write sites.yaml and secrets.env."""

import shlex
from pathlib import Path

import click

from gbdt_console.cli.context import Context, usual_places, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.setup.plain import PlainStart
from gbdt_console.core.cleaning import clean
from gbdt_console.settings.setup.files import DraftFile

_USER_PLACE = 1
"""Place of the user's own settings among usual_places()."""


@click.command()
@click.option("--plain", is_flag=True, expose_value=False, help="Ask on plain lines (so far the only way).")
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
@with_context
def setup(
    context: Context,
    table: Path | None,
    output: Path | None,
    scanned: str | None,
    restart: bool,
) -> None:
    """Write a first sites.yaml by questions; an interrupted start goes on where it was left."""
    words = context.words()
    target = (output or usual_places()[_USER_PLACE]).absolute()
    draft = DraftFile(target)
    try:
        PlainStart(target, draft, table, scanned, is_new=restart).run(words)
        click.echo(words("setup.open", command=_opening(target)))
    except (EOFError, KeyboardInterrupt, UnicodeDecodeError):
        fail(Exit.FAILED, words, "setup.stopped", file=clean(str(draft.path)))
    except OSError as error:
        fail(Exit.FAILED, words, "setup.not-written", file=clean(str(target)), reason=clean(str(error)))


def _opening(target: Path) -> str:
    """Return the command that opens the wall with this file, found or named."""
    found = next((place for place in usual_places() if place.is_file()), None)
    if found is not None and found.absolute() == target:
        return "gbdt-console"
    return f"gbdt-console --config {shlex.quote(clean(str(target)))}"
