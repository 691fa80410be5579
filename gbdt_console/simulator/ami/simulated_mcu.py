"""What all simulated MCUs have: a TCP port, one conference, and what the world makes of them."""

import asyncio
import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress

from gbdt_console.simulator.ami.conference import AmiConference, Member
from gbdt_console.simulator.world.world_clock import CallLater


class SimulatedMcu(ABC):
    """Listens from `start` to `close`, in a running loop. Members are named by number.

    dialable: number and name of whoever answers there, by what the MCU dials

    The clock is the loop's unless `clock` and `call_later` are given.
    """

    def __init__(
        self, conference: str, clock: Callable[[], float] | None, call_later: CallLater | None
    ) -> None:
        loop = asyncio.get_running_loop()
        self.conference = AmiConference(conference, clock or loop.time)
        self.dialable: dict[str, tuple[str, str]] = {}
        self._call_later = call_later or loop.call_later
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._is_unreachable = False

    async def start(
        self, host: str | Sequence[str] = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> int:
        """Listen at an address or several, over TLS where it is given; return the TCP port (of the first)."""
        self._server = await asyncio.start_server(self._accept, host, port, ssl=tls)
        return int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self.drop_connections()

    def drop_connections(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    def set_unreachable(self, is_unreachable: bool) -> None:
        """Drop and refuse all connections while unreachable."""
        if is_unreachable and not self._is_unreachable:
            self.drop_connections()
        self._is_unreachable = is_unreachable

    def is_blocked(self, number: str) -> bool:
        return self._member(number).is_muted

    def numbers(self) -> list[str]:
        return [member.number for member in self.conference.listed()]

    def clear(self) -> None:
        """Disconnect everybody without a trace, as when the MCU itself fails."""
        self.conference.clear()

    @abstractmethod
    def answer_calls(self, number: str, name: str) -> None:
        """Let the site of that number answer the MCU's calls from now on."""

    @abstractmethod
    def fail_calls(self, number: str, *, is_busy: bool) -> None:
        """Let the MCU's calls to that number fail from now on."""

    @abstractmethod
    def mistreat_blocks(self, ignored: set[str], reverted: set[str]) -> None:
        """Ignore or revert the blocks of these numbers, and of no others."""

    @abstractmethod
    def still_picture(self, *, is_still: bool) -> None:
        """Let the site in the first pane on air send no new frames, or let every site send them again."""

    @abstractmethod
    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until either side ends the connection."""

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_unreachable:
            writer.transport.abort()
            return
        self._writers.add(writer)
        try:
            with suppress(OSError, EOFError, ValueError):
                await self._serve(reader, writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    def _member(self, number: str) -> Member:
        return next(m for m in self.conference.members.values() if m.number == number)
