"""One agent's UDP socket: sends a request, and hands on only what answers it."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass

from gbdt_console.devices.transports.snmp.ber import NotSnmp
from gbdt_console.devices.transports.snmp.checks import CheckedAnswer, Peer, Request, request_of

LARGEST_DATAGRAM = 65_535
_READS_A_TURN = 32
"""So many datagrams are read before the loop may do something else: a flood must not hold it."""


@dataclass(slots=True)
class ChannelCounters:
    """The counters of a reader; they outlive its sockets."""

    requests: int = 0
    answers: int = 0
    timeouts: int = 0
    dropped: int = 0


class NotOurs(Exception):
    """Raised by who takes an answer and finds, on a closer look, that it is none."""


class Garbled(NotOurs):
    """The same, and it was not even well made."""


class Channel:
    """A connected socket, so that the kernel drops other senders and reports a refused port.

    `take` gets an answer and its head; `refuse` is called when nobody listens on the port. Host and network
    unreachable are not reported: they are evidence, and only silence is silence.
    """

    __slots__ = ("_loop", "_refuse", "_request", "_socket", "_take", "_tally", "is_garbled")

    def __init__(
        self,
        address: str,
        port: int,
        tally: ChannelCounters,
        take: Callable[[bytes, CheckedAnswer], None],
        refuse: Callable[[], None],
    ) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._tally = tally
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

    def send(self, data: bytes, peer: Peer | None = None) -> None:
        """Send a request and let its answer through. What cannot be sent will be missed as an answer."""
        self._request = request_of(data, peer)
        self.is_garbled = False
        self._tally.requests += 1
        for _ in range(2):
            try:
                self._socket.send(data)
            except ConnectionRefusedError:
                continue  # the kernel still held the refusal of an earlier request; the next send is clean
            except OSError:
                pass
            return

    def forget(self) -> None:
        """Whatever arrives from now on is late."""
        self._request = None

    def close(self) -> None:
        """Free the socket; calling it twice does nothing."""
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
            self._judge(data)
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
            self._tally.dropped += 1
            self.is_garbled |= isinstance(refused, Garbled)
        except NotSnmp:
            self._tally.dropped += 1
            self.is_garbled = True
        else:
            self._tally.answers += 1
