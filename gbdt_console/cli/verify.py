"""`verify`: check the journal's chain from its first entry."""

import re
import sqlite3
from pathlib import Path

import click

from gbdt_console.cli.client.always_ends import always_ends
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.evidence.proof_said import compare_sum, say_evidence
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.clean_text import clean
from gbdt_console.core.journal_events import JournalMerged
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.database import FutureSchemaError, is_sqlite
from gbdt_console.journal.evidence_proof import verify_evidence
from gbdt_console.journal.verifying import VerifyReport
from gbdt_console.journal.verifying import verify as prove

_BEFORE = re.compile("before/[a-z0-9-]+")
"""Folders of journals before, which `merge` makes; a journal may name any."""


@click.command()
@click.option(
    "--head",
    metavar="SEQ:HASH",
    help="A head noted earlier that the journal must hold; HASH: all digits on paper, at least 12.",
)
@click.option(
    "--sha256", "noted_sum", metavar="SUM", help="The SHA-256 of FILE as noted when it was written."
)
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="[FILE]"
)
@with_context
@always_ends
def verify(context: Context, head: str | None, noted_sum: str | None, file: Path | None) -> None:
    """Check the journal's hash chain and checkpoints, also while the engine runs; with FILE those of
    an evidence file or of a journal's copy. Exit code 4: damaged, or entries are missing that a head
    knows of in journal.head or in the runtime or cache directory. A set-back of them all or a recomputed
    chain shows only against a --head noted on paper.
    """
    words = context.words()
    noted = None if head is None else ChainHead.of_text(head)
    if head is not None and noted is None:
        fail(Exit.USAGE, words, "verb.head-malformed")
    if noted_sum is not None:
        compare_sum(context, file, noted_sum.lower())
    try:
        if file is not None and not is_sqlite(file):
            say_evidence(context, verify_evidence(file, noted), noted)
        report = _prove(file, context.state.journal_path, noted)
    except FutureSchemaError as error:
        fail(Exit.FAILED, words, "verb.journal-newer", reason=error)
    except (sqlite3.Error, OSError) as error:
        fail(Exit.UNKNOWN, words, "verb.state-unusable", reason=error)
    click.echo(words(report.code, **report.params))
    if noted is not None and report.is_sound:
        click.echo(words("journal.head-held", seq=noted.seq))
    if report.replaced is not None:
        reason = words(report.reason_code)
        click.echo(words("journal.replaced", reason=reason, **report.replaced_params))
    if report.lost is not None:
        click.echo(words("journal.lost", missing=report.lost.shown, gone=report.lost.gone))
    are_sound = [_is_sound_before(one, context) for one in report.merged if file is None]
    raise SystemExit(Exit.DONE if report.is_sound and all(are_sound) else Exit.FAILED)


def _is_sound_before(merged: JournalMerged, context: Context) -> bool:
    """Say whether a journal from which this one goes on still holds; True also where it is kept elsewhere."""
    words, folder, head = context.words(), clean(merged.folder), ChainHead(merged.head_seq, merged.head_hash)
    said = {"name": clean(merged.name), "folder": folder, "head": head.on_paper}
    journal = context.state.path / folder / context.state.journal_path.name
    if not _BEFORE.fullmatch(folder) or not journal.exists():
        click.echo(words("journal.merged-elsewhere", **said))
        return True
    report = prove(journal, head)
    click.echo(words("journal.merged-holds" if report.is_sound else "journal.merged-faulty", **said))
    if not report.is_sound:
        click.echo(words(report.code, **report.params))
    return report.is_sound


def _prove(file: Path | None, journal: Path, noted: ChainHead | None) -> VerifyReport:
    """Prove a file, or the state directory's journal, whose newest head stands in other places."""
    if file is None or (journal.exists() and file.samefile(journal)):
        return prove(journal, noted, is_copy=False)
    return prove(file, noted)
