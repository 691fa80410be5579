"""The ports of the province's codecs and cameras: a listener for each on its own loopback address.

Bytes take the round trip of the site's line. The kernel accepts every connection at once, so a device that
cannot be reached accepts one too, and sends nothing.
"""

import asyncio
from functools import partial

from gbdt_console.simulator.camera_sessions import camera_opener
from gbdt_console.simulator.codec_sessions import CodecSessions
from gbdt_console.simulator.sessions import OpenSession, Session
from gbdt_console.simulator.world.delayed_link import DelayedLink, Trip
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import CallLater, WorldClock

_BACKLOG = 4
"""Connections that wait for the loop; a codec has one or two clients."""


class ControlledPorts:
    """Listens on the running loop from `open` to `close`."""

    def __init__(self, plan: ProvincePlan, world: World, clock: WorldClock, call_later: CallLater) -> None:
        """Make the ports.

        call_later: schedules a retry on a cut line, in the world's time
        """
        self._plan = plan
        self._world = world
        self._clock = clock
        self._call_later = call_later
        self._servers: list[asyncio.Server] = []
        self._transports: set[asyncio.Transport] = set()

    async def open(self) -> None:
        """Listen for every controlled device. Raises OSError where an address is taken."""
        loop = asyncio.get_running_loop()
        codecs = CodecSessions()
        for device in self._plan.devices:
            machine = self._world.places[device.id][1]
            if device.control is None:
                continue
            if machine.camera is not None:
                open_session: OpenSession = camera_opener(machine.camera, device.control)
            elif machine.codec is not None:
                open_session = codecs.opener(machine.codec, device.control)
            else:
                continue
            trip_s = partial(self._trip_s, device.id)
            make = partial(_Connection, open_session, trip_s, self._call_later, self._transports)
            server = await loop.create_server(make, device.address, device.control.port, backlog=_BACKLOG)
            self._servers.append(server)

    def close(self) -> None:
        for server in self._servers:
            server.close()
        for transport in list(self._transports):
            transport.abort()

    def _trip_s(self, device_id: str) -> float | None:
        self._world.set_time(self._clock.now())
        trip_ms = self._world.round_trip_ms(device_id)
        return None if trip_ms is None else self._clock.trip_s(trip_ms / 2)


class _Connection(asyncio.Protocol):
    """One client's connection to a device, delayed by the site's line."""

    def __init__(
        self,
        open_session: OpenSession,
        trip_s: Trip,
        call_later: CallLater,
        transports: set[asyncio.Transport],
    ) -> None:
        self._open_session = open_session
        self._trip_s = trip_s
        self._call_later = call_later
        self._transports = transports
        self._transport: asyncio.Transport | None = None
        self._links: list[DelayedLink] = []
        self._session: Session | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._transports.add(transport)
        out = DelayedLink(self._trip_s, self._call_later, transport.write)
        self._session = self._open_session(out.put, transport.close)
        if self._session is None:
            transport.abort()
            return
        self._links = [DelayedLink(self._trip_s, self._call_later, self._session.feed), out]

    def data_received(self, data: bytes) -> None:
        if self._links:
            self._links[0].put(data)

    def connection_lost(self, error: Exception | None) -> None:
        for link in self._links:
            link.close()
        if self._session is not None:
            self._session.end()
        if self._transport is not None:
            self._transports.discard(self._transport)
