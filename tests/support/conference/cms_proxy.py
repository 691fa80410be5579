"""Between a driver and a Meeting Server's HTTP port: lies about mutes as bad devices do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs

from tests.support.conference.mcu_proxy import Lie

_DONE = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class CmsProxy:
    """Connect to `port`; each connection is one request. Of the two answers that SWAPPED exchanges each comes
    when both commands are there."""

    def __init__(self, host: str, port: int) -> None:
        self.lie: Lie | None = None
        self.delay_s = 3.0
        self.goes_back = asyncio.Event()
        """REVERTED reverts once this is set."""
        self.port = 0
        self._target = host, port
        self._held: asyncio.Future[bytes] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, host: str) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, host, 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, EOFError):
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                writer.write(await self._treated(head, await reader.readexactly(size)))
                await writer.drain()
        finally:
            writer.close()

    async def _treated(self, head: bytes, body: bytes) -> bytes:
        if not head.startswith(b"PUT /api/v1/callLegs/"):
            return await self._passed(head + body)
        match self.lie:
            case Lie.DROPPED:
                return _DONE
            case Lie.DELAYED:
                await asyncio.sleep(self.delay_s)
            case Lie.REVERTED:
                task = asyncio.create_task(self._undone(head, body))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            case Lie.SWAPPED:
                return await self._swapped(head + body)
        return await self._passed(head + body)

    async def _swapped(self, request: bytes) -> bytes:
        held, self._held = self._held, None
        if held is None:
            self._held = asyncio.get_running_loop().create_future()
            return await self._held
        held.set_result(await self._passed(request))
        return _DONE

    async def _undone(self, head: bytes, body: bytes) -> None:
        """Do the opposite later."""
        await self.goes_back.wait()
        was = parse_qs(body.decode())["rxAudioMute"] == ["true"]
        opposite = b"rxAudioMute=false" if was else b"rxAudioMute=true"
        size = b"Content-Length: %d\r\n"
        await self._passed(head.replace(size % len(body), size % len(opposite)) + opposite)

    async def _passed(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*self._target)
        try:
            writer.write(request)
            return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def cms_proxied(host: str, port: int) -> AsyncIterator[CmsProxy]:
    """A proxy in front of that bridge, gone afterwards."""
    proxy = CmsProxy(host, port)
    server = await proxy.start(host)
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()
