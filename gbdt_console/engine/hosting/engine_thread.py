"""Runs the engine on its own thread and loop, apart from the terminal."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from typing import TypeVar

from gbdt_console.core.port import PortClosed
from gbdt_console.engine.engine import Engine

T = TypeVar("T")
_CHECK_EVERY_S = 0.5
"""Limits how long `call` waits before it checks that the engine still runs."""


class EngineThread:
    """Start it once; `stop` waits for the engine's orderly end."""

    def __init__(self, build: Callable[[], Engine]) -> None:
        """`build` is called on the new thread, inside its loop."""
        self._build = build
        self._started = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._main, name="engine", daemon=True)
        self._stop: asyncio.Event
        self.loop: asyncio.AbstractEventLoop
        self.engine: Engine

    @property
    def is_running(self) -> bool:
        return self._started.is_set() and self._error is None and self._thread.is_alive()

    def start(self) -> None:
        """Start the engine and wait for its first Snapshot.

        Raises the error that stopped it from starting.
        """
        self._thread.start()
        self._started.wait()
        if self._error is not None:
            raise self._error

    def call(self, function: Callable[[], T]) -> T:
        """Run a short function on the engine's loop and return its result.

        Raises PortClosed when the engine ends before.
        """
        result: Future[T] = Future()

        def run() -> None:
            try:
                result.set_result(function())
            except Exception as error:
                result.set_exception(error)

        self.post(run)
        while not wait((result,), _CHECK_EVERY_S if self.is_running else 0.0).done:
            if not self.is_running:
                raise PortClosed
        return result.result()

    def post(self, function: Callable[[], object]) -> None:
        """Run a short function soon on the engine's loop, unless the engine has ended."""
        if self.is_running:
            with suppress(RuntimeError):  # the loop may be closed just now
                self.loop.call_soon_threadsafe(function)

    def stop(self) -> None:
        """End the engine and wait for it. Raises the error it died of."""
        if self.is_running:  # `_stop` exists from then on
            self.post(self._stop.set)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _main(self) -> None:
        try:
            asyncio.run(self._run())
        except BaseException as error:
            self._error = error
        finally:
            self._started.set()

    async def _run(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self.engine = self._build()
        await self.engine.run(self._stop, on_ready=self._started.set)
