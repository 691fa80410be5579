"""Answers simulated pings after the round trip the world says, or not at all.

Loopback answers every ping by itself, so that real ICMP could never be lost here.
"""

import asyncio
import math
import socket
from typing import cast

from gbdt_console.simulator.echo_wire import (
    ITEMS_AT_MOST,
    TOKEN_BYTES,
    is_well_formed,
    pack_replies,
    requests_in,
)
from gbdt_console.simulator.pace import Pace
from gbdt_console.simulator.world import World

_TICK_S = 0.002
_TICKS_WAITING_AT_MOST = 20_000
_RECEIVE_BYTES = 1 << 21
"""A stall of this process must not look like lost packets."""

Sender = tuple[str, int]
_Key = tuple[int, Sender, bytes]


class EchoService(asyncio.DatagramProtocol):
    """Replies due within the same two milliseconds travel together."""

    def __init__(self, world: World, pace: Pace) -> None:
        self._world = world
        self._pace = pace
        self._loop = asyncio.get_running_loop()
        self._due: dict[_Key, list[tuple[int, int]]] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self.dropped = 0

    @classmethod
    async def open(cls, world: World, pace: Pace) -> tuple["EchoService", Sender]:
        """Start on a free port of loopback; gives its address too."""
        loop = asyncio.get_running_loop()
        transport, service = await loop.create_datagram_endpoint(
            lambda: cls(world, pace), local_addr=("127.0.0.1", 0)
        )
        return service, cast(Sender, transport.get_extra_info("sockname")[:2])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)

    def datagram_received(self, data: bytes, addr: Sender) -> None:
        if not is_well_formed(data) or len(self._due) >= _TICKS_WAITING_AT_MOST:
            self.dropped += 1
            return
        self._world.look(self._pace.now())
        now_s = self._loop.time()
        token = data[:TOKEN_BYTES]
        for sequence, packed in requests_in(data):
            trip_ms = self._world.echo_ms(socket.inet_ntoa(packed))
            if trip_ms is not None:
                tick = math.ceil((now_s + trip_ms / 1000) / _TICK_S)
                self._put((tick, addr, token), sequence, round(trip_ms * 1000))

    def close(self) -> None:
        self._due.clear()
        if self._transport is not None:
            self._transport.close()

    def _put(self, key: _Key, sequence: int, micros: int) -> None:
        waiting = self._due.get(key)
        if waiting is None:
            waiting = self._due[key] = []
            self._loop.call_at(key[0] * _TICK_S, self._send, key)
        waiting.append((sequence, micros))

    def _send(self, key: _Key) -> None:
        waiting = self._due.pop(key, [])
        _, sender, token = key
        if self._transport is None or self._transport.is_closing():
            return
        for start in range(0, len(waiting), ITEMS_AT_MOST):
            self._transport.sendto(pack_replies(token, waiting[start : start + ITEMS_AT_MOST]), sender)
