"""Opens the screen over the engine of another process."""

import asyncio
from dataclasses import replace

from gbdt_console.cli.client.connect import first_snapshot
from gbdt_console.cli.console.screen_supervisor import ScreenOptions, keep_showing
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.port import PortClosed
from gbdt_console.engine.clients.socket_port import EngineRefuses, NoEngine, SocketPort


def attach(context: Context, look: ScreenOptions) -> bool:
    """The screen over the engine of another process; False where there is none."""

    async def attached() -> bool:
        port = await SocketPort.connect(context.state.socket_path, look.kind, terminal_name())
        words = context.words((await first_snapshot(port)).language)
        return await keep_showing(port, words, replace(look, engine_stays=True))

    words = context.words()
    try:
        if not asyncio.run(attached()):
            fail(Exit.FAILED, words, "verb.screen-failed", state=context.state.path)
    except (NoEngine, PortClosed):
        return False
    except EngineRefuses as refusal:
        fail(Exit.FAILED, words, str(refusal))
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    return True
