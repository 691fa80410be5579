"""Stands between a reader and a real agent and changes answers on their way."""

import asyncio
import socket
from collections.abc import Callable, Sequence

Change = Callable[[bytes], Sequence[bytes]]
"""What arrives instead of that answer."""


class Tamper(asyncio.DatagramProtocol):
    """A relay from its own port to the agent's. Changing nothing it is a plain relay."""

    def __init__(self, agent_port: int) -> None:
        self.change: Change = lambda answer: [answer]
        self.port = 0
        self._agent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._agent.setblocking(False)
        self._agent.connect(("127.0.0.1", agent_port))
        self._peer: tuple[str, int] = ("", 0)
        self._transport: asyncio.DatagramTransport | None = None

    async def __aenter__(self) -> "Tamper":
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, ("127.0.0.1", 0))
        self.port = self._transport.get_extra_info("sockname")[1]
        loop.add_reader(self._agent.fileno(), self._on_answer)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._transport is not None
        asyncio.get_running_loop().remove_reader(self._agent.fileno())
        self._agent.close()
        self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._peer = addr
        self._agent.send(data)

    def _on_answer(self) -> None:
        assert self._transport is not None
        for data in self.change(self._agent.recv(65_535)):
            self._transport.sendto(data, self._peer)
