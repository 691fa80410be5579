"""`restore`: lay a backup out where there are no records."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from gbdt_console.cli.backups.settings_places import settings_places
from gbdt_console.cli.context import MACHINE_STATE, Context, is_service_user, with_context
from gbdt_console.cli.failures import Exit, engine_failures, fail
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.os_user import user_name
from gbdt_console.engine.clients.peer import own_peer
from gbdt_console.engine.hosting.state_directory import EngineLock, StateDirectory
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.restoring import BackupFaulty, StateAlive, restore_backup


@click.command()
@click.option("--head", metavar="SEQ:HASH", help="A head from paper that the journal in FILE must hold.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@with_context
def restore(context: Context, head: str | None, file: Path) -> None:
    """Prove the backup FILE and lay it out in a state directory without a journal, where no engine
    runs. The journal tells of it. Settings that exist already stay. Exit code 4: FILE is damaged, or
    the directory is in use.
    """
    context = _of_the_service(context)
    words, state = context.words(), context.state
    noted = None if head is None else ChainHead.of_text(head)
    if head is not None and noted is None:
        fail(Exit.USAGE, words, "verb.head-malformed")
    places = settings_places(context, has_secrets=True)
    user = user_name(own_peer().person)
    with engine_failures(state, words, "restore.engine-runs"), EngineLock(state), _failures(context, file):
        restored = restore_backup(file, state.path, places, user, SystemClock().utc(), noted)
    click.echo(words("restore.done", state=state.path, entries=restored.origin.seq))
    click.echo(words("journal.head-on-paper", head=restored.head.on_paper))
    if restored.gone:
        click.echo(words("restore.newer", gone=restored.gone), err=True)
    for kept in restored.kept:
        click.echo(words("restore.kept", path=kept, file=file, name=kept.name), err=True)


def _of_the_service(context: Context) -> Context:
    """Name the service's state directory to its user, who has no sites.yaml on a new PC."""
    if context.is_default_state and context.config is None and is_service_user():
        return replace(context, state=StateDirectory(MACHINE_STATE))
    return context


@contextmanager
def _failures(context: Context, file: Path) -> Iterator[None]:
    """End the verb where the backup cannot be laid out."""
    words = context.words()
    try:
        yield
    except BackupFaulty as faulty:
        fail(Exit.FAILED, words, f"restore.fault.{faulty.fault}", path=file)
    except StateAlive as alive:
        fail(Exit.FAILED, words, "restore.alive", path=alive.found)
    except (sqlite3.Error, OSError) as error:
        where = getattr(error, "filename", None) or file  # a folder that is not there, rather than the backup
        fail(Exit.FAILED, words, "backup.failed", path=where, reason=getattr(error, "strerror", "") or error)
