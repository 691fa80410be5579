"""`roster`: print the conference in plain lines or as JSON."""

import click

from gbdt_console.cli.client.shown import engine_snapshot, json_option, print_json, print_lines
from gbdt_console.cli.conference.roster_form import roster_object
from gbdt_console.cli.conference.roster_lines import RosterLines
from gbdt_console.cli.context import Context, of_meeting, with_context
from gbdt_console.cli.failures import Exit, fail


@click.command()
@json_option("docs/roster-json.md")
@with_context
@of_meeting
def roster(context: Context, as_json: bool) -> None:
    """Print the conference: connected, absent and unexpected, microphones, floor and commands. Exit
    code 5 while the MCU does not answer, 4 where none is configured.
    """
    snapshot = engine_snapshot(context)
    words = context.words(snapshot.language)
    if snapshot.conference is None:
        fail(Exit.FAILED, words, "conference.none")
    if as_json:
        print_json(roster_object(snapshot, snapshot.conference))
    else:
        print_lines(RosterLines(snapshot, words).all())
    raise SystemExit(Exit.DONE if snapshot.conference.is_known(snapshot.at_s) else Exit.UNKNOWN)
