"""`roster`: print the conference in plain lines or as JSON."""

import json

import click

from gbdt_console.cli.client.connect import engine_snapshot
from gbdt_console.cli.conference.roster_form import roster_object
from gbdt_console.cli.conference.roster_lines import RosterLines
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/roster-json.md).")
@with_context
def roster(context: Context, as_json: bool) -> None:
    """Print the conference: connected, absent and unexpected, microphones, floor and commands. Exit
    code 5 while the MCU does not answer, 4 where none is configured.
    """
    snapshot = engine_snapshot(context, context.words())
    words = context.words(snapshot.language)
    if snapshot.conference is None:
        fail(Exit.FAILED, words, "conference.none")
    if as_json:
        click.echo(json.dumps(roster_object(snapshot, snapshot.conference), ensure_ascii=False, indent=1))
    else:
        for line in RosterLines(snapshot, words).all():
            click.echo(line)
    raise SystemExit(Exit.DONE if snapshot.conference.is_known(snapshot.at_s) else Exit.UNKNOWN)
