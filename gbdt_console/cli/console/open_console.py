"""Opens the screen over an engine on a thread of this process."""

import click

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.screen_supervisor import ScreenOptions, keep_showing
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import engine_failures
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.host import records_of, until_signalled
from gbdt_console.engine.hosting.local_port import LocalPort


async def open_plant(plant: WatchedPlant, context: Context, look: ScreenOptions) -> None:
    """The screen over an engine of this process; the reasons it cannot are said in one line. When the screen
    is given up, the engine goes on without it."""
    state, words = context.state, context.words(plant.network.language)
    with (
        engine_failures(state, words),
        records_of(state) as records,
        plant.watched(words) as build,
    ):
        thread = EngineThread(lambda: build(records, state.socket_path))
        thread.start()
        try:
            port = LocalPort(thread, look.kind, terminal_name())
            if not await keep_showing(port, words, look):
                click.echo(words("verb.screen-given-up", state=state.path), err=True)
                await until_signalled()
        finally:
            thread.stop()
