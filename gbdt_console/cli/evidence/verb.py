"""`evidence`: write a period's journal rows and samples to one file that can be verified elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from gbdt_console.cli.client.recorded import JournalUnread, journal_of
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.evidence.period import period_of_meeting, typed_period
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.progress import shown_progress
from gbdt_console.core.clean_text import clean
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.evidence import HeadNotHeld, NothingRecorded, Written, write_evidence
from gbdt_console.journal.writer import SAMPLES_NAME


@click.command()
@click.option("--from", "from_", metavar="TIME", help="Begin: HH:MM[:SS] or 'YYYY-MM-DD HH:MM[:SS]'.")
@click.option("--to", metavar="TIME", help="End, as --from; default: now.")
@click.option("--meeting", metavar="N", help="The period of meeting N, with 30 minutes before and after.")
@click.option("--head", metavar="SEQ:HASH", help="A head from paper to lead to; default: the newest.")
@click.option(
    "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="New file, for `gbdt-console verify FILE`.",
)  # fmt: skip
@with_context
def evidence(
    context: Context, from_: str | None, to: str | None, meeting: str | None, head: str | None, output: Path
) -> None:
    """Write the journal of a period, linked to the chain's head, and its samples to one file. It has
    all titles, also of closed meetings. How to verify it without this program: docs/evidence.md.
    """
    words = context.words()
    if (from_ is None) == (meeting is None) or (meeting is not None and to is not None):
        fail(Exit.USAGE, words, "evidence.period")
    noted = None if head is None else ChainHead.of_text(head)
    if head is not None and noted is None:
        fail(Exit.USAGE, words, "verb.head-malformed")
    try:
        with journal_of(context.state.path) as store:
            if meeting is None:
                period = typed_period(context, str(from_), to)
            else:
                period = period_of_meeting(context, store, meeting)
            samples = context.state.path / SAMPLES_NAME
            with _failures(context, output), shown_progress() as on_progress:
                written = write_evidence(output, store, samples, period, noted, on_progress)
    except JournalUnread as unread:
        fail(unread.exit_code, words, unread.code, **unread.params)
    _say(context, written, output)


@contextmanager
def _failures(context: Context, output: Path) -> Iterator[None]:
    """End the verb where no file can be written."""
    words = context.words()
    try:
        yield
    except NothingRecorded:
        fail(Exit.FAILED, words, "evidence.nothing")
    except HeadNotHeld:
        fail(Exit.FAILED, words, "evidence.head-not-held")
    except FileExistsError:
        fail(Exit.FAILED, words, "evidence.exists", path=output)
    except OSError as error:
        fail(Exit.FAILED, words, "evidence.not-written", path=output, reason=error.strerror or error)


def _say(context: Context, written: Written, output: Path) -> None:
    words = context.words()
    counts = {"rows": written.rows, "linked": written.linked, "samples": written.samples}
    click.echo(words("evidence.written", path=output, **counts))
    if written.fault:
        path = context.state.path / SAMPLES_NAME
        click.echo(words("evidence.samples-unreadable", path=path, reason=clean(written.fault)), err=True)
    click.echo(words("journal.head-on-paper", head=written.head.on_paper))
    click.echo(words("evidence.sum", sha256=written.digest))
    click.echo(words("evidence.is-private"), err=True)
