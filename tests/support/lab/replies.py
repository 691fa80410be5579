"""A witness of the console's pings: when an address replied, by the stamps of the centre's kernel."""

import socket
import struct
from types import TracebackType

from tests.support.lab.namespaces import Namespaces, inside

_SO_TIMESTAMPNS = 35
"""Option and message of Linux (asm-generic/socket.h): when a packet came, UTC seconds and nanoseconds."""
_STAMP = struct.Struct("qq")
_ECHO_REPLY = 0
_MOST_BYTES = 512


class Replies:
    """Hears from its making on what comes from that address to whoever pinged it first."""

    def __init__(self, namespaces: Namespaces, address: str) -> None:
        with inside(namespaces, "centre"):
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.connect((address, 0))
        self._socket.setblocking(False)
        self._pinger = b""
        self._came_utc: list[float] = []

    def __enter__(self) -> "Replies":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def came_utc(self) -> list[float]:
        """All so far, UTC seconds."""
        while True:
            try:
                packet, said, _, _ = self._socket.recvmsg(_MOST_BYTES, socket.CMSG_SPACE(_STAMP.size))
            except BlockingIOError:
                return self._came_utc
            icmp = packet[(packet[0] & 0x0F) * 4 :]
            pinger = icmp[4:6]
            if icmp[0] == _ECHO_REPLY and pinger == (self._pinger or pinger):
                self._pinger = pinger
                ((_, _, stamp),) = said
                seconds, nanoseconds = _STAMP.unpack(stamp)
                self._came_utc.append(seconds + nanoseconds / 1e9)
