"""Keeps what the engine says now, while pages ask for it."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

from gbdt_console.core.clock import Clock
from gbdt_console.core.port import ClientKind, PortClosed
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.socket_port import EngineRefuses, NoEngine, SocketPort

_WITHIN_S = 5.0
"""Limits the wait for a first Snapshot, in seconds; the page asks again."""
_KEPT_S = 20.0
"""Seconds without a question after which the engine is left; a page asks every three."""
_OLD_S = 10.0
"""Age of a Snapshot from which the engine counts as silent, in seconds."""
_NAME = "serve"
log = logging.getLogger(__name__)


class EngineWords:
    """One observer of the engine for the words of all pages."""

    def __init__(self, engine_socket: Path, clock: Clock) -> None:
        self._socket, self._clock = engine_socket, clock
        self._following: asyncio.Task[None] | None = None
        self._newest: asyncio.Future[Snapshot] = asyncio.get_running_loop().create_future()
        self._asked_s = 0.0

    async def latest(self, within_s: float = _WITHIN_S) -> Snapshot | None:
        """Return what the engine says now; None where it says nothing in time."""
        self._asked_s = self._clock.monotonic()
        if self._following is None or self._following.done():
            self._newest = asyncio.get_running_loop().create_future()
            self._following = asyncio.ensure_future(self._follow())
        waiting = (self._newest, self._following)
        await asyncio.wait(waiting, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        if not self._newest.done():
            return None
        snapshot = self._newest.result()
        return snapshot if self._clock.monotonic() - snapshot.at_s < _OLD_S else None

    async def close(self) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    async def _follow(self) -> None:
        """Keep the newest Snapshot until nobody asks any more, or the engine ends."""
        with suppress(NoEngine, PortClosed, OSError):
            try:
                port = await SocketPort.connect(self._socket, ClientKind.OBSERVER, _NAME)
            except EngineRefuses as refusal:
                log.warning("the engine refuses to tell how things stand: %s", refusal.code)
                return
            try:
                async for snapshot in port.snapshots():
                    self._take(snapshot)
                    if self._clock.monotonic() - self._asked_s > _KEPT_S:
                        return
            finally:
                await port.close()

    def _take(self, snapshot: Snapshot) -> None:
        if self._newest.done():
            self._newest = asyncio.get_running_loop().create_future()
        self._newest.set_result(snapshot)
