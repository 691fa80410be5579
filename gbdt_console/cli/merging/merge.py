"""`merge`: make one sites.yaml and one journal that goes on from those of several provinces."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.merging.merged_settings import merged_settings
from gbdt_console.cli.merging.outcome import outcome_lines, write_table
from gbdt_console.cli.merging.provinces import Province, laid_out, name_of
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.journal_events import JournalMerged
from gbdt_console.core.os_user import user_name
from gbdt_console.engine.clients.peer import own_peer
from gbdt_console.journal.merging import BEFORE, begin_merged
from gbdt_console.settings.merging.sources import Merged


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE...",
)  # fmt: skip
@click.option(
    "--output", "folder", required=True, type=click.Path(path_type=Path), metavar="FOLDER",
    help="New folder for settings, journal, the table of numbers and the records before.",
)  # fmt: skip
@with_context
def merge(context: Context, files: tuple[Path, ...], folder: Path) -> None:
    """Make one province of several, each given by a FILE of `backup`. The first keeps its numbers and
    its centre. FOLDER gets one sites.yaml, checked, the table from old numbers to new ones, and a journal
    whose first entries name the heads before; the journals before lie beside it, unaltered. FILE.yaml
    beside FILE.tar stands for the settings in it. Exit code 1: settings clash; 4: a backup is damaged.
    """
    words = context.words()
    names = [name_of(file) for file in files]
    if len(files) < 2 or not all(names) or len(set(names)) < len(names):
        raise click.UsageError(words("merge.two-names", names=", ".join(names)))
    if folder.exists():
        fail(Exit.FAILED, words, "merge.exists", folder=clean(str(folder)))
    try:
        made = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".new", dir=folder.parent))
        try:
            provinces = [laid_out(file, made / BEFORE, context) for file in files]
            merged = merged_settings(made, provinces, context)
            write_table(made, merged, words)
            head = begin_merged(made, _events(provinces, merged), SystemClock().utc())
            made.rename(folder)
        finally:
            rmtree(made, ignore_errors=True)
    except (sqlite3.Error, OSError) as error:
        reason = getattr(error, "strerror", "") or error
        fail(Exit.FAILED, words, "backup.failed", path=folder, reason=reason)
    for line in outcome_lines(folder, merged, provinces, head.on_paper, words):
        click.echo(line)


def _events(provinces: Sequence[Province], merged: Merged) -> list[JournalMerged]:
    user = user_name(own_peer().person)
    return [
        JournalMerged(
            one.name,
            f"{BEFORE}/{one.name}",
            one.before.head.seq,
            one.before.head.hash,
            one.before.digest,
            {
                f"{site.number} {site.id}": f"{site.new_number} {site.new_id}"
                for site in merged.moved
                if site.source == one.name
            },
            user,
        )
        for one in provinces
    ]
