"""Sends requests to one agent and passes on only their answers."""

import asyncio
import socket
from collections.abc import Callable

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.transports.snmp.ber import NotSnmp
from gbdt_console.devices.transports.snmp.checks import CheckedAnswer, Request

LARGEST_DATAGRAM = 65_535
"""Limits the bytes of one receive to the largest UDP datagram."""

_READS_A_TURN = 32
"""Limits the datagrams of one turn, so that a flood cannot hold the loop."""


@dataclass(slots=True)
class ChannelCounters:
    """The counters of a reader, over all its sockets.

    timeouts: requests without an answer in time
    dropped: datagrams that answer no request
    """

    requests: int = 0
    answers: int = 0
    timeouts: int = 0
    dropped: int = 0


class NotOurs(Exception):
    """The datagram does not answer the request. The library that decodes it finds out."""


class Garbled(NotOurs):
    """The answer cannot be decoded."""


class Channel:
    """Sends and receives on a connected UDP socket.

    The kernel drops other senders and reports a refused port.

    Host and network unreachable are not reported: they are evidence, and the request ends by its time limit.
    """

    __slots__ = ("_counters", "_loop", "_refuse", "_request", "_socket", "_take", "is_garbled")

    def __init__(
        self,
        address: str,
        port: int,
        counters: ChannelCounters,
        take: Callable[[bytes, CheckedAnswer], None],
        refuse: Callable[[], None],
    ) -> None:
        """Open the socket on the running loop. Raises OSError.

        address, port: the agent's numeric address and UDP port
        counters: counts what the channel sends and receives
        take: gets an answer and its head; raises NotOurs or Garbled to drop it
        refuse: called when no agent listens on the port
        """
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._counters = counters
        self._take = take
        self._refuse = refuse
        self._request: Request | None = None
        self.is_garbled = False
        try:
            self._socket.connect((address, port))
        except OSError:
            self._socket.close()
            raise
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._on_readable)

    def send(self, data: bytes, request: Request) -> None:
        """Send a request and pass on its answer. A failed send ends like a lost answer."""
        self._request = request
        self.is_garbled = False
        self._counters.requests += 1
        for _ in range(2):
            try:
                self._socket.send(data)
            except ConnectionRefusedError:
                continue  # the kernel reported the refusal of an earlier request; the next send succeeds
            except OSError:
                pass
            return

    def forget(self) -> None:
        """Drop every answer that arrives from now on: it is late."""
        self._request = None

    def close(self) -> None:
        """Close the socket, and let go of who takes answers: each would keep the other."""
        self._request, self._take, self._refuse = None, lambda data, answer: None, lambda: None
        if self._socket.fileno() >= 0:
            if not self._loop.is_closed():
                self._loop.remove_reader(self._socket.fileno())
            self._socket.close()

    def _on_readable(self) -> None:
        for _ in range(_READS_A_TURN):
            try:
                data = self._socket.recv(LARGEST_DATAGRAM)
            except ConnectionRefusedError:
                if self._request is not None:
                    self._refuse()
                return
            except OSError:
                return
            is_awaited = self._request is not None
            self._judge(data)
            if is_awaited and self._request is None:
                return  # answered; what else waits wakes the loop again, and a look in vain costs much
            if self._socket.fileno() < 0:
                return

    def _judge(self, data: bytes) -> None:
        request = self._request
        try:
            answer = None if request is None else request.judge(data)
            if answer is None:
                raise NotOurs
            self._request = None
            self._take(data, answer)
        except NotOurs as refused:
            self._request = request
            self._counters.dropped += 1
            self.is_garbled |= isinstance(refused, Garbled)
        except NotSnmp:
            self._request = request
            self._counters.dropped += 1
            self.is_garbled = True
        else:
            self._counters.answers += 1
