"""Between a driver and an MCU's manager port: counts what is asked, cuts, and lies as bad devices do."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

READING = frozenset(
    {"Challenge", "Login", "Ping", "ConfbridgeListRooms", "ConfbridgeList", "BridgeList", "Logoff"}
)


class Lie(StrEnum):
    """What it does to blocks and their lifting; all else passes."""

    DROPPED = "accepts and drops"
    DELAYED = "delays"
    SWAPPED = "swaps two sites' answers"
    REVERTED = "reverts"


class AmiProxy:
    """Connect to `port`. `asked` counts the actions by name."""

    def __init__(self, host: str, port: int) -> None:
        self.asked: Counter[str] = Counter()
        self.lie: Lie | None = None
        self.delay_s = 3.0
        self.goes_back = asyncio.Event()
        """REVERTED reverts once this is set."""
        self.port = 0
        self._target = host, port
        self._links: set[asyncio.StreamWriter] = set()
        self._held: tuple[bytes, bytes] | None = None
        self._swaps: dict[bytes, bytes] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._undoing: set[asyncio.Task[None]] = set()

    async def start(self, host: str) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, host, 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def cut(self) -> None:
        for writer in list(self._links):
            writer.transport.abort()

    async def end(self) -> None:
        """Cut, and wait until nothing of it runs."""
        self.cut()
        for task in self._undoing:
            task.cancel()
        if running := self._tasks | self._undoing:
            await asyncio.wait(running)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
            self._links |= {writer, far_writer}
            back = asyncio.create_task(self._answers(far_reader, writer))
            try:
                with suppress(OSError):
                    await self._actions(reader, writer, far_writer)
            finally:
                for end in (writer, far_writer):
                    self._links.discard(end)
                    end.transport.abort()
                back.cancel()
                await asyncio.wait((back,))
        finally:
            self._tasks.discard(task)

    async def _actions(
        self, reader: asyncio.StreamReader, near: asyncio.StreamWriter, far: asyncio.StreamWriter
    ) -> None:
        async for action in packets(reader):
            name = field(action, b"Action").decode()
            self.asked[name] += 1
            if name not in ("ConfbridgeMute", "ConfbridgeUnmute") or self.lie is None:
                far.write(action)
            else:
                self._treat(action, near, far)

    def _treat(self, action: bytes, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        own = field(action, b"ActionID")
        match self.lie:
            case Lie.DROPPED:
                near.write(b"Response: Success\r\nActionID: %b\r\nMessage: User muted\r\n\r\n" % own)
            case Lie.DELAYED:
                asyncio.get_running_loop().call_later(self.delay_s, far.write, action)
            case Lie.REVERTED:
                far.write(action)
                self._later(self._go_back(action, far))
            case Lie.SWAPPED:
                self._swap(own, action, far)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._undoing.add(task)
        task.add_done_callback(self._undoing.discard)

    async def _go_back(self, action: bytes, far: asyncio.StreamWriter) -> None:
        await self.goes_back.wait()
        far.write(_opposite(action))

    def _swap(self, own: bytes, action: bytes, far: asyncio.StreamWriter) -> None:
        """The first waits for the second; each gets the other's answer."""
        held, self._held = self._held, None
        if held is None:
            self._held = own, action
            return
        self._swaps |= {held[0]: own, own: held[0]}
        far.write(held[1] + action)

    async def _answers(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            near.write(await reader.readline())
            async for packet in packets(reader):
                own = field(packet, b"ActionID")
                near.write(packet.replace(own, self._swaps[own]) if own in self._swaps else packet)
        near.transport.abort()


def _opposite(action: bytes) -> bytes:
    is_block = field(action, b"Action") == b"ConfbridgeMute"
    name = b"ConfbridgeUnmute" if is_block else b"ConfbridgeMute"
    undone = action.replace(b"Action: " + field(action, b"Action"), b"Action: " + name)
    return undone.replace(field(action, b"ActionID"), b"proxy")


async def packets(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Whole packets, each with its empty line."""
    with suppress(asyncio.IncompleteReadError):
        while True:
            yield await reader.readuntil(b"\r\n\r\n")


def field(packet: bytes, key: bytes) -> bytes:
    found = re.search(rb"^" + key + rb": (.*)\r$", packet, re.MULTILINE)
    return found[1] if found else b""


@asynccontextmanager
async def proxied(host: str, port: int, own_host: str = "127.0.0.1") -> AsyncIterator[AmiProxy]:
    """A proxy in front of that manager, gone afterwards."""
    proxy = AmiProxy(host, port)
    server = await proxy.start(own_host)
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()
