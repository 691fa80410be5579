"""Opens the screen over an engine of this or another process."""

import asyncio
from dataclasses import replace

import click

from gbdt_console.cli.client.connect import first_snapshot
from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.screen_supervisor import ScreenOptions, keep_showing
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import Exit, engine_failures, fail
from gbdt_console.core.port import PortClosed
from gbdt_console.engine.clients.socket_port import (
    SILENT_AFTER_S,
    EngineRefuses,
    EngineSilent,
    NoEngine,
    SocketPort,
)
from gbdt_console.engine.hosting.host import engine_on_thread, log_of_viewer, records_of, until_signalled
from gbdt_console.engine.hosting.local_port import LocalPort


async def open_plant(plant: WatchedPlant, context: Context, options: ScreenOptions) -> None:
    """Show the screen over an engine on a thread of this process.

    Print why that fails.

    When the screen is given up, the engine goes on without it.
    """
    state, words = context.state, context.words(plant.network.language)
    with (
        engine_failures(state, words),
        records_of(state) as records,
        plant.watched(words) as build,
        engine_on_thread(lambda r: build(r, state.socket_path), records) as thread,
    ):
        port = LocalPort(thread, options.kind, terminal_name())
        if not await keep_showing(port, words, options):
            click.echo(words("verb.screen-given-up", state=state.path), err=True)
            await until_signalled()


def attach(context: Context, options: ScreenOptions) -> bool:
    """Show the screen over the engine of another process.

    Return False where none runs.
    """

    async def attached() -> bool:
        port = await SocketPort.connect(context.state.socket_path, options.kind, terminal_name())
        first = await port.while_answering(first_snapshot(port))
        words = context.words(first.language)
        return await keep_showing(port, words, replace(options, engine_stays=True))

    words = context.words()
    try:
        with log_of_viewer(context.state):
            is_left = asyncio.run(attached())
        if not is_left:
            fail(Exit.FAILED, words, "verb.screen-failed", state=context.state.path)
    except (NoEngine, PortClosed):
        return False
    except EngineRefuses as refusal:
        fail(Exit.FAILED, words, refusal.code, **refusal.params)
    except EngineSilent:
        fail(Exit.FAILED, words, "verb.silent-engine", silent_s=f"{SILENT_AFTER_S:g}")
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    return True
