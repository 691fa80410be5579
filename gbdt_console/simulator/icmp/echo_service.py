"""The echo service: answers each simulated ping with its round trip in the world, or that it is lost.

The kernel answers every real ping to loopback, so real ICMP could never be lost here.
"""

import asyncio
import socket
from typing import cast

from gbdt_console.simulator.icmp import echo_wire
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock

_RECEIVE_BYTES = 1 << 21
"""Socket buffer: holds the pings of all sites over a stall of this process, which is no packet loss."""

Sender = tuple[str, int]


class EchoService(asyncio.DatagramProtocol):
    """Answers each request at once; the client waits for the round trip.

    So a slow simulator is never taken for a slow line. `dropped` counts malformed datagrams.
    """

    def __init__(self, world: World, clock: WorldClock) -> None:
        self._world = world
        self._clock = clock
        self._transport: asyncio.DatagramTransport | None = None
        self.dropped = 0

    @classmethod
    async def open(cls, world: World, clock: WorldClock) -> tuple["EchoService", Sender]:
        """Listen on a free port of loopback. Return the service and its address."""
        loop = asyncio.get_running_loop()
        transport, service = await loop.create_datagram_endpoint(
            lambda: cls(world, clock), local_addr=("127.0.0.1", 0)
        )
        return service, cast(Sender, transport.get_extra_info("sockname")[:2])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)

    def datagram_received(self, data: bytes, addr: Sender) -> None:
        if not echo_wire.is_well_formed(data):
            self.dropped += 1
            return
        self._world.set_time(self._clock.now())
        replies = [
            (sequence, self._micros(socket.inet_ntoa(packed)))
            for sequence, packed in echo_wire.requests_in(data)
        ]
        if self._transport is not None:
            self._transport.sendto(echo_wire.pack_replies(data[: echo_wire.TOKEN_BYTES], replies), addr)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _micros(self, address: str) -> int:
        trip_ms = self._world.echo_ms(address)
        return echo_wire.LOST_MICROS if trip_ms is None else round(trip_ms * 1000)
