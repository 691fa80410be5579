"""`backup`: write journal, samples and settings to one file."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import click

from gbdt_console.cli.backups.settings_places import settings_places
from gbdt_console.cli.client.always_ends import always_ends
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.clean_text import clean
from gbdt_console.journal.backup import JournalUnsound, NotABackup, Taken, keep_newest, name_at, take_backup
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError
from gbdt_console.journal.last_backup import note_backup
from gbdt_console.journal.writer import SAMPLES_NAME


@click.command()
@click.option("--secrets", is_flag=True, help="Also keep secrets.env: whoever reads FILE has the passwords.")
@click.option(
    "--keep", type=click.IntRange(min=1), metavar="N", help="FILE is a folder: keep its N newest backups."
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@with_context
@always_ends
def backup(context: Context, secrets: bool, keep: int | None, file: Path) -> None:
    """Write journal, samples, host keys and sites.yaml to FILE, also while the engine runs; an older
    backup is replaced once the new one is whole and its journal proven. It has all titles, also of
    closed meetings. In a folder the file is named by the time.
    """
    words, state = context.words(), context.state.path
    if not context.state.journal_path.exists():
        fail(Exit.NO_ENGINE, words, "verb.no-engine", state=state)
    began = datetime.now(UTC)
    if file.is_dir():
        file /= name_at(began)
    elif keep is not None:
        fail(Exit.USAGE, words, "backup.no-folder", path=file)
    taken = _taken(context, file, has_secrets=secrets)
    try:
        note_backup(state, began.timestamp(), taken.head.seq)
    except OSError as error:
        click.echo(words("backup.not-noted", state=state, reason=error.strerror or error), err=True)
    if keep is not None:
        keep_newest(file.parent, keep)
    if taken.fault:
        click.echo(words("backup.no-samples", path=state / SAMPLES_NAME, reason=clean(taken.fault)), err=True)
    click.echo(words("backup.written", path=file, entries=taken.head.seq))
    click.echo(words("journal.head-on-paper", head=taken.head.on_paper))
    click.echo(words("backup.sum", sha256=taken.digest))
    click.echo(words("evidence.is-private"), err=True)


def _taken(context: Context, file: Path, *, has_secrets: bool) -> Taken:
    """Write the file; end the verb where it cannot be written."""
    words = context.words()
    try:
        return take_backup(file, context.state.path, settings_places(context, has_secrets=has_secrets))
    except NotABackup:
        fail(Exit.USAGE, words, "backup.no-backup", path=file)
    except JournalUnsound as unsound:
        click.echo(words(unsound.report.code, **unsound.report.params), err=True)
        fail(Exit.FAILED, words, "backup.journal-unsound", path=file)
    except FutureSchemaError as error:
        fail(Exit.FAILED, words, "verb.journal-newer", reason=error)
    except (sqlite3.Error, OSError, ForeignFileError) as error:
        fail(Exit.FAILED, words, "backup.failed", path=file, reason=getattr(error, "strerror", "") or error)
