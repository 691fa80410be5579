"""Carries bytes to a camera and back by UDP; it knows no VISCA."""

import asyncio
import socket

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError

_MOST_WAITING = 64
"""Limits the datagrams that wait to be read; a camera sends two for each request."""


class UdpWire:
    """Carries datagrams to one camera and takes those of that camera alone.

    Many cameras answer to a fixed port instead of the port that asked. So the sockets of all cameras bind
    that one port, and each is connected: the kernel sorts the answers by the camera's address. Where another
    program holds the port, any free port serves the cameras that answer properly.

    local_port: the port that such cameras answer to; 0 for any
    """

    def __init__(self, host: str, port: int, local_port: int) -> None:
        self._peer = (host, port)
        self._local_port = local_port
        self._transport: asyncio.DatagramTransport | None = None
        self._arrived: asyncio.Queue[bytes] = asyncio.Queue(_MOST_WAITING)

    async def open(self) -> None:
        await self.close()
        arrived: asyncio.Queue[bytes] = asyncio.Queue(_MOST_WAITING)
        self._arrived = arrived
        try:
            sock = _connected(self._peer, self._local_port)
            loop = asyncio.get_running_loop()
            self._transport, _ = await loop.create_datagram_endpoint(lambda: _Inbox(arrived), sock=sock)
        except OSError:
            raise ControlError(ControlFault.REFUSED) from None

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.sendto(data)

    async def receive(self) -> bytes:
        return await self._arrived.get() if self._transport is not None else b""

    async def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            _put(self._arrived, b"")
        self._transport = None


class _Inbox(asyncio.DatagramProtocol):
    """Keeps datagrams for the wire; one too many is dropped, as any datagram may be.

    A port that nobody listens on is no news: the request ends by silence.
    """

    def __init__(self, arrived: "asyncio.Queue[bytes]") -> None:
        self._arrived = arrived

    def datagram_received(self, data: bytes, address: object) -> None:
        if data:
            _put(self._arrived, data)


def _put(queue: "asyncio.Queue[bytes]", data: bytes) -> None:
    if not queue.full():
        queue.put_nowait(data)


def _connected(peer: tuple[str, int], local_port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            sock.bind(("", local_port))
        except OSError:
            sock.bind(("", 0))
        sock.connect(peer)
    except BaseException:
        sock.close()
        raise
    return sock
