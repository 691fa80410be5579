"""Pings every IPv4 target over one shared socket on the engine's loop.

Measurements and reasons: docs/decisions/0006-icmp.md.
"""

import asyncio
import errno
import ipaddress
import socket
import struct
from collections import Counter
from collections.abc import Callable, Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import LOST_AFTER_S, EchoOutcome, EchoSink
from gbdt_console.devices.transports.icmp.arrival import ArrivalClock
from gbdt_console.devices.transports.icmp.icmp_socket import (
    IP_RECVERR,
    SO_TIMESTAMPNS_NEW,
    OpenedSocket,
    SocketMode,
    open_echo_socket,
)
from gbdt_console.devices.transports.icmp.packet import RECEIVE_ROOM, RequestWriter, read_error, read_reply
from gbdt_console.devices.transports.icmp.ring import CHECK_AFTER_S, ProbeAnswer, ProbeRing

_PACKETS_AT_ONCE = 2_048
"""Limits the packets of one turn, so that a flood cannot hold the loop."""

_SWEEP_AT_LEAST_S = 0.02
"""Limits how often the timer looks for lost probes, in seconds."""

_STALLED_S = 0.5
"""A sweep that comes later than this after its time, in seconds, only reads at first: the loop stalled,
replies may wait behind those of one turn, and the engine may forget all probes."""
_PUT_OFF_MOST = 5
"""Limits how often sweeps only read, one after the other; on a machine that is always late each is late."""

_SEND_AGAIN = 2
"""Limits the sends after an ICMP error about another probe made a send fail."""

_STAMP = struct.Struct("=qq")
_STAMP_ROOM = socket.CMSG_SPACE(_STAMP.size)
_ERROR_ROOM = 512
"""Limits the ancillary data of one error queue entry, in bytes."""
_NANO = 1e-9
_FULL = (errno.EAGAIN, errno.ENOBUFS)
# A plain number, because a comparison with an enum's flag costs 1.3 us, and every packet needs one.
_TRUNCATED = int(socket.MSG_TRUNC)


class IcmpTransport:
    """Sends probes and reports their outcomes as an EchoTransport.

    A probe is OVERDUE after its own time-out, LOST one second after sending, and LATE with a reply from then
    to 10 s. `known_s` of a reply is the time at which the kernel received it. Counters beside those of
    EchoTransport: duplicates, expired (a reply after 10 s or to a forgotten probe), `unsent.<errno>`, and
    ICMP errors by name, which are evidence and end no probe.
    """

    def __init__(self, clock: Clock, open_socket: Callable[[], OpenedSocket] = open_echo_socket) -> None:
        """Begin closed; `open_socket` opens the ICMP socket."""
        self._clock = clock
        self._open_socket = open_socket
        self._opened: OpenedSocket | None = None
        self._ring = ProbeRing()
        self._counts: Counter[str] = Counter()
        self._unsent = 0
        self._timer: asyncio.TimerHandle | None = None
        self._due_s = 0.0
        self._put_off = 0

    def open(self, addresses: Sequence[str], sink: EchoSink) -> None:
        """Start on the running loop; `sink` gets the outcomes.

        Raises EchoUnavailable, and ValueError for an address that is no IPv4 address.
        """
        self._addresses = [str(ipaddress.IPv4Address(address)) for address in addresses]
        self._peers = [(address, 0) for address in self._addresses]
        self._sink = sink
        self._loop = asyncio.get_running_loop()
        opened = self._open_socket()
        self._identifier = opened.identifier
        self._has_ip_header = opened.mode is SocketMode.RAW
        self._write = RequestWriter(opened.identifier).write
        self._send = opened.socket.sendto
        self._recv = opened.socket.recvmsg
        self._arrivals = ArrivalClock(self._clock)
        self._opened = opened
        self._loop.add_reader(opened.socket.fileno(), self._readable)

    def probe(self, target: int, overdue_s: float = LOST_AFTER_S, *, is_quick: bool = False) -> None:
        if self._opened is None:
            return
        ring = self._ring
        now_s = self._clock.monotonic()
        if ring.is_full():
            self._counts["unsent.full"] += 1
            self._loop.call_soon(
                self._sink, [EchoOutcome(target, now_s, now_s, Outcome.LOST, None, is_quick)]
            )
            return
        sequence, cookie = ring.start(target, now_s, overdue_s, is_quick=is_quick)
        if self._timer is None:
            self._sweep_in(CHECK_AFTER_S, now_s)
        packet = self._write(sequence, cookie)
        try:
            self._send(packet, self._peers[target])
        except OSError as error:
            self._send_again(packet, target, error)

    def read(self) -> None:
        if self._opened is not None:
            self._readable()

    def forget(self) -> None:
        """Drop every awaited probe without an outcome."""
        self._ring.forget()

    def counters(self) -> dict[str, int]:
        ring = self._ring
        agreed = dict.fromkeys((*ProbeAnswer, "malformed"), 0)
        counted = {"sent": ring.started - self._unsent, "lost": ring.lost}
        return {str(code): number for code, number in (agreed | counted | self._counts).items()}

    def close(self) -> None:
        if self._opened is None:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._loop.remove_reader(self._opened.socket.fileno())
        self._opened.socket.close()
        self._opened = None

    def _readable(self) -> None:
        ended: list[EchoOutcome] = []
        self._receive(ended)
        if ended:
            self._sink(ended)

    def _sweep_in(self, after_s: float, now_s: float) -> None:
        self._due_s = now_s + after_s
        self._timer = self._loop.call_later(after_s, self._sweep)

    def _sweep(self) -> None:
        """Read the waiting replies, then end the probes whose limits have passed.

        The waiting replies came in time.
        """
        ended: list[EchoOutcome] = []
        is_read = self._receive(ended)
        now_s = self._clock.monotonic()
        is_late = now_s - self._due_s > _STALLED_S
        if is_late and self._put_off < (1 if is_read else _PUT_OFF_MOST):
            self._put_off += 1
            due_s: float | None = now_s
        else:
            self._put_off = 0
            due_s = self._ring.sweep(now_s, ended, is_read=is_read)
        self._timer = None
        if due_s is not None:
            self._sweep_in(max(due_s - now_s, _SWEEP_AT_LEAST_S), now_s)
        if ended:
            self._sink(ended)

    def _receive(self, ended: list[EchoOutcome]) -> bool:
        """Read at most _PACKETS_AT_ONCE packets; return whether the socket is empty."""
        self._arrivals.read_clocks()
        receive = self._recv
        for count in range(_PACKETS_AT_ONCE):
            try:
                packet, ancillary, flags, peer = receive(RECEIVE_ROOM, _STAMP_ROOM)
            except BlockingIOError:
                self._arrivals.mark_empty()
                # A readable socket without a packet has an entry in its error queue.
                if not count:
                    self._drain_errors()
                return True
            except OSError:
                # The kernel reports an ICMP error about a probe on the next call, whatever that call is.
                self._drain_errors()
                continue
            self._counts[self._judge(packet, ancillary, flags, peer[0], ended)] += 1
        return False

    def _judge(
        self,
        packet: bytes,
        ancillary: list[tuple[int, int, bytes]],
        flags: int,
        source: str,
        ended: list[EchoOutcome],
    ) -> str:
        """Return the counter code of one packet. A genuine reply ends its probe."""
        reply = None if flags & _TRUNCATED else read_reply(packet, self._has_ip_header)
        if reply is None:
            return "malformed"
        identifier, sequence, cookie = reply
        target = self._ring.target_of(sequence)
        if target is None or identifier != self._identifier or source != self._addresses[target]:
            return ProbeAnswer.STRAY
        if cookie is None:
            return "malformed"
        arrived_s = self._arrivals.now_s
        if ancillary and ancillary[0][1] == SO_TIMESTAMPNS_NEW:
            seconds, nanoseconds = _STAMP.unpack(ancillary[0][2])
            arrived_s = self._arrivals.arrival_s(seconds + nanoseconds * _NANO)
        return self._ring.answer(sequence, cookie, target, arrived_s, ended)

    def _send_again(self, packet: bytes, target: int, error: OSError) -> None:
        """Read another probe's ICMP error, which failed the send, and resend."""
        for _ in range(_SEND_AGAIN):
            if error.errno in _FULL:
                break
            self._drain_errors()
            try:
                self._send(packet, self._peers[target])
            except OSError as repeated:
                error = repeated
            else:
                return
        self._unsent += 1
        self._counts[f"unsent.{errno.errorcode.get(error.errno or 0, '?')}"] += 1

    def _drain_errors(self) -> None:
        """Count the ICMP errors about our probes by name."""
        for _ in range(_PACKETS_AT_ONCE):
            try:
                quoted, ancillary, _, peer = self._recv(RECEIVE_ROOM, _ERROR_ROOM, socket.MSG_ERRQUEUE)
            except OSError:
                return
            for level, kind, data in ancillary:
                if level == socket.IPPROTO_IP and kind == IP_RECVERR:
                    self._note_error(data, quoted, peer[0])

    def _note_error(self, extended: bytes, quoted: bytes, destination: str) -> None:
        error = read_error(extended, quoted)
        if error is None or error.identifier != self._identifier:
            return
        target = self._ring.target_of(error.sequence)
        if target is not None and self._addresses[target] == destination:
            self._counts[error.code] += 1
