"""Implements `alarms`: prints the open alarms as plain lines or as JSON."""

import click

from gbdt_console.cli.alarms.alarm_form import alarms_object
from gbdt_console.cli.alarms.lines import AlarmLines
from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context


@click.command()
@json_option("docs/alarms-json.md")
@click.option("--all", "is_whole", is_flag=True, help="Include grouped, shelved and maintenance alarms.")
@with_context
def alarms(context: Context, as_json: bool, is_whole: bool) -> None:
    """Print the open alarms, most urgent first; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context)
    if as_json:
        print_json(alarms_object(snapshot))
    else:
        print_lines(AlarmLines(snapshot, context.words(snapshot.language)).all(is_whole=is_whole))
