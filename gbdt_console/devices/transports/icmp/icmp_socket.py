"""Opens the ICMP socket, unprivileged where the kernel allows it.

Otherwise it is raw, or opening fails with a clear error.

Numbers that Python's socket module lacks are Linux's (asm-generic/socket.h, linux/in.h, linux/icmp.h,
linux/filter.h).
"""

import ctypes
import errno
import secrets
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Any, Protocol

from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.core.quick_dataclass import dataclass

SO_TIMESTAMPNS_NEW = 64
IP_RECVERR = 11
_SO_RCVBUFFORCE = 33
_SO_ATTACH_FILTER = 26
_SOL_RAW = 255
_ICMP_FILTER = 1
_PASS_ECHO_REPLY_ONLY = struct.pack("=I", 0xFFFF_FFFE)
_RECEIVE_BUFFER = 4 << 20
"""Limits the receive buffer to 4 MB: a burst of 2 000 replies overflows the usual 208 kB, and the kernel
drops the rest without an error."""


class SocketMode(StrEnum):
    """The kind of socket that this machine allows.

    DATAGRAM: unprivileged; the kernel passes this socket's own replies only
    RAW: privileged; a filter in the kernel keeps back the replies to other programs
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

    Where the kernel takes no filter it gets the whole machine's echo replies; its identifier is random.
    """
    return _open(socket.SOCK_RAW, _set_up_raw)


def _set_up_datagram(opened: socket.socket) -> OpenedSocket:
    opened.bind(("", 0))
    return OpenedSocket(opened, SocketMode.DATAGRAM, opened.getsockname()[1])


def _set_up_raw(opened: socket.socket) -> OpenedSocket:
    opened.setsockopt(_SOL_RAW, _ICMP_FILTER, _PASS_ECHO_REPLY_ONLY)
    identifier = secrets.randbelow(1 << 16)
    with suppress(OSError):
        _keep_back_replies_to_others(opened, identifier)
    return OpenedSocket(opened, SocketMode.RAW, identifier)


def _keep_back_replies_to_others(opened: socket.socket, identifier: int) -> None:
    """Let the kernel compare identifiers: each packet that is not read saves 10 us. Raises OSError."""
    steps = (
        (0xB1, 0, 0, 0),  # X = length of the IP header, whose first byte is at 0
        (0x48, 0, 0, 4),  # A = the two bytes at X + 4
        (0x15, 0, 1, identifier),  # skip no step where A is it, else one
        (0x06, 0, 0, 0xFFFF),  # pass so many bytes
        (0x06, 0, 0, 0),  # pass none
    )
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    whole = struct.pack("@HP", len(steps), ctypes.addressof(program))
    opened.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, whole)


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
