"""Keeps a console's port through restarts of the engine: it attaches again by itself."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.requests import Progress
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.socket_port import EngineRefuses, NoEngine, SocketPort

_AGAIN_S = 0.25
"""Seconds between two looks for the engine: a small part of the 2 s within which it must be shown again."""
_OTHER_VERSION = "control.wrong-protocol"
log = logging.getLogger(__name__)


class LastingPort:
    """Implements the port over one connection after the other; each is a new client to the engine.

    So the control lease goes by the engine's rules for whoever comes: it is never taken along.
    """

    def __init__(self, port: SocketPort, attach: Callable[[], Awaitable[SocketPort]]) -> None:
        """`port` is attached now; `attach` makes the next one and raises as SocketPort.connect does."""
        self._port = port
        self._attach = attach

    @property
    def client_id(self) -> str:
        return self._port.client_id

    def snapshots(self) -> AsyncIterator[Snapshot]:
        return self._port.snapshots()

    def submit(self, command: Command) -> AsyncIterator[Progress]:
        return self._port.submit(command)

    def events(self, after_seq: int | None = None) -> AsyncIterator[Entry]:
        return self._port.events(after_seq)

    async def past(self, site_id: str) -> SitePast:
        return await self._port.past(site_id)

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        return await self._port.notices(number)

    async def stills(self, since_s: float) -> tuple[Still, ...]:
        return await self._port.stills(since_s)

    async def reattach(self) -> str:
        await self._port.close()
        log.warning("the engine is gone; the console looks for it")
        while True:
            try:
                self._port = await self._attach()
            except EngineRefuses as refusal:
                if refusal.code == _OTHER_VERSION:
                    log.warning("the engine that came speaks another version")
                    return "banner.other-version"
            except (NoEngine, OSError):
                pass
            else:
                log.warning("the console is attached again as %s", self._port.client_id)
                return ""
            await asyncio.sleep(_AGAIN_S)

    async def close(self) -> None:
        await self._port.close()
