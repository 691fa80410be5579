"""A network by hand: a socket whose requests the test answers when and how it likes."""

import os
import struct
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from gbdt_console.core.clock import ManualClock
from gbdt_console.devices.transports.icmp.icmp_socket import (
    IP_RECVERR,
    SO_TIMESTAMPNS_NEW,
    OpenedSocket,
    SocketMode,
)

IDENTIFIER = 0x1234
Received = tuple[bytes, list[tuple[int, int, bytes]], int, tuple[str, int]]


@dataclass
class HandWire:
    """The EchoSocket of a datagram socket; readable while anything waits in it, as the kernel has it."""

    clock: ManualClock
    sent: list[tuple[bytes, str]] = field(default_factory=list)
    refusals: deque[OSError] = field(default_factory=deque)
    read_errors: deque[OSError] = field(default_factory=deque)
    is_closed: bool = False

    def __post_init__(self) -> None:
        self._waiting: deque[Received] = deque()
        self._errors: deque[Received] = deque()
        self._signal = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_SEMAPHORE)

    def opened(self) -> OpenedSocket:
        return OpenedSocket(self, SocketMode.DATAGRAM, IDENTIFIER)

    def fileno(self) -> int:
        return self._signal

    def sendto(self, packet: bytes, address: tuple[str, int], /) -> int:
        if self.refusals:
            raise self.refusals.popleft()
        self.sent.append((packet, address[0]))
        return len(packet)

    def recvmsg(self, room: int, ancillary_room: int, flags: int = 0, /) -> Received:
        queue = self._errors if flags else self._waiting
        if not flags and self.read_errors:
            raise self.read_errors.popleft()
        if not queue:
            raise BlockingIOError
        os.eventfd_read(self._signal)
        return queue.popleft()

    def close(self) -> None:
        if not self.is_closed:
            os.close(self._signal)
        self.is_closed = True

    def reply(self, request: int = -1, source: str | None = None, **changed: int) -> None:
        """Let the answer to the request of that index arrive now; `changed` are fields to falsify."""
        packet, address = self.sent[request]
        names = ("kind", "code", "check", "identifier", "sequence", "cookie")
        fields = dict(zip(names, struct.unpack("!BBHHHQ", packet), strict=True)) | {"kind": 0} | changed
        self.arrive(struct.pack("!BBHHHQ", *fields.values()), source or address)

    def arrive(self, packet: bytes, source: str, flags: int = 0) -> None:
        wall_s = self.clock.utc()
        stamp = struct.pack("=qq", int(wall_s), int((wall_s % 1) * 1e9))
        self._put(self._waiting, (packet, [(1, SO_TIMESTAMPNS_NEW, stamp)], flags, (source, 0)))

    def error(self, kind: int, code: int, request: int = -1, destination: str | None = None) -> None:
        """Let an ICMP error about that request arrive, quoting its first 8 bytes only."""
        packet, address = self.sent[request]
        data = struct.pack("=IBBBBII", 113, 2, kind, code, 0, 0, 0)
        self._put(self._errors, (packet[:8], [(0, IP_RECVERR, data)], 0, (destination or address, 0)))

    def _put(self, queue: deque[Received], item: Received) -> None:
        queue.append(item)
        os.eventfd_write(self._signal, 1)


def counted(counters: dict[str, int]) -> dict[str, Any]:
    """The counters that are not zero."""
    return {code: number for code, number in counters.items() if number}
