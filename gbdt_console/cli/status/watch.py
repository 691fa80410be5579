"""`watch`: print each journal entry as it is written."""

import json

import click

from gbdt_console.cli.client.connect import with_port
from gbdt_console.cli.client.shown import engine_snapshot
from gbdt_console.cli.context import Context, with_context
from gbdt_console.core.events import Entry, MeetingStarted
from gbdt_console.core.port import ClientKind, ConsolePort
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.things import names_of


@click.command()
@click.option("--after", "after_seq", type=int, metavar="SEQ", help="Start after entry SEQ.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line instead of text.")
@with_context
def watch(context: Context, after_seq: int | None, as_json: bool) -> None:
    """Follow the journal until interrupted."""

    # On a connection of its own: with Snapshots a reader that pauses (`watch | less`) would soon be cut off.
    snapshot = engine_snapshot(context)
    words = context.words(snapshot.language)
    entries = EntryWords(words, Formats(words), names_of(words, snapshot.sites))

    async def follow(port: ConsolePort) -> None:
        async for entry in port.events(after_seq):
            click.echo(_json(entry) if as_json else entries.line(entry))

    with_port(context, words, ClientKind.OBSERVER, follow)


def _json(entry: Entry) -> str:
    """Write the entry as JSON, without the title of a closed meeting."""
    is_closed = isinstance(entry.event, MeetingStarted) and (entry.event.is_closed or not entry.event.title)
    data = {**entry.data, "title": None} if is_closed else dict(entry.data)
    return json.dumps(
        {
            "seq": entry.seq,
            "at_utc": entry.at_utc,
            "kind": entry.kind,
            "version": entry.version,
            "actor": entry.actor,
            "data": data,
        },
        ensure_ascii=False,
    )
