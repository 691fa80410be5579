"""Opens the screen over a port: an engine on a thread of this process, or one of another process."""

import asyncio
from dataclasses import dataclass

from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import Exit, engine_failures, fail
from gbdt_console.compose import Plant, build_engine
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.port import ConsolePort
from gbdt_console.engine.clients import ClientKind
from gbdt_console.engine.host import records_of
from gbdt_console.engine.local_port import LocalPort
from gbdt_console.engine.socket_port import EngineRefuses, NoEngine, SocketPort
from gbdt_console.engine.thread import EngineThread
from gbdt_console.text.words import Words


@dataclass(frozen=True, slots=True)
class Look:
    """How the screen is opened. `theme` None lets the terminal decide."""

    kind: ClientKind = ClientKind.CONSOLE
    ascii_only: bool = False
    theme: str | None = None


async def open_plant(plant: Plant, context: Context, words: Words, look: Look) -> None:
    """The screen over an engine of this process; the reasons it cannot are said in one line."""
    state = context.state
    with engine_failures(state, words), records_of(state) as records:
        thread = EngineThread(lambda: build_engine(plant, records, state.socket_path))
        thread.start()
        try:
            await _show(LocalPort(thread, look.kind, terminal_name()), words, look)
        finally:
            thread.stop()


def attach(context: Context, words: Words, look: Look) -> bool:
    """The screen over the engine of another process; False where there is none."""

    async def attached() -> None:
        port = await SocketPort.connect(context.state.socket_path, look.kind, terminal_name())
        await _show(port, words, look, engine_stays=True)

    try:
        asyncio.run(attached())
    except NoEngine:
        return False
    except EngineRefuses as refusal:
        fail(Exit.FAILED, words, str(refusal))
    return True


async def _show(port: ConsolePort, words: Words, look: Look, *, engine_stays: bool = False) -> None:
    from gbdt_console.app import GbdtApp

    app = GbdtApp(
        port,
        SystemClock(),
        words.language,
        theme=look.theme,
        ascii_only=look.ascii_only,
        observe=look.kind is ClientKind.OBSERVER,
        engine_stays=engine_stays,
    )
    try:
        await app.run_async()
    finally:
        await port.close()
