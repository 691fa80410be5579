"""Opens the screen over an engine of this process."""

import click

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.screen_files import of_own_engine
from gbdt_console.cli.console.screen_supervisor import keep_showing
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import engine_failures
from gbdt_console.core.app_options import AppOptions
from gbdt_console.engine.hosting.host import engine_on_thread, until_signalled
from gbdt_console.engine.hosting.local_port import LocalPort
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.ui.terminal.first_picture import tell_asking


async def open_plant(plant: WatchedPlant, context: Context, options: AppOptions) -> None:
    """Show the screen over an engine on a thread of this process. Print why that fails.

    When the screen is given up, the engine goes on without it.
    """
    state, words = context.state, context.words(plant.network.language)
    with (
        engine_failures(state, words),
        records_of(state) as records,
        plant.watched(words) as build,
        engine_on_thread(lambda r: build(r, state.socket_path), records) as thread,
    ):
        tell_asking(len(plant.network.sites))
        port = LocalPort(thread, options.kind, terminal_name())
        options = of_own_engine(options, context, words, plant.network, plant.config, plant.demo)
        if not await keep_showing(port, words, options):
            click.echo(words("verb.screen-given-up", state=state.path), err=True)
            await until_signalled()
