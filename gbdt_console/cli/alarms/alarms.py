"""Implements `alarms`: prints the open alarms as plain lines or as JSON."""

import json

import click

from gbdt_console.cli.alarms.alarm_form import alarms_object
from gbdt_console.cli.alarms.lines import AlarmLines
from gbdt_console.cli.client.shown import snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/alarms-json.md).")
@click.option("--all", "is_whole", is_flag=True, help="Include grouped, shelved and maintenance alarms.")
@with_context
def alarms(context: Context, as_json: bool, is_whole: bool) -> None:
    """Print the open alarms, most urgent first; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context)
    if as_json:
        click.echo(json.dumps(alarms_object(snapshot), ensure_ascii=False, indent=1))
        return
    for line in AlarmLines(snapshot, context.words(snapshot.language)).all(is_whole=is_whole):
        click.echo(line)
