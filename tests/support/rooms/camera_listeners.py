"""A simulated camera on real sockets of this machine."""

import asyncio
import socket
from typing import cast

from gbdt_console.simulator.visca.sessions import RawSession
from gbdt_console.simulator.world.camera import SimulatedCamera
from tests.support.rooms.numbered_session import NumberedSession


class UdpCamera(asyncio.DatagramProtocol):
    """VISCA over IP. `answers_to` is the client's port of every reply; None for the one that asked."""

    def __init__(self, camera: SimulatedCamera, answers_to: int | None = None) -> None:
        self._camera = camera
        self._answers_to = answers_to
        self._sessions: dict[tuple[str, int], NumberedSession] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self.port = 0

    async def open(self, address: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; another socket of all addresses may hold the same port."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        self.port = sock.getsockname()[1]
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=sock)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        if address not in self._sessions:
            to = (address[0], self._answers_to or address[1])
            transport = self._transport
            assert transport is not None
            self._sessions[address] = NumberedSession(self._camera, lambda reply: transport.sendto(reply, to))
        self._sessions[address].feed(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class TcpCamera:
    """Raw VISCA over TCP."""

    def __init__(self, camera: SimulatedCamera) -> None:
        self._camera = camera
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = cast(int, self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = RawSession(self._camera, writer.write)
        while data := await reader.read(512):
            session.feed(data)
        writer.close()

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
