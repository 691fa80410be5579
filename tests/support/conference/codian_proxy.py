"""Between a driver and a Codian's HTTP port: lies about blocks and panes as bad devices do."""

import asyncio
import xmlrpc.client
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from tests.support.conference.mcu_proxy import Lie

LIED_ABOUT = ("participant.modify", "conference.paneplacement.modify")
_DONE = {"participant.modify": {"status": "operation successful"}}


class CodianProxy:
    """Connect to `port`. `asked` counts the calls by method. Of the two answers that SWAPPED exchanges each
    comes when both commands are there, so the first is late for a driver that sends one at a time."""

    def __init__(self, host: str, port: int) -> None:
        self.asked: Counter[str] = Counter()
        self.lie: Lie | None = None
        self.delay_s = 3.0
        self.goes_back = asyncio.Event()
        """REVERTED reverts once this is set."""
        self.port = 0
        self._target = host, port
        self._writers: set[asyncio.StreamWriter] = set()
        self._held: asyncio.Future[bytes] | None = None
        self._later: set[asyncio.Task[None]] = set()

    async def start(self, host: str) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, host, 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def end(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()
        for task in self._later:
            task.cancel()
        if self._later:
            await asyncio.wait(self._later)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            with suppress(OSError, EOFError):
                while True:
                    request = await _message(reader)
                    writer.write(await self._treated(request))
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _treated(self, request: bytes) -> bytes:
        method, parameters = _call(request)
        self.asked[method] += 1
        if method not in LIED_ABOUT:
            return await self._passed(request)
        match self.lie:
            case Lie.DROPPED:
                answer = _DONE.get(method, {"panesModified": len(parameters.get("panes", ()))})
                return _answer(answer)
            case Lie.DELAYED:
                await asyncio.sleep(self.delay_s)
            case Lie.REVERTED:
                self._do_later(self._undone(request, method, parameters))
            case Lie.SWAPPED:
                return await self._swapped(request)
        return await self._passed(request)

    async def _swapped(self, request: bytes) -> bytes:
        held, self._held = self._held, None
        if held is None:
            self._held = asyncio.get_running_loop().create_future()
            return await self._held
        held.set_result(await self._passed(request))
        return _answer({"status": "operation successful"})

    async def _undone(self, request: bytes, method: str, parameters: dict[str, Any]) -> None:
        """Do the opposite later."""
        await self.goes_back.wait()
        if method == "participant.modify":
            parameters["audioRxMuted"] = not parameters["audioRxMuted"]
        else:
            parameters["panes"] = [
                {"index": pane["index"], "type": "default"} for pane in parameters["panes"]
            ]
        await self._passed(_request(method, parameters))

    def _do_later(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _passed(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*self._target)
        try:
            writer.write(request)
            return await _message(reader)
        finally:
            writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(size)


def _call(request: bytes) -> tuple[str, dict[str, Any]]:
    body = request.split(b"\r\n\r\n", 1)[1].decode()
    parameters, method = xmlrpc.client.loads(body, use_builtin_types=True)
    struct: Any = parameters[0]
    return str(method), dict(struct)


def _request(method: str, parameters: dict[str, Any]) -> bytes:
    body = xmlrpc.client.dumps((parameters,), method).encode()
    head = (
        f"POST /RPC2 HTTP/1.1\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _answer(struct: dict[str, Any]) -> bytes:
    body = xmlrpc.client.dumps((struct,), methodresponse=True).encode()
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def codian_proxied(host: str, port: int) -> AsyncIterator[CodianProxy]:
    """A proxy in front of that MCU, gone afterwards."""
    proxy = CodianProxy(host, port)
    server = await proxy.start(host)
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()
