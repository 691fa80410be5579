"""The WebSocket port of a simulated Cisco codec, over TLS with a certificate of its own."""

import asyncio
import base64
import datetime
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from gbdt_console.simulator.cisco.device import XapiDevice
from gbdt_console.simulator.cisco.rpc import RpcSession
from tests.support.signalling.peers import self_signed

USER = "admin"
UNTIL = datetime.datetime(2020, 1, 1)  # noqa: DTZ001 - the certificates of many codecs ran out long ago


class SocketListener:
    """A codec's port 443: `/ws`, and `/getxml`, which lets in nobody here.

    The login is a Basic header, as xows sends it, or a sub-protocol, as jsxapi does. `busy` is the HTTP
    status that refuses everybody, 0 for none, and `elsewhere` where it sends them.
    """

    def __init__(self, device: XapiDevice, folder: Path, *, busy: int = 0, elsewhere: str = "") -> None:
        self._device = device
        self._folder = folder
        self._busy = busy
        self._elsewhere = elsewhere
        self._server: Server | None = None
        self.logins: list[str] = []
        self.port = 0

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen, with a new certificate."""
        self._server = await serve(
            self._serve,
            host,
            port,
            ssl=self_signed(self._folder, UNTIL),
            process_request=self._refusal,
            select_subprotocol=_first,
            compression=None,
            ping_interval=None,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _refusal(self, connection: ServerConnection, request: Request) -> Response | None:
        if self._busy:
            answer = connection.respond(self._busy, "")
            if self._elsewhere:
                answer.headers["Location"] = self._elsewhere
            return answer
        if request.path.startswith("/getxml"):
            refusal = connection.respond(401, "")
            refusal.headers["WWW-Authenticate"] = 'Basic realm="codec"'
            return refusal
        if request.path != "/ws":
            return connection.respond(404, "")
        password = self._device.codec.misbehaviour.password
        self.logins.append(_login(request))
        return None if self.logins[-1] == f"{USER}:{password}" else connection.respond(403, "")

    async def _serve(self, connection: ServerConnection) -> None:
        out: asyncio.Queue[str] = asyncio.Queue()
        session = RpcSession(self._device, out.put_nowait, connection.transport.abort)
        session.start()
        writing = asyncio.create_task(_write(connection, out))
        try:
            async for said in connection:
                session.take(str(said))
        except ConnectionClosed:
            return
        finally:
            session.end()
            writing.cancel()


async def _write(connection: ServerConnection, out: "asyncio.Queue[str]") -> None:
    with suppress(ConnectionClosed):
        while True:
            await connection.send(await out.get())


def _login(request: Request) -> str:
    basic = request.headers.get("Authorization", "").removeprefix("Basic ")
    told = basic or request.headers.get("Sec-WebSocket-Protocol", "").removeprefix("auth-")
    usual = told.replace("+", "-").replace("/", "_")
    return base64.urlsafe_b64decode(f"{usual}===").decode("utf-8", "replace")


def _first(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return offered[0] if offered else None
