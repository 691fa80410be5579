"""Carries bytes to a device and back; it knows no protocol."""

import asyncio
import ssl
from typing import Protocol

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.never_late import never_late

CONNECT_S = 5.0
"""Limit for a TCP connection, s."""

READ_BYTES = 4096
"""Limit of one read, bytes."""


class Stream(Protocol):
    """A connection to a device. It never reconnects by itself: its owner opens it again."""

    async def open(self) -> None:
        """Connect, over SSH also log in; drop what arrived before. Raises ControlError."""
        ...

    async def receive(self) -> bytes:
        """Return received bytes, over UDP one datagram; empty when the connection is lost."""
        ...

    async def close(self) -> None: ...


class Wire(Stream, Protocol):
    """A connection that takes bytes as they are."""

    def write(self, data: bytes) -> None:
        """Send bytes; do nothing where the connection is lost."""
        ...


class TcpStream:
    """One TCP connection.

    tls: checks the certificate; None for plain TCP
    """

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._host = host
        self._port = port
        self._tls = tls
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        await self.close()
        try:
            async with asyncio.timeout(CONNECT_S):
                self._reader, self._writer = await asyncio.open_connection(
                    self._host, self._port, ssl=self._tls
                )
            never_late(self._writer)
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        except ssl.SSLError as error:
            raise ControlError(ControlFault.UNTRUSTED, str(error.reason)) from None
        except OSError:
            raise ControlError(ControlFault.REFUSED) from None

    def write(self, data: bytes) -> None:
        """Send bytes; do nothing where the connection is lost."""
        if self._writer is not None:
            self._writer.write(data)

    async def receive(self) -> bytes:
        if self._reader is None:
            return b""
        try:
            return await self._reader.read(READ_BYTES)
        except OSError:
            return b""

    async def close(self) -> None:
        """Close at once: what waits to be sent is not sent."""
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None
