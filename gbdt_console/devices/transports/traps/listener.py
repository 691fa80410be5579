"""Listens for traps and informs on one UDP port of the engine's loop.

What is let in, in which order, and why no library decodes: docs/decisions/0011-traps.md.
"""

import asyncio
import logging
import socket
from collections.abc import Iterable
from contextlib import suppress

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.traps import TrapNotice, TrapSink
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.trap_meanings import meaning_of
from gbdt_console.devices.transports.snmp.ber import NotSnmp
from gbdt_console.devices.transports.traps.gate import Drop, TrapGate
from gbdt_console.devices.transports.traps.opening import Opener, TrapRefused

_LARGEST = 8_192
"""Bytes of a datagram that are read; a longer one is cut and therefore malformed."""
_READS_A_TURN = 64
"""So many datagrams are read before the loop may do something else: a flood must not hold it."""
_COUNTED = ("trap.received", "trap.taken", "trap.answered", "trap.unavailable")

log = logging.getLogger(__name__)


class TrapSocket:
    """A TrapListener that hears `devices`, each from its own address only. Port 0 is any free one."""

    def __init__(self, devices: Iterable[Device], port: int, clock: Clock) -> None:
        self.port = port
        self._gate = TrapGate(devices, clock)
        self._opener = Opener(clock, port)
        self._tally = dict.fromkeys(_COUNTED, 0)
        self._socket: socket.socket | None = None

    def open(self, sink: TrapSink) -> None:
        self._sink = sink
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        opened.setblocking(False)
        try:
            opened.bind(("", self.port))
        except OSError as error:
            opened.close()
            self._tally["trap.unavailable"] = 1
            log.warning("no traps: UDP port %d cannot be had (%s)", self.port, error.strerror)
            return
        self.port = opened.getsockname()[1]
        self._loop = asyncio.get_running_loop()
        self._socket = opened
        self._loop.add_reader(opened.fileno(), self._readable)

    def counters(self) -> dict[str, int]:
        return self._tally | self._gate.counters()

    def close(self) -> None:
        if self._socket is not None:
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None

    def _readable(self) -> None:
        for _ in range(_READS_A_TURN):
            if self._socket is None:
                return
            try:
                data, peer = self._socket.recvfrom(_LARGEST)
            except OSError:
                return
            self._tally["trap.received"] += 1
            sender = self._gate.admit(peer[0])
            if sender is not None:
                self._take(data, sender, peer)

    def _take(self, data: bytes, sender: Device, peer: tuple[str, int]) -> None:
        try:
            said = self._opener.open(data, sender)
        except NotSnmp:
            self._gate.drop(sender.id, Drop.MALFORMED)
            return
        except TrapRefused as refused:
            self._gate.drop(sender.id, refused.drop)
            return
        if said.answer is not None:
            self._answer(said.answer, peer)
        if said.notification is not None:
            self._tally["trap.taken"] += 1
            self._sink(TrapNotice(sender.id, *meaning_of(said.notification.trap, said.notification.values)))

    def _answer(self, answer: bytes, peer: tuple[str, int]) -> None:
        self._tally["trap.answered"] += 1
        # What cannot be sent is asked for again: a sender repeats an inform until it is answered.
        with suppress(OSError):
            if self._socket is not None:
                self._socket.sendto(answer, peer)
