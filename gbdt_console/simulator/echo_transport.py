"""Pings into the simulated province: core's EchoTransport over the simulator's own echo service."""

import asyncio
import itertools
import os
import socket
from collections.abc import Sequence

from gbdt_console.core.echo import EchoOutcome, EchoSink
from gbdt_console.core.health import Outcome
from gbdt_console.simulator.echo_wire import (
    ITEMS_AT_MOST,
    TOKEN_BYTES,
    is_well_formed,
    pack_requests,
    replies_in,
)

LOST_AFTER_S = 1.0
LATE_UNTIL_S = 10.0
_DATAGRAMS_A_TURN = 64
_RECEIVE_BYTES = 1 << 21

_Sent = tuple[int, float]
"""Target and the time its probe left."""


class SimulatedEcho:
    """Pings by way of the echo service at `address`. The round trips are the world's, not this machine's."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._service = address
        self._token = os.urandom(TOKEN_BYTES)
        self._sequences = itertools.count(1)
        self._waiting: dict[int, _Sent] = {}
        self._overdue: dict[int, _Sent] = {}
        self._outbox: list[tuple[int, bytes]] = []
        self._counts = dict.fromkeys(("sent", "replies", "lost", "late", "strays", "malformed"), 0)
        self._socket: socket.socket | None = None
        self._timer: asyncio.TimerHandle | None = None

    def open(self, addresses: Sequence[str], sink: EchoSink) -> None:
        """Start. The addresses are IPv4, as all of a plan's are; OSError otherwise."""
        self._targets = [socket.inet_aton(address) for address in addresses]
        self._sink = sink
        self._loop = asyncio.get_running_loop()
        self._socket = sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        sock.connect(self._service)
        self._loop.add_reader(sock.fileno(), self._read, sock)

    def probe(self, target: int) -> None:
        """Send one request; those of one turn of the loop leave together."""
        if self._socket is None:
            return
        sequence = next(self._sequences) & 0xFFFFFFFF
        now_s = self._loop.time()
        if not self._outbox:
            self._loop.call_soon(self._flush)
        self._outbox.append((sequence, self._targets[target]))
        self._waiting[sequence] = (target, now_s)
        self._counts["sent"] += 1
        if self._timer is None:
            self._timer = self._loop.call_at(now_s + LOST_AFTER_S, self._expire)

    def forget(self) -> None:
        """Drop all probes under way without an outcome."""
        self._outbox.clear()
        self._waiting.clear()
        self._overdue.clear()

    def counters(self) -> dict[str, int]:
        """Figures by code; `strays` answered nothing that was asked."""
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
        for start in range(0, len(outbox), ITEMS_AT_MOST):
            try:
                self._socket.send(pack_requests(self._token, outbox[start : start + ITEMS_AT_MOST]))
            except OSError:
                continue

    def _read(self, sock: socket.socket) -> None:
        outcomes: list[EchoOutcome] = []
        now_s = self._loop.time()
        for _ in range(_DATAGRAMS_A_TURN):
            try:
                data = sock.recv(65_535)
            except OSError:
                break
            self._take(data, now_s, outcomes)
        if outcomes:
            self._sink(outcomes)

    def _take(self, data: bytes, now_s: float, outcomes: list[EchoOutcome]) -> None:
        if not is_well_formed(data):
            self._counts["malformed"] += 1
            return
        if data[:TOKEN_BYTES] != self._token:
            self._counts["strays"] += 1
            return
        for sequence, micros in replies_in(data):
            self._settle(sequence, micros / 1000, now_s, outcomes)

    def _settle(self, sequence: int, rtt_ms: float, now_s: float, outcomes: list[EchoOutcome]) -> None:
        """By the world's round trip, so that a stall of our own loop makes no probe late."""
        sent = self._waiting.pop(sequence, None)
        if sent is not None and rtt_ms <= LOST_AFTER_S * 1000:
            self._counts["replies"] += 1
            outcomes.append(EchoOutcome(*sent, now_s, Outcome.REPLY, rtt_ms))
            return
        if sent is not None:
            self._counts["lost"] += 1
            outcomes.append(EchoOutcome(*sent, now_s, Outcome.LOST, None))
        late = sent or self._overdue.pop(sequence, None)
        if late is None:
            self._counts["strays"] += 1
            return
        self._counts["late"] += 1
        outcomes.append(EchoOutcome(*late, now_s, Outcome.LATE, rtt_ms))

    def _expire(self) -> None:
        """Call lost what is older than a second, and give up those that are not even late any more."""
        now_s = self._loop.time()
        self._timer = None
        lost: list[EchoOutcome] = []
        for sequence, (target, sent_s) in _older(self._waiting, now_s - LOST_AFTER_S):
            self._overdue[sequence] = (target, sent_s)
            lost.append(EchoOutcome(target, sent_s, now_s, Outcome.LOST, None))
        _older(self._overdue, now_s - LATE_UNTIL_S)
        if self._waiting:
            _, oldest_s = next(iter(self._waiting.values()))
            self._timer = self._loop.call_at(oldest_s + LOST_AFTER_S, self._expire)
        if lost:
            self._counts["lost"] += len(lost)
            self._sink(lost)


def _older(sent: dict[int, _Sent], limit_s: float) -> list[tuple[int, _Sent]]:
    """Take out the probes sent at or before `limit_s`; a dict keeps them in the order they left."""
    taken = list(itertools.takewhile(lambda item: item[1][1] <= limit_s, sent.items()))
    for sequence, _ in taken:
        del sent[sequence]
    return taken
