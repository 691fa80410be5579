"""`setup`: ask for a first network on plain lines, and write sites.yaml and secrets.env."""

import shlex
from ipaddress import IPv4Network
from pathlib import Path

import click

from gbdt_console.cli.context import Context, usual_places, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.setup.asking import Asking
from gbdt_console.cli.setup.points_table import points_of_table, require_fit
from gbdt_console.cli.setup.scanning import range_to_scan, scan
from gbdt_console.cli.setup.writing import write_files
from gbdt_console.core.cleaning import clean
from gbdt_console.settings.setup.files import DraftFile, secrets_path
from gbdt_console.text.words import Words

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
    context: Context, table: Path | None, output: Path | None, scanned: str | None, restart: bool
) -> None:
    """Write a first sites.yaml by questions; an interrupted start goes on where it was left."""
    words = context.words()
    target = (output or usual_places()[_USER_PLACE]).absolute()
    draft = DraftFile(target)
    network = None if scanned is None else range_to_scan(scanned, words)
    points = () if table is None else points_of_table(table, words)
    if restart:
        draft.remove()
    asking = Asking(draft.read(points), words, draft.keep)
    try:
        _run(asking, target, draft, words, network=network, has_table=bool(points))
    except (EOFError, KeyboardInterrupt, UnicodeDecodeError):
        fail(Exit.FAILED, words, "setup.stopped", file=clean(str(draft.path)))
    except OSError as error:
        fail(Exit.FAILED, words, "setup.not-written", file=clean(str(target)), reason=clean(str(error)))


def _run(
    asking: Asking,
    target: Path,
    draft: DraftFile,
    words: Words,
    *,
    network: IPv4Network | None,
    has_table: bool,
) -> None:
    click.echo(words("setup.begin", file=clean(str(target))))
    if asking.answers.values:
        click.echo(words("setup.goes-on", n=len(asking.answers.values), points=len(asking.answers.points)))
    may_replace = target.exists()
    if may_replace and not asking.is_agreed("setup.replace", file=clean(str(target))):
        fail(Exit.FAILED, words, "setup.left-as-it-was", file=clean(str(target)))
    asking.ask_all()
    if network is not None:
        scan(network, asking, words)
    if not has_table:
        asking.ask_points()
    require_fit(asking.answers, words)
    _ask_for_secrets_file(asking, secrets_path(target), words)
    write_files(target, asking.answers, asking.secrets, words, may_replace=may_replace)
    draft.remove()
    click.echo(words("setup.open", command=_opening(target)))


def _ask_for_secrets_file(asking: Asking, file: Path, words: Words) -> None:
    """Ask before a secrets.env that is there is changed; end the verb on a no."""
    if not asking.secrets or not file.exists():
        return
    names = ", ".join(asking.secrets)
    if not asking.is_agreed("setup.replace-secrets", file=clean(str(file)), names=names):
        fail(Exit.FAILED, words, "setup.left-as-it-was", file=clean(str(file)))


def _opening(target: Path) -> str:
    """Return the command that opens the wall with this file, found or named."""
    found = next((place for place in usual_places() if place.is_file()), None)
    if found is not None and found.absolute() == target:
        return "gbdt-console"
    return f"gbdt-console --config {shlex.quote(clean(str(target)))}"
