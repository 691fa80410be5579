"""The one ICMP socket: unprivileged where the kernel allows it, else raw, else a clear refusal.

Numbers not in Python's socket module are Linux's (asm-generic/socket.h, linux/in.h, linux/icmp.h).
"""

import errno
import secrets
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from gbdt_console.core.monitoring.echo import EchoUnavailable

SO_TIMESTAMPNS_NEW = 64
IP_RECVERR = 11
_SO_RCVBUFFORCE = 33
_SOL_RAW = 255
_ICMP_FILTER = 1
_PASS_ECHO_REPLY_ONLY = struct.pack("=I", 0xFFFF_FFFE)
_RECEIVE_BUFFER = 4 << 20
"""4 MB: a burst of 2 000 replies overflows the usual 208 kB, and the kernel drops without a word."""


class SocketMode(StrEnum):
    """How this machine lets us ping."""

    DATAGRAM = "datagram"
    RAW = "raw"


class EchoSocket(Protocol):
    """What the transport uses of a non-blocking socket."""

    def fileno(self) -> int: ...

    def sendto(self, packet: bytes, address: tuple[str, int], /) -> int: ...

    def recvmsg(
        self, room: int, ancillary_room: int, flags: int = 0, /
    ) -> tuple[bytes, list[tuple[int, int, bytes]], int, Any]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class OpenedSocket:
    """A socket ready for use and the identifier its replies carry."""

    socket: EchoSocket
    mode: SocketMode
    identifier: int


def open_echo_socket() -> OpenedSocket:
    """Open it in the first mode that is allowed. Raises EchoUnavailable (icmp.not-allowed, icmp.failed)."""
    failure: OSError | None = None
    for open_mode in (open_datagram, open_raw):
        try:
            return open_mode()
        except PermissionError:
            continue
        except OSError as error:
            failure = error
    if failure is None:
        raise EchoUnavailable("icmp.not-allowed")
    raise EchoUnavailable("icmp.failed", reason=errno.errorcode.get(failure.errno or 0, "?")) from failure


def open_datagram() -> OpenedSocket:
    """Needs our group within net.ipv4.ping_group_range; the kernel chooses the identifier. Raises OSError."""
    return _open(socket.SOCK_DGRAM, _dress_datagram)


def open_raw() -> OpenedSocket:
    """Needs CAP_NET_RAW. Gets the whole machine's echo replies: the identifier is random. Raises OSError."""
    return _open(socket.SOCK_RAW, _dress_raw)


def _dress_datagram(opened: socket.socket) -> OpenedSocket:
    opened.bind(("", 0))
    return OpenedSocket(opened, SocketMode.DATAGRAM, opened.getsockname()[1])


def _dress_raw(opened: socket.socket) -> OpenedSocket:
    opened.setsockopt(_SOL_RAW, _ICMP_FILTER, _PASS_ECHO_REPLY_ONLY)
    return OpenedSocket(opened, SocketMode.RAW, secrets.randbelow(1 << 16))


def _open(kind: int, dress: Callable[[socket.socket], OpenedSocket]) -> OpenedSocket:
    opened = socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP)
    try:
        opened.setblocking(False)
        opened.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS_NEW, 1)
        opened.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        try:
            opened.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _RECEIVE_BUFFER)
        except PermissionError:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        return dress(opened)
    except OSError:
        opened.close()
        raise
