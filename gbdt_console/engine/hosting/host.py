"""Runs an engine over opened records, on a thread or in the foreground."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gbdt_console import collector
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.hosting.end_limit import limit_end
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.service_manager import ServiceManager
from gbdt_console.engine.records.records import Records

log = logging.getLogger(__name__)


@contextmanager
def engine_on_thread(build: Callable[[Records], Engine], records: Records) -> Iterator[EngineThread]:
    """Run an engine on a thread of its own for as long as the block lasts; `build` runs on that thread."""
    thread = EngineThread(lambda: build(records))
    thread.start()
    try:
        yield thread
    finally:
        limit_end(records)
        thread.stop()


async def run_in_foreground(
    build: Callable[[Records], Engine],
    records: Records,
    manager: ServiceManager,
    on_ready: Callable[[], None] = lambda: None,
    on_stop: Callable[[Callable[[], None]], None] = lambda stop: None,
) -> None:
    """Run until SIGTERM or SIGINT asks for an orderly end, or what `on_stop` was given is called.

    A hang-up ends nothing: monitoring needs no terminal (docs/decisions/0067-a-service-that-stays.md), and
    without one sites.yaml is read again. Each round of the publisher is a sign of life for the service
    manager: an engine that gives none is restarted.
    """

    def end() -> None:
        manager.stopping()
        limit_end(records)

    def ready() -> None:
        manager.ready()
        on_ready()

    stop = _stop_signal(signal.SIGTERM, signal.SIGINT, on_signal=end)
    on_stop(stop.set)
    engine = build(records)
    hang_up = _outlive_hang_up if _has_terminal() else engine.reload_soon
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hang_up)
    engine.publisher.on_beat(manager.beat)
    collector.settle_later()
    await engine.run(stop, ready)


async def until_signalled() -> None:
    """Wait for SIGTERM, SIGINT or SIGHUP."""
    await _stop_signal(signal.SIGTERM, signal.SIGINT, signal.SIGHUP).wait()


def _outlive_hang_up() -> None:
    log.warning("SIGHUP: the terminal is gone, monitoring goes on")


def _has_terminal() -> bool:
    """Tell whether a hang-up may be that of a terminal, which says nothing about sites.yaml."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _stop_signal(*numbers: signal.Signals, on_signal: Callable[[], object] = lambda: None) -> asyncio.Event:
    """Set by these signals from now on; `on_signal` is called before."""
    stop = asyncio.Event()

    def end() -> None:
        on_signal()
        stop.set()

    loop = asyncio.get_running_loop()
    for number in numbers:
        loop.add_signal_handler(number, end)
    return stop
