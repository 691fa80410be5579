"""Lets connections in within limits of time and number, so that none keeps a browser out."""

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gbdt_console.core.quick_dataclass import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """Limits the connections that ask for nothing now; an answer under way, as a page's wall, is no such one.

    idle_s: seconds within which the next request must come whole, or its answer be taken
    most: such connections in all
    most_each: such connections of one address; a browser opens six, and behind a proxy all have its address
    retry_s: seconds without a new one while the system has no room for any
    look_s: seconds between two looks for those that are over their time
    """

    idle_s: float = 20.0
    most: int = 96
    most_each: int = 48
    retry_s: float = 0.5
    look_s: float = 1.0


@dataclass(slots=True)
class _Guest:
    """One connection.

    since_s: when it was let in or last began or ended a request, seconds of the loop
    requests: requests that are answered now
    has_asked: whether it ever sent a whole request
    """

    address: str
    since_s: float
    requests: int = 0
    has_asked: bool = False


class Doorkeeper:
    """Accepts for one listening socket. Where there are too many, the one that is idle longest gives way."""

    def __init__(
        self,
        listener: socket.socket,
        protocol: Callable[[], asyncio.Protocol],
        limits: DoorLimits | None = None,
    ) -> None:
        """`protocol` makes the other end of each connection."""
        self._listener, self._protocol = listener, protocol
        self._limits = limits or DoorLimits()
        self._guests: dict[asyncio.BaseTransport, _Guest] = {}
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def open(self) -> None:
        """Begin to accept, on the running loop."""
        self._listener.setblocking(False)
        self._tasks = (asyncio.ensure_future(self._accept()), asyncio.ensure_future(self._watch()))

    async def close(self) -> None:
        """Accept nobody any more; who is in stays."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._listener.close()

    @contextmanager
    def serving(self, transport: asyncio.BaseTransport | None) -> Iterator[None]:
        """Keep a connection for as long as its request is worked on."""
        guest = self._guests.get(transport) if transport is not None else None
        if guest is None:
            yield
            return
        guest.has_asked = True
        guest.requests += 1
        try:
            yield
        finally:
            guest.requests -= 1
            guest.since_s = self._now_s()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connected, address = await loop.sock_accept(self._listener)
            except OSError as error:
                log.warning("no connection can be accepted: %s", error.strerror)
                self._make_room()
                await asyncio.sleep(self._limits.retry_s)
                continue
            try:
                transport, _ = await loop.connect_accepted_socket(self._protocol, connected)
            except Exception:  # whatever it is, the next one must still get in
                log.exception("a connection could not be taken in")
                connected.close()
                continue
            self._guests[transport] = _Guest(str(address[0]), self._now_s())
            self._keep_limits(str(address[0]))

    async def _watch(self) -> None:
        """Close those that are over their time."""
        while True:
            await asyncio.sleep(self._limits.look_s)
            before_s = self._now_s() - self._limits.idle_s
            for transport, guest in self._idle():
                if guest.since_s <= before_s:
                    self._turn_out(transport)

    def _keep_limits(self, address: str) -> None:
        idle = self._idle()
        same = [pair for pair in idle if pair[1].address == address]
        if len(same) > self._limits.most_each:
            self._turn_out(_first_to_go(same))
        elif len(idle) > self._limits.most:
            self._make_room()

    def _make_room(self) -> None:
        """Turn out an idle one of the address that has most, if any is idle."""
        idle = self._idle()
        for busiest, _ in Counter(guest.address for _, guest in idle).most_common(1):
            self._turn_out(_first_to_go([pair for pair in idle if pair[1].address == busiest]))

    def _idle(self) -> list[tuple[asyncio.BaseTransport, _Guest]]:
        """Return the connections that ask for nothing now; forget those that are closed."""
        for transport in [transport for transport in self._guests if transport.is_closing()]:
            del self._guests[transport]
        return [pair for pair in self._guests.items() if not pair[1].requests]

    def _turn_out(self, transport: asyncio.BaseTransport) -> None:
        del self._guests[transport]
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()


def _first_to_go(idle: list[tuple[asyncio.BaseTransport, _Guest]]) -> asyncio.BaseTransport:
    """Return the one that is idle longest among those that never asked for anything, else among all."""
    return min(idle, key=lambda pair: (pair[1].has_asked, pair[1].since_s))[0]
