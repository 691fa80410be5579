"""Runs `collect`: the engine in the foreground, fit for a service."""

import faulthandler
import os
import sys
from functools import partial

import click

from gbdt_console.cli.client.configuration import note_configuration
from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.foreground import run_engine
from gbdt_console.cli.console.metrics_option import endpoint_of, metrics_option
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import network_of
from gbdt_console.core.clock import SystemClock
from gbdt_console.engine.hosting.host import run_in_foreground
from gbdt_console.engine.hosting.service_manager import ServiceManager
from gbdt_console.ui.terminal.library_output import library_output_logged


@click.command()
@metrics_option
@with_context
def collect(context: Context, metrics: str | None) -> None:
    """Monitor all sites and keep the journal, without a screen, until SIGTERM."""
    endpoint = endpoint_of(metrics, context)
    network = network_of(context.config, context.words(), opens_devices=True)
    words = context.words(network.language)
    state = context.state
    manager = ServiceManager(os.environ, SystemClock().monotonic)

    def ready() -> None:
        note_configuration(state.path, context.config, None)
        count = len(network.sites)
        click.echo(words("verb.collecting", pid=os.getpid(), sites=count, state=state.path))

    plant = WatchedPlant(network, metrics=endpoint, config=context.config)
    with library_output_logged():
        if (
            sys.__stderr__ is not None
        ):  # a frozen engine gets SIGABRT from its manager, and says where it stood
            faulthandler.enable(sys.__stderr__)
        run_engine(context, plant, partial(run_in_foreground, manager=manager, on_ready=ready))
