"""`collect`: the engine in the foreground, fit for a service."""

import asyncio
import os

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import engine_failures, network_of
from gbdt_console.compose import Plant, build_engine
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.host import records_of, run_in_foreground
from gbdt_console.engine.records import Records


@click.command()
@with_context
def collect(context: Context) -> None:
    """Poll everything and keep the journal, without a screen, until SIGTERM."""
    network = network_of(context.config, context.words())
    words = context.words(network.language)
    state = context.state

    def build(records: Records) -> Engine:
        return build_engine(Plant(network), records, state.socket_path)

    def ready() -> None:
        count = len(network.sites)
        click.echo(words("verb.collecting", pid=os.getpid(), sites=count, state=state.path))

    with engine_failures(state, words), records_of(state) as records:
        asyncio.run(run_in_foreground(build, records, ready))
