"""Connect a verb to the running engine over its control socket."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import NoReturn, TypeVar

import click

from gbdt_console.cli.context import Context, demo_state, is_served, terminal_name
from gbdt_console.cli.event_loop import result_of
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.port import ClientKind, ConsolePort, PortClosed
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.socket_port import (
    SILENT_AFTER_S,
    EngineRefuses,
    EngineSilent,
    NoEngine,
    SocketPort,
)
from gbdt_console.text.words import Words

_SNAPSHOT_WITHIN_S = 30.0
"""Limits the wait of a verb for an engine that answers pings: its first Snapshot takes a second or two."""

T = TypeVar("T")


class NoSnapshot(Exception):
    """The engine answers, and tells no state; nothing was asked of it."""


def with_port(
    context: Context,
    words: Words,
    kind: ClientKind,
    work: Callable[[SocketPort], Coroutine[object, object, T]],
) -> T:
    """Return the result of `work` over the control socket. Without an engine exit with code 3."""
    try:
        return over_port(context, words, kind, work)
    except NoEngine:
        if is_served(demo_state()) and context.state.path != demo_state().path:
            click.echo(words("verb.demo-runs", state=demo_state().path), err=True)
        fail(Exit.NO_ENGINE, words, "verb.no-engine", state=context.state.path)


def snapshot_if_any(context: Context, words: Words) -> Snapshot | None:
    """Return the engine's newest Snapshot; None where no engine runs."""
    try:
        return over_port(context, words, ClientKind.OBSERVER, first_snapshot)
    except NoEngine:
        return None


def snapshot_now(context: Context) -> Snapshot | None:
    """Return the Snapshot of the engine that runs just now; None for whatever reason there is none."""

    async def look() -> Snapshot:
        port = await SocketPort.connect(context.state.socket_path, ClientKind.OBSERVER, terminal_name())
        try:
            return await first_snapshot(port)
        finally:
            await port.close()

    with suppress(NoEngine, PortClosed, EngineRefuses, EngineSilent, NoSnapshot, OSError):
        return result_of(look())
    return None


async def first_snapshot(port: ConsolePort) -> Snapshot:
    """Return the newest Snapshot of `port`; raise NoSnapshot where none comes in time."""
    try:
        async with asyncio.timeout(_SNAPSHOT_WITHIN_S):
            return await anext(aiter(port.snapshots()))
    except TimeoutError:
        raise NoSnapshot from None


def fail_without_snapshot(words: Words) -> NoReturn:
    """End the verb that NoSnapshot stopped."""
    fail(Exit.FAILED, words, "verb.no-snapshot", silent_s=f"{_SNAPSHOT_WITHIN_S:g}")


def over_port(
    context: Context,
    words: Words,
    kind: ClientKind,
    work: Callable[[SocketPort], Coroutine[object, object, T]],
) -> T:
    """Return the result of `work`; raise NoEngine where none runs.

    Exit where the engine refuses the connection, goes away or stalls. The end of a verb's command is then
    unknown.
    """

    async def attached() -> T:
        try:
            port = await SocketPort.connect(context.state.socket_path, kind, terminal_name())
        except OSError as error:
            fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
        if context.is_demo:
            click.echo(words("verb.beside-demo"), err=True)
        try:
            return await port.while_answering(work(port))
        finally:
            await port.close()

    try:
        return result_of(attached())
    except EngineRefuses as refusal:
        fail(Exit.FAILED, words, refusal.code, **refusal.params)
    except EngineSilent:
        exit_code = Exit.UNKNOWN if kind is ClientKind.VERB else Exit.FAILED
        fail(exit_code, words, "verb.silent-engine", silent_s=f"{SILENT_AFTER_S:g}")
    except NoSnapshot:
        fail_without_snapshot(words)
    except PortClosed:
        fail(Exit.NO_ENGINE, words, "verb.engine-gone")
