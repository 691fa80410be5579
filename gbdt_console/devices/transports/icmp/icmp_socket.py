"""Opens the ICMP socket, unprivileged where the kernel allows it.

Otherwise it is raw, or opening fails with a clear error.

Numbers that Python's socket module lacks are Linux's (asm-generic/socket.h, linux/in.h, linux/icmp.h).
"""

import errno
import secrets
import socket
import struct
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.core.quick_dataclass import dataclass

SO_TIMESTAMPNS_NEW = 64
IP_RECVERR = 11
_SO_RCVBUFFORCE = 33
_SOL_RAW = 255
_ICMP_FILTER = 1
_PASS_ECHO_REPLY_ONLY = struct.pack("=I", 0xFFFF_FFFE)
_RECEIVE_BUFFER = 4 << 20
"""Limits the receive buffer to 4 MB: a burst of 2 000 replies overflows the usual 208 kB, and the kernel
drops the rest without an error."""


class SocketMode(StrEnum):
    """The kind of socket that this machine allows.

    DATAGRAM: unprivileged; the kernel passes this socket's own replies only
    RAW: privileged; the kernel passes every echo reply of the machine
    """

    DATAGRAM = "datagram"
    RAW = "raw"


class EchoSocket(Protocol):
    """The methods of a non-blocking socket that the transport uses."""

    def fileno(self) -> int: ...

    def sendto(self, packet: bytes, address: tuple[str, int], /) -> int: ...

    def recvmsg(
        self, room: int, ancillary_room: int, flags: int = 0, /
    ) -> tuple[bytes, list[tuple[int, int, bytes]], int, Any]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class OpenedSocket:
    """A socket ready for use.

    socket: the non-blocking socket
    identifier: the ICMP identifier of its requests and replies
    """

    socket: EchoSocket
    mode: SocketMode
    identifier: int


def open_echo_socket() -> OpenedSocket:
    """Open the socket in the first mode that is allowed.

    Raises EchoUnavailable with the code icmp.not-allowed or icmp.failed.
    """
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
    """Open an unprivileged socket, whose identifier the kernel chooses. Raises OSError.

    The process's group must lie within net.ipv4.ping_group_range.
    """
    return _open(socket.SOCK_DGRAM, _set_up_datagram)


def open_raw() -> OpenedSocket:
    """Open a raw socket, which needs CAP_NET_RAW. Raises OSError.

    It gets the whole machine's echo replies, so its identifier is random.
    """
    return _open(socket.SOCK_RAW, _set_up_raw)


def _set_up_datagram(opened: socket.socket) -> OpenedSocket:
    opened.bind(("", 0))
    return OpenedSocket(opened, SocketMode.DATAGRAM, opened.getsockname()[1])


def _set_up_raw(opened: socket.socket) -> OpenedSocket:
    opened.setsockopt(_SOL_RAW, _ICMP_FILTER, _PASS_ECHO_REPLY_ONLY)
    return OpenedSocket(opened, SocketMode.RAW, secrets.randbelow(1 << 16))


def _open(kind: int, set_up: Callable[[socket.socket], OpenedSocket]) -> OpenedSocket:
    opened = socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP)
    try:
        opened.setblocking(False)
        opened.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS_NEW, 1)
        opened.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        try:
            opened.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _RECEIVE_BUFFER)
        except PermissionError:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        return set_up(opened)
    except OSError:
        opened.close()
        raise
