"""Asks any number of codecs by SIP over one shared UDP socket."""

import asyncio
import socket
from collections import Counter
from typing import NamedTuple

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.signalling import Question, ServiceAnswer
from gbdt_console.devices.transports.signalling.sip_message import (
    SipAnswer,
    SipKey,
    new_key,
    options_request,
    read_answer,
)

WAITS_S = (0.5, 1.0, 2.0, 0.5)
"""Seconds after each sending before the next, or the end: T1 of RFC 3261, doubled each time."""

_ANY_PORT = 9
"""To learn the own address towards a codec, a socket is connected to this port; nothing is sent."""


class _Awaited(NamedTuple):
    address: str
    done: "asyncio.Future[SipAnswer]"


class UdpOptions(asyncio.DatagramProtocol):
    """Opens its socket with the first question. What is no answer to an open question is counted and dropped.

    awaited: the open questions by their keys
    counts: answers, silent, malformed, strays (a wrong source, branch or Call-ID, or too late), unsent
    """

    def __init__(self, clock: Clock, waits_s: tuple[float, ...] = WAITS_S) -> None:
        self.counts: Counter[str] = Counter()
        self._clock = clock
        self._waits_s = waits_s
        self.awaited: dict[SipKey, _Awaited] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self._opening = asyncio.Lock()

    async def ask(self, question: Question) -> ServiceAnswer | None:
        """Return the final answer; None without one. Raises OSError where this machine cannot send."""
        transport = await self._opened()
        own = (_own_address(question.address), transport.get_extra_info("sockname")[1])
        key, target = new_key(own[0]), (question.address, question.port)
        request = options_request(key, "udp", target, own)
        done: asyncio.Future[SipAnswer] = asyncio.get_running_loop().create_future()
        self.awaited[key] = _Awaited(question.address, done)
        try:
            started_s = self._clock.monotonic()
            for sent, wait_s in enumerate(self._waits_s):
                transport.sendto(request, target)
                await asyncio.wait((done,), timeout=wait_s)
                if done.done():
                    answer = done.result()
                    rtt_ms = None if sent else (self._clock.monotonic() - started_s) * 1000
                    return ServiceAnswer(rtt_ms, answer.status, answer.software)
            self.counts["silent"] += 1
            return None
        finally:
            del self.awaited[key]

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = read_answer(data)
        if answer is None:
            self.counts["malformed"] += 1
            return
        awaited = self.awaited.get(answer.key)
        # Some codecs answer from another port than 5060, so the address alone is held to.
        if awaited is None or awaited.address != addr[0] or awaited.done.done():
            self.counts["strays"] += 1
        elif answer.is_final:
            self.counts["answers"] += 1
            awaited.done.set_result(answer)

    def error_received(self, exc: Exception) -> None:
        """Count what could not be sent; its question ends as silence."""
        self.counts["unsent"] += 1

    async def _opened(self) -> asyncio.DatagramTransport:
        async with self._opening:
            if self._transport is None:
                loop = asyncio.get_running_loop()
                self._transport, _ = await loop.create_datagram_endpoint(
                    lambda: self,
                    local_addr=("0.0.0.0", 0),  # noqa: S104
                )
        return self._transport


def _own_address(peer: str) -> str:
    """Return the address that this machine has towards a codec. Raises OSError where no way leads there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.connect((peer, _ANY_PORT))
        address: str = trial.getsockname()[0]
        return address
