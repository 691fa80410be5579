"""Runs `collect`: the engine in the foreground, fit for a service."""

import os

import click

from gbdt_console.cli.client.configuration import note_configuration
from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.foreground import run_engine
from gbdt_console.cli.console.metrics_option import endpoint_of, metrics_option
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import network_of


@click.command()
@metrics_option
@with_context
def collect(context: Context, metrics: str | None) -> None:
    """Monitor all sites and keep the journal, without a screen, until SIGTERM."""
    endpoint = endpoint_of(metrics, context)
    network = network_of(context.config, context.words(), opens_devices=True)
    words = context.words(network.language)
    state = context.state

    def ready() -> None:
        note_configuration(state.path, context.config, None)
        count = len(network.sites)
        click.echo(words("verb.collecting", pid=os.getpid(), sites=count, state=state.path))

    run_engine(context, WatchedPlant(network, metrics=endpoint, config=context.config), ready)
