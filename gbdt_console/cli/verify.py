"""`verify`: check the journal's chain from its first entry."""

import sqlite3

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.journal.database import FutureSchemaError
from gbdt_console.journal.verifying import verify as prove
from gbdt_console.journal.writer import JOURNAL_NAME


@click.command()
@with_context
def verify(context: Context) -> None:
    """Check the journal's hash chain and its checkpoints, also beside the engine. Exit code 4: damaged."""
    words = context.words()
    try:
        report = prove(context.state.path / JOURNAL_NAME)
    except FutureSchemaError as error:
        fail(Exit.FAILED, words, "verb.journal-newer", reason=error)
    except (sqlite3.Error, OSError) as error:
        fail(Exit.UNKNOWN, words, "verb.state-unusable", reason=error)
    click.echo(words(report.code, **report.params))
    raise SystemExit(Exit.DONE if report.is_sound else Exit.FAILED)
