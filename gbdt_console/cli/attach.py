"""How verbs reach the running engine."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.port import ConsolePort, PortClosed
from gbdt_console.engine.clients import ClientKind
from gbdt_console.engine.socket_port import EngineRefuses, NoEngine, SocketPort
from gbdt_console.text.words import Words

T = TypeVar("T")


def with_port(
    context: Context, words: Words, kind: ClientKind, work: Callable[[ConsolePort], Awaitable[T]]
) -> T:
    """Do `work` over the control socket; without an engine the verb ends with exit code 3."""

    async def attached() -> T:
        try:
            port = await SocketPort.connect(context.state.socket_path, kind, terminal_name())
        except OSError as error:
            fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
        try:
            return await work(port)
        finally:
            await port.close()

    try:
        return asyncio.run(attached())
    except NoEngine:
        fail(Exit.NO_ENGINE, words, "verb.no-engine", state=context.state.path)
    except EngineRefuses as refusal:
        fail(Exit.FAILED, words, str(refusal))
    except PortClosed:
        fail(Exit.NO_ENGINE, words, "verb.engine-gone")
