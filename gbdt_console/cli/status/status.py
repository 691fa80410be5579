"""`status`: print every site in plain lines or as JSON."""

import click

from gbdt_console.cli.client.shown import engine_snapshot, json_option, print_json, print_lines
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import network_of
from gbdt_console.cli.status.lines import site_lines
from gbdt_console.cli.status.status_form import status_object
from gbdt_console.text.standing import standings


@click.command()
@json_option("docs/status-json.md")
@click.option(
    "--sentence", "in_short", is_flag=True,
    help="Print one sentence to read out on the phone: who is present, how many are missing, in time or not.",
)  # fmt: skip
@click.option("--once", is_flag=True, help="Measure for a few seconds without an engine; records nothing.")
@with_context
def status(context: Context, as_json: bool, in_short: bool, once: bool) -> None:
    """Print every site: state, since when, round trip, loss and device faults."""
    words = context.words()
    if once:
        from gbdt_console.cli.status.one_shot import observe_once  # an engine

        snapshot = observe_once(network_of(context.config, words, opens_devices=True), context.state, words)
    else:
        snapshot = engine_snapshot(context)
    if as_json:
        print_json(status_object(snapshot))
        return
    words = context.words(snapshot.language)
    print_lines(standings(words, snapshot) if in_short else site_lines(words, snapshot))
