"""`collect`: the engine in the foreground, fit for a service."""

import asyncio
import os

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail, network_of
from gbdt_console.compose import Plant, build_engine
from gbdt_console.core.echo import EchoUnavailable
from gbdt_console.engine.host import records_of, run_in_foreground
from gbdt_console.engine.state_dir import StateDirectoryTaken, StateDirectoryUnusable
from gbdt_console.text.words import Words


@click.command()
@with_context
def collect(context: Context) -> None:
    """Poll everything and keep the journal, without a screen, until SIGTERM."""
    words = context.words()
    network = network_of(context.config, words)
    words = context.words(network.language)
    run_plant(Plant(network), context, words)


def run_plant(plant: Plant, context: Context, words: Words) -> None:
    """Run the plant's engine until it is told to stop; the reasons it cannot are said in one line."""
    state = context.state

    def ready() -> None:
        count = len(plant.network.sites)
        click.echo(words("verb.collecting", pid=os.getpid(), sites=count, state=state.path))

    try:
        with records_of(state) as records:
            asyncio.run(
                run_in_foreground(lambda kept: build_engine(plant, kept, state.socket_path), records, ready)
            )
    except StateDirectoryTaken:
        fail(Exit.FAILED, words, "verb.engine-runs", state=state.path)
    except StateDirectoryUnusable as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    except EchoUnavailable as error:
        fail(Exit.FAILED, words, error.code, **error.params)
