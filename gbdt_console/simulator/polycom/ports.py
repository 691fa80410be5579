"""The text ports of the province's codecs: a listener for each on its own loopback address.

Bytes take as long as the site's line lets them. The kernel of this machine accepts every connection at once,
so a codec that nothing reaches lets one in and says nothing.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

from gbdt_console.core.sites import CodecWire
from gbdt_console.simulator.polycom.text import TextSession
from gbdt_console.simulator.world.codec import SimulatedCodec
from gbdt_console.simulator.world.delayed_link import DelayedLink, Later, Trip
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.timers import Timers
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock

_BACKLOG = 4


class CodecSession(Protocol):
    """What a connection is served by."""

    def feed(self, data: bytes) -> None: ...

    def end(self) -> None: ...


Begin = Callable[[SimulatedCodec, Callable[[bytes], None], Callable[[], None]], CodecSession]
"""Serve a codec's connection, by what writes to it and what ends it."""


class CodecPorts:
    """Lives on the running loop from `open` to `close`."""

    def __init__(self, plan: ProvincePlan, world: World, pace: WorldClock) -> None:
        self._plan = plan
        self._world = world
        self._pace = pace
        self._timers = Timers(pace)
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.Transport] = set()

    async def open(self) -> None:
        """Listen. Raises OSError where an address is taken."""
        loop = asyncio.get_running_loop()
        ways: dict[CodecWire, Begin] = {}
        for device in self._plan.devices:
            codec = self._world.places[device.id][1].codec
            if device.control is None or codec is None:
                continue
            codec.later = self._timers.later
            wire = device.control.wire
            if wire not in ways:
                ways[wire] = _way(wire)
            begin = ways[wire]
            make = partial(
                _Connection, codec, begin, partial(self._trip_s, device.id), self._timers.later, self._open
            )
            server = await loop.create_server(make, device.address, device.control.port, backlog=_BACKLOG)
            self._servers.append(server)

    def look(self) -> None:
        """Let happen what is due by now."""
        self._timers.look()

    def close(self) -> None:
        self._timers.close()
        for server in self._servers:
            server.close()
        for transport in list(self._open):
            transport.abort()

    def _trip_s(self, device_id: str) -> float | None:
        self._world.look(self._pace.now())
        trip_ms = self._world.round_trip_ms(device_id)
        return None if trip_ms is None else self._pace.trip_s(trip_ms / 2)


class _Connection(asyncio.Protocol):
    """Somebody who connected to a codec."""

    def __init__(
        self, codec: SimulatedCodec, begin: Begin, trip_s: Trip, later: Later, known: set[asyncio.Transport]
    ) -> None:
        self._codec = codec
        self._begin = begin
        self._trip_s = trip_s
        self._later = later
        self._known = known
        self._transport: asyncio.Transport | None = None
        self._roads: list[DelayedLink] = []
        self._talk: CodecSession | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._known.add(transport)
        if not self._codec.is_up:
            transport.abort()
            return
        out = DelayedLink(self._trip_s, self._later, transport.write)
        self._talk = self._begin(self._codec, out.put, transport.close)
        self._roads = [DelayedLink(self._trip_s, self._later, self._talk.feed), out]

    def data_received(self, data: bytes) -> None:
        if self._roads:
            self._roads[0].put(data)

    def connection_lost(self, error: Exception | None) -> None:
        for road in self._roads:
            road.close()
        if self._talk is not None:
            self._talk.end()
        if self._transport is not None:
            self._known.discard(self._transport)


def _way(wire: CodecWire) -> Begin:
    if wire is CodecWire.TELNET:
        return _telnet
    # Its library costs as much time to load as all other sockets of a province to open.
    from gbdt_console.simulator.polycom.ssh import SshTalk, new_host_key

    return partial(SshTalk, new_host_key())


def _telnet(codec: SimulatedCodec, write: Callable[[bytes], None], leave: Callable[[], None]) -> CodecSession:
    session = TextSession(codec, write, leave)
    session.begin()
    return session
