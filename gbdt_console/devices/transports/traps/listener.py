"""Listens for traps and informs on the engine's loop.

The order of its checks, and why no library decodes: docs/decisions/0011-traps.md.
"""

import asyncio
import logging
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.traps import TrapNotice, TrapSink
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.trap_meanings import meaning_of
from gbdt_console.devices.transports.snmp.ber import NotSnmp
from gbdt_console.devices.transports.traps.gate import Drop, TrapGate
from gbdt_console.devices.transports.traps.opening import TrapOpener, TrapRefused

_LARGEST = 8_192
"""Limits the bytes read of a datagram; a longer one is cut and therefore malformed."""
_READS_A_TURN = 64
"""Limits the datagrams of one turn, so that a flood cannot hold the loop."""
_COUNTED = ("trap.received", "trap.taken", "trap.answered", "trap.unavailable")
_SO_MEMINFO = 55
"""Linux's number (asm-generic/socket.h); Python's socket module lacks it."""
_MEMINFO = struct.Struct("=9I")
"""The figures of one socket; the last is SK_MEMINFO_DROPS (linux/sock_diag.h)."""

log = logging.getLogger(__name__)


class TrapSocket:
    """Takes the traps of known devices as a TrapListener. A device's trap must come from its own address."""

    def __init__(self, devices: Iterable[Device], port: int, clock: Clock) -> None:
        """Begin closed; port 0 stands for any free port."""
        self.port = port
        self._gate = TrapGate(devices, clock)
        self._opener = TrapOpener(clock, port)
        self._counts = dict.fromkeys(_COUNTED, 0)
        self._socket: socket.socket | None = None

    def open(self, sink: TrapSink) -> None:
        """Listen on the running loop. A port that cannot be had is logged and counted."""
        self._sink = sink
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        opened.setblocking(False)
        try:
            opened.bind(("", self.port))
        except OSError as error:
            opened.close()
            self._counts["trap.unavailable"] = 1
            log.warning("no traps: UDP port %d cannot be had (%s)", self.port, error.strerror)
            return
        self.port = opened.getsockname()[1]
        self._loop = asyncio.get_running_loop()
        self._socket = opened
        self._loop.add_reader(opened.fileno(), self._readable)

    def counters(self) -> dict[str, int]:
        return self._counts | {"trap.overflowed": self._overflowed()} | self._gate.counters()

    def close(self) -> None:
        if self._socket is not None:
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None

    def _overflowed(self) -> int:
        """Return the datagrams that the kernel dropped, since the engine did not read in time."""
        if self._socket is None:
            return 0
        try:
            said = self._socket.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, _MEMINFO.size)
            return int(_MEMINFO.unpack(said)[-1])
        except (OSError, struct.error):  # a kernel before 4.12
            return 0

    def _readable(self) -> None:
        for _ in range(_READS_A_TURN):
            if self._socket is None:
                return
            try:
                data, peer = self._socket.recvfrom(_LARGEST)
            except OSError:
                return
            self._counts["trap.received"] += 1
            sender = self._gate.admit(peer[0])
            if sender is not None:
                self._take(data, sender, peer)

    def _take(self, data: bytes, sender: Device, peer: tuple[str, int]) -> None:
        try:
            opened = self._opener.open(data, sender)
        except NotSnmp:
            self._gate.drop(sender.id, Drop.MALFORMED)
            return
        except TrapRefused as refused:
            self._gate.drop(sender.id, refused.drop)
            return
        if opened.answer is not None:
            self._answer(opened.answer, peer)
        if opened.notification is not None:
            self._counts["trap.taken"] += 1
            meaning = meaning_of(opened.notification.trap, opened.notification.values)
            self._sink(TrapNotice(sender.id, *meaning))

    def _answer(self, answer: bytes, peer: tuple[str, int]) -> None:
        self._counts["trap.answered"] += 1
        # A failed send loses nothing: the sender repeats an inform until the console answers it.
        with suppress(OSError):
            if self._socket is not None:
                self._socket.sendto(answer, peer)
