"""Opens the screen over the engine of another process."""

import asyncio
from dataclasses import replace
from functools import partial

from gbdt_console.cli.client.connect import NoSnapshot, fail_without_snapshot, first_snapshot
from gbdt_console.cli.console.screen_files import with_files
from gbdt_console.cli.console.screen_supervisor import keep_showing
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.port import PortClosed
from gbdt_console.engine.clients.lasting_port import LastingPort
from gbdt_console.engine.clients.socket_port import (
    SILENT_AFTER_S,
    EngineRefuses,
    EngineSilent,
    NoEngine,
    SocketPort,
)
from gbdt_console.engine.hosting.logs import log_of_viewer


def attach(context: Context, options: AppOptions, *, has_files: bool = True) -> bool:
    """Show the screen over the engine of another process. Return False where none runs.

    has_files: whether its screen makes reports and sheets and edits sites.yaml
    """

    async def attached() -> bool:
        connect = partial(SocketPort.connect, context.state.socket_path, options.kind, terminal_name())
        port = await connect()
        first = await port.while_answering(first_snapshot(port))
        words = context.words(first.language)
        lasting = LastingPort(port, connect)
        shown = with_files(options, context, words) if has_files else options
        return await keep_showing(lasting, words, replace(shown, engine_stays=True))

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
    except NoSnapshot:
        fail_without_snapshot(words)
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    return True
