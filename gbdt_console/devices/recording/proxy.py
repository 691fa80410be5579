"""Stands between a client and a device and keeps all that goes through.

The client connects to this PC in plain, or over TLS or SSH that ends here; to the device it goes on over
whatever that takes. Only how HTTP packs its answers is changed on the way, so that they can be read.
"""

import asyncio
import itertools
import re
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from gbdt_console.core.clock import Clock
from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.recording.tape import Piece, Tape
from gbdt_console.devices.transports.tcp_stream import READ_BYTES, Wire

if TYPE_CHECKING:
    import asyncssh

_REQUEST = re.compile(rb"[A-Z]{3,10} \S+ HTTP/1\.[01]\r\n")
_PACKING = re.compile(rb"\r\n(?:Accept-Encoding|Sec-WebSocket-Extensions):[^\r\n]*", re.IGNORECASE)
_HOST = re.compile(rb"\r\nHost:[^\r\n]*", re.IGNORECASE)
_MOST_WAITING = 256
"""Limits the datagrams of one client that wait."""


class RecordingProxy:
    """Takes clients until it is closed.

    connect: makes a connection to the device, not yet open
    password: the device's; a client that speaks SSH has to know it
    host: what a request of HTTP names as the device
    tape: what went through
    fault: why the device was not reached the last time
    """

    def __init__(
        self, clock: Clock, connect: Callable[[], Wire], host: str, password: Secret | None = None
    ) -> None:
        self.fault: ControlError | None = None
        self.tape = Tape()
        self._clock = clock
        self._began_s = clock.monotonic()
        self._connect = connect
        self._password = password
        self._host = b"\r\nHost: " + host.encode()
        self._links = itertools.count(1)
        self._carrying: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._ssh: asyncssh.SSHAcceptor | None = None
        self._datagrams: asyncio.DatagramTransport | None = None

    async def serve(self, over: Carrier, host: str, port: int) -> int:
        """Listen for clients by what they speak to this PC; return the port. Raises OSError."""
        if over is Carrier.UDP:
            return await self.serve_udp(host, port)
        if over is Carrier.SSH and self._password is not None:
            from gbdt_console.devices.recording.near_ssh import serve_ssh  # 144 ms

            self._ssh = await serve_ssh(self._begin, self._password, host, port)
            return int(self._ssh.get_port())
        if over is not Carrier.UNCHECKED:
            return await self.serve_tcp(host, port)
        from gbdt_console.devices.recording.near_tls import near_tls  # 40 ms

        return await self.serve_tcp(host, port, near_tls())

    async def serve_tcp(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen, over TLS where a certificate is given; return the port. Raises OSError."""
        self._server = await asyncio.start_server(self._take, host, port, ssl=tls)
        return int(self._server.sockets[0].getsockname()[1])

    async def serve_udp(self, host: str, port: int) -> int:
        """Listen for datagrams; return the port. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._datagrams, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._begin), local_addr=(host, port)
        )
        return int(self._datagrams.get_extra_info("sockname")[1])

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._datagrams is not None:
            self._datagrams.close()
        if self._ssh is not None:
            self._ssh.close()
        for task in self._carrying:
            task.cancel()
        if self._carrying:
            await asyncio.wait(self._carrying)

    async def carry(self, receive: Callable[[], Awaitable[bytes]], send: Callable[[bytes], None]) -> None:
        """Carry one client's octets to the device and back until either ends.

        receive: gives what the client says next; nothing at its end
        """
        link, far = next(self._links), self._connect()
        try:
            await far.open()
        except ControlError as error:
            self.fault = error
            return
        self.fault = None

        async def back() -> None:
            while data := await far.receive():
                self._keep(link, data, is_to_device=False)
                send(data)

        async def forth() -> None:
            while data := await receive():
                data = self._readable(data)
                self._keep(link, data, is_to_device=True)
                far.write(data)

        ways = {asyncio.create_task(back()), asyncio.create_task(forth())}
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            await far.close()

    def _keep(self, link: int, data: bytes, *, is_to_device: bool) -> None:
        self.tape.add(Piece(link, self._clock.monotonic() - self._began_s, is_to_device, data))

    def _readable(self, data: bytes) -> bytes:
        """Ask for answers that are not packed, and name the device as if no proxy were there."""
        return _HOST.sub(self._host, _PACKING.sub(b"", data)) if _REQUEST.match(data) else data

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def receive() -> bytes:
            with suppress(OSError):
                return await reader.read(READ_BYTES)
            return b""

        self._begin(receive, writer.write, writer.close)

    def _begin(
        self,
        receive: Callable[[], Awaitable[bytes]],
        send: Callable[[bytes], None],
        end: Callable[[], None] = lambda: None,
    ) -> None:
        async def carried() -> None:
            try:
                await self.carry(receive, send)
            finally:
                end()

        task = asyncio.create_task(carried())
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)


class _Datagrams(asyncio.DatagramProtocol):
    """Gives each client that sends datagrams a connection of its own."""

    def __init__(
        self, begin: Callable[[Callable[[], Awaitable[bytes]], Callable[[bytes], None]], None]
    ) -> None:
        self._begin = begin
        self._arrived: dict[object, asyncio.Queue[bytes]] = {}
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str | object, int]) -> None:
        transport = self._transport
        if transport is None:
            return
        if address not in self._arrived:
            queue = self._arrived[address] = asyncio.Queue(_MOST_WAITING)
            self._begin(queue.get, lambda answer: transport.sendto(answer, address))
        if not self._arrived[address].full():
            self._arrived[address].put_nowait(data)
