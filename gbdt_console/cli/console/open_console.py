"""Opens the screen over an engine of this process."""

import click

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.own_engine import own_engine
from gbdt_console.cli.console.screen_files import of_own_engine
from gbdt_console.cli.console.screen_supervisor import keep_showing
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.core.app_options import AppOptions
from gbdt_console.engine.hosting.host import until_signalled
from gbdt_console.engine.hosting.local_port import LocalPort


async def open_plant(plant: WatchedPlant, context: Context, options: AppOptions) -> None:
    """Show the screen over an engine on a thread of this process. Print why that fails.

    When the screen is given up, the engine goes on without it.
    """
    state, words = context.state, context.words(plant.network.language)
    with own_engine(plant, state, words) as thread:
        port = LocalPort(thread, options.kind, terminal_name())
        options = of_own_engine(options, context, words, plant.network, plant.config, plant.demo)
        if not await keep_showing(port, words, options):
            click.echo(words("verb.screen-given-up", state=state.path), err=True)
            await until_signalled()
