"""`evidence`: write a period's journal rows and samples to one file that can be verified elsewhere."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from gbdt_console.cli.client.known import network_if_readable
from gbdt_console.cli.client.recorded import JournalUnread, journal_of
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.clock import SystemClock
from gbdt_console.journal.chain import MALFORMED, ChainHead
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError
from gbdt_console.journal.evidence import HeadNotHeld, NothingRecorded, Period, Written, write_evidence
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import SAMPLES_NAME
from gbdt_console.replay.past_meetings import past_meetings
from gbdt_console.text.formats import TIMEZONE
from gbdt_console.text.typed_times import parse_time_of_day
from gbdt_console.text.words import Words


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
                period = _typed_period(context, words, str(from_), to)
            else:
                period = _period_of_meeting(store, words, meeting)
            with _samples(context) as samples:
                written = _write(output, store, samples, period, noted, words)
    except JournalUnread as unread:
        fail(unread.exit_code, words, unread.code, **unread.params)
    _say(written, output, words)


def _write(
    output: Path,
    store: EventStore,
    samples: SampleReader | None,
    period: Period,
    noted: ChainHead | None,
    words: Words,
) -> Written:
    try:
        return write_evidence(output, store, samples, period, noted)
    except NothingRecorded:
        fail(Exit.FAILED, words, "evidence.nothing")
    except HeadNotHeld:
        fail(Exit.FAILED, words, "evidence.head-not-held")
    except FileExistsError:
        fail(Exit.FAILED, words, "evidence.exists", path=output)
    except OSError as error:
        fail(Exit.FAILED, words, "evidence.not-written", path=output, reason=error.strerror or error)


def _typed_period(context: Context, words: Words, from_: str, to: str | None) -> Period:
    network, now_utc = network_if_readable(context), SystemClock().utc()
    timezone = TIMEZONE if network is None else network.timezone
    begin_utc = parse_time_of_day(from_, now_utc, timezone)
    end_utc = now_utc if to is None else parse_time_of_day(to, now_utc, timezone)
    if begin_utc is None or end_utc is None:
        fail(Exit.USAGE, words, "replay.no-time")
    if begin_utc >= end_utc:
        fail(Exit.USAGE, words, "evidence.period-order")
    return Period(begin_utc, end_utc)


def _period_of_meeting(store: EventStore, words: Words, name: str) -> Period:
    try:
        meeting = past_meetings(store).named(name) if name else None
    except MALFORMED:
        fail(Exit.FAILED, words, "verb.journal-damaged")
    if meeting is None:
        fail(Exit.FAILED, words, "replay.no-meeting", meeting=name)
    return Period(meeting.begin_utc, meeting.end_utc)


@contextmanager
def _samples(context: Context) -> Iterator[SampleReader | None]:
    """Open the samples; None where no file of samples can be read, as before the first minute."""
    try:
        reader = SampleReader(context.state.path / SAMPLES_NAME)
    except (sqlite3.Error, ForeignFileError, FutureSchemaError):
        yield None
        return
    with closing(reader):
        yield reader


def _say(written: Written, output: Path, words: Words) -> None:
    counts = {"rows": written.rows, "linked": written.linked, "samples": written.samples}
    click.echo(words("evidence.written", path=output, **counts))
    click.echo(words("journal.head-on-paper", head=written.head.on_paper))
    click.echo(words("evidence.sum", sha256=written.digest))
    click.echo(words("evidence.is-private"), err=True)
