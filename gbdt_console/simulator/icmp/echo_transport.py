"""Pings into the simulated province: core's EchoTransport over the simulator's own echo service."""

import asyncio
import itertools
import math
import os
import socket
from collections.abc import Sequence

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import LATE_UNTIL_S, LOST_AFTER_S, EchoOutcome, EchoSink
from gbdt_console.simulator.icmp import echo_wire

_SERVICE_SILENT_S = 10.0
"""After this long without an answer from the service its pings count as lost."""
_TICK_S = 0.002
"""Outcomes that are due within one tick are reported together, to spare calls of the loop."""
_DATAGRAMS_A_TURN = 64
"""Limits the reads per turn of the loop, so that a burst does not delay its timers."""
_RECEIVE_BYTES = 1 << 21
"""Socket buffer: holds the replies of all sites over a stall of this loop."""

_Sent = tuple[int, float, float, bool]
"""Target, the time its probe left, seconds until it is overdue, and whether it is a quick one."""


class SimulatedEcho:
    """Pings through the echo service, which answers with each ping's fate.

    The transport reports a reply after its round trip, and a probe as overdue and as lost in its time, as a
    real one would. However
    late the service or this loop is, only those pings are lost that the world lost.
    """

    def __init__(self, address: tuple[str, int]) -> None:
        self._service = address
        self._token = os.urandom(echo_wire.TOKEN_BYTES)
        self._sequences = itertools.count(1)
        self._waiting: dict[int, _Sent] = {}
        self._due: dict[int, list[tuple[_Sent, Outcome, float | None]]] = {}
        self._outbox: list[tuple[int, bytes]] = []
        self._counts = dict.fromkeys(("sent", "replies", "lost", "late", "strays", "malformed"), 0)
        self._socket: socket.socket | None = None
        self._timer: asyncio.TimerHandle | None = None

    def open(self, addresses: Sequence[str], sink: EchoSink) -> None:
        """Start pinging those IPv4 addresses. Raises OSError for any other address."""
        self._targets = [socket.inet_aton(address) for address in addresses]
        self._sink = sink
        self._loop = asyncio.get_running_loop()
        self._socket = sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        sock.connect(self._service)
        self._loop.add_reader(sock.fileno(), self._read, sock)

    def probe(self, target: int, overdue_s: float = LOST_AFTER_S, *, is_quick: bool = False) -> None:
        """Send one request; those of one turn of the loop leave together."""
        if self._socket is None:
            return
        sequence = next(self._sequences) & 0xFFFFFFFF
        now_s = self._loop.time()
        if not self._outbox:
            self._loop.call_soon(self._flush)
        self._outbox.append((sequence, self._targets[target]))
        self._waiting[sequence] = (target, now_s, overdue_s, is_quick)
        self._counts["sent"] += 1
        if self._timer is None:
            self._timer = self._loop.call_at(now_s + _SERVICE_SILENT_S, self._give_up)

    def read(self) -> None:
        if self._socket is not None:
            self._read(self._socket)

    def forget(self) -> None:
        """Drop all probes under way without an outcome."""
        self._outbox.clear()
        self._waiting.clear()
        self._due.clear()

    def counters(self) -> dict[str, int]:
        """Return counts by code; `strays` are answers to no request of ours."""
        return dict(self._counts)

    def close(self) -> None:
        """Stop and free the socket."""
        sock, self._socket = self._socket, None
        if sock is None:
            return
        self._loop.remove_reader(sock.fileno())
        sock.close()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.forget()

    def _flush(self) -> None:
        outbox, self._outbox = self._outbox, []
        if self._socket is None:
            return
        for start in range(0, len(outbox), echo_wire.ITEMS_AT_MOST):
            try:
                self._socket.send(
                    echo_wire.pack_requests(self._token, outbox[start : start + echo_wire.ITEMS_AT_MOST])
                )
            except ConnectionRefusedError:
                self._lose_all()
            except OSError:
                continue

    def _read(self, sock: socket.socket) -> None:
        for _ in range(_DATAGRAMS_A_TURN):
            try:
                data = sock.recv(65_535)
            except ConnectionRefusedError:
                self._lose_all()
            except OSError:
                break
            else:
                self._read_replies(data)

    def _read_replies(self, data: bytes) -> None:
        if not echo_wire.is_well_formed(data):
            self._counts["malformed"] += 1
            return
        if data[: echo_wire.TOKEN_BYTES] != self._token:
            self._counts["strays"] += 1
            return
        for sequence, micros in echo_wire.replies_in(data):
            sent = self._waiting.pop(sequence, None)
            if sent is None:
                self._counts["strays"] += 1
            else:
                self._schedule(sent, None if micros == echo_wire.LOST_MICROS else micros / 1000)

    def _schedule(self, sent: _Sent, rtt_ms: float | None) -> None:
        """Schedule a probe's outcomes for when a real transport would know them."""
        rtt_s = math.inf if rtt_ms is None else rtt_ms / 1000
        overdue_s = sent[2]
        if overdue_s < min(rtt_s, LOST_AFTER_S):
            self._schedule_one(overdue_s, sent, Outcome.OVERDUE, None)
        if rtt_s <= LOST_AFTER_S:
            self._schedule_one(rtt_s, sent, Outcome.REPLY, rtt_ms)
            return
        self._schedule_one(LOST_AFTER_S, sent, Outcome.LOST, None)
        if rtt_s <= LATE_UNTIL_S:
            self._schedule_one(rtt_s, sent, Outcome.LATE, rtt_ms)

    def _schedule_one(self, after_s: float, sent: _Sent, outcome: Outcome, rtt_ms: float | None) -> None:
        tick = math.ceil((sent[1] + after_s) / _TICK_S)
        waiting = self._due.get(tick)
        if waiting is None:
            waiting = self._due[tick] = []
            self._loop.call_at(tick * _TICK_S, self._publish, tick)
        waiting.append((sent, outcome, rtt_ms))

    def _publish(self, tick: int) -> None:
        known = self._due.pop(tick, None)
        if not known:
            return
        now_s = self._loop.time()
        for _, outcome, _ in known:
            if outcome is not Outcome.OVERDUE:
                self._counts[_COUNTED[outcome]] += 1
        self._sink(
            [
                EchoOutcome(target, sent_s, now_s, outcome, rtt_ms, is_quick)
                for (target, sent_s, _, is_quick), outcome, rtt_ms in known
            ]
        )

    def _lose_all(self) -> None:
        """Count all waiting probes as lost: the service's port is closed."""
        for sent in self._waiting.values():
            self._schedule(sent, None)
        self._waiting.clear()

    def _give_up(self) -> None:
        """Count probes as lost that the service has not answered for `_SERVICE_SILENT_S`."""
        limit_s = self._loop.time() - _SERVICE_SILENT_S
        self._timer = None
        for sequence, sent in list(itertools.takewhile(lambda i: i[1][1] <= limit_s, self._waiting.items())):
            del self._waiting[sequence]
            self._schedule(sent, None)
        if self._waiting:
            oldest = next(iter(self._waiting.values()))
            self._timer = self._loop.call_at(oldest[1] + _SERVICE_SILENT_S, self._give_up)


_COUNTED = {Outcome.REPLY: "replies", Outcome.LOST: "lost", Outcome.LATE: "late"}
