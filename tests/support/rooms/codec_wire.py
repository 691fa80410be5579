"""The wire between a text codec and its driver, in memory and fake time, with a fault proxy on it."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.text_line import line_bytes
from gbdt_console.simulator.cisco.device import XapiDevice
from gbdt_console.simulator.cisco.rpc import RpcSession
from gbdt_console.simulator.polycom.text import TextSession
from gbdt_console.simulator.sessions import OpenTalk, Talk
from gbdt_console.simulator.world.codec import SimulatedCodec


@dataclass
class Proxy:
    """What happens to what a codec says and to what it is told. As on TCP, nothing overtakes anything.

    A crossed connection stays crossed until both are opened anew.
    """

    drops_answers: bool = False
    drops_commands: bool = False
    delay_s: float = 0.0
    is_cut: bool = False
    crossed_with: "Proxy | None" = None
    out: Callable[[bytes], None] = lambda data: None
    _under_way: "deque[bytes]" = field(default_factory=deque)
    _last_s: float = 0.0

    def cross(self, other: "Proxy") -> None:
        """From now on each hears what the other's codec says."""
        self.crossed_with, other.crossed_with = other, self

    def connect(self, out: Callable[[bytes], None]) -> None:
        """What was under way to the connection before is gone, and what the other codec says to it."""
        if self.crossed_with is not None:
            self.crossed_with.crossed_with = Proxy()
        self.out, self.crossed_with, self._under_way = out, None, deque()

    def to_client(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        if self.drops_answers:
            return
        self._last_s = max(self._last_s if self._under_way else 0.0, loop.time() + self.delay_s)
        self._under_way.append(data)
        if len(self._under_way) == 1 and not self.delay_s:
            self._deliver(self._under_way)
        else:
            loop.call_at(self._last_s, self._deliver, self._under_way)

    def _deliver(self, under_way: "deque[bytes]") -> None:
        if under_way is self._under_way:
            (self.crossed_with or self).out(under_way.popleft())


@dataclass
class MemoryLine:
    """A TextLine straight into a simulated codec, through a proxy.

    `open_talk` is what it speaks; without it Polycom's text commands. What is sent arrives `trip_s` later.
    """

    codec: SimulatedCodec
    proxy: Proxy = field(default_factory=Proxy)
    is_ssh: bool = False
    sent: list[str] = field(default_factory=list)
    sent_s: list[float] = field(default_factory=list)
    is_plain_text: bool = True
    open_talk: OpenTalk | None = None
    trip_s: float = 0.0
    _session: Talk | None = None
    _on_the_way: "deque[bytes]" = field(default_factory=deque)
    _arrived: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)

    async def open(self) -> None:
        if not self.codec.is_up or self.proxy.is_cut:
            raise ControlError(ControlFault.REFUSED)
        self._arrived = arrived = asyncio.Queue()
        self.proxy.connect(arrived.put_nowait)
        open_talk = self.open_talk or partial(TextSession, self.codec, is_ssh=self.is_ssh)
        self._session = open_talk(self.proxy.to_client, lambda: arrived.put_nowait(b""))
        self._session.start()

    def send(self, text: str) -> None:
        data = line_bytes(text)
        self.sent.append(text)
        self.sent_s.append(asyncio.get_running_loop().time())
        if self._session is None or self.proxy.drops_commands:
            return
        if self.trip_s:
            self._on_the_way.append(data)
            asyncio.get_running_loop().call_later(self.trip_s, self._arrive, self._session, self._on_the_way)
        else:
            self._session.feed(data)

    def _arrive(self, session: Talk, on_the_way: "deque[bytes]") -> None:
        """Nothing overtakes anything, and what was sent to a session that is gone is gone."""
        data = on_the_way.popleft()
        if session is self._session:
            session.feed(data)

    async def receive(self) -> bytes:
        return await self._arrived.get()

    async def close(self) -> None:
        if self._session is not None:
            self._session.end()
            self._session = None

    def cut(self) -> None:
        """The connection is lost, and none can be made while the proxy is cut."""
        self.proxy.is_cut = True
        self._arrived.put_nowait(b"")


@dataclass
class MemoryMessages:
    """A MessageLine straight into a simulated codec's JSON-RPC, through a proxy; see MemoryLine."""

    device: XapiDevice
    proxy: Proxy = field(default_factory=Proxy)
    trip_s: float = 0.0
    _session: RpcSession | None = None
    _on_the_way: "deque[str]" = field(default_factory=deque)
    _arrived: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)

    async def open(self) -> None:
        if not self.device.codec.is_up or self.proxy.is_cut:
            raise ControlError(ControlFault.REFUSED)
        self._arrived = arrived = asyncio.Queue()
        self.proxy.connect(arrived.put_nowait)
        self._session = RpcSession(
            self.device,
            lambda said: self.proxy.to_client(said.encode("utf-8", "surrogatepass")),
            lambda: arrived.put_nowait(b""),
        )
        self._session.start()

    async def send(self, message: str) -> None:
        if self._session is not None and not self.proxy.drops_commands:
            self._on_the_way.append(message)
            asyncio.get_running_loop().call_later(self.trip_s, self._arrive, self._session, self._on_the_way)

    async def receive(self) -> str:
        return (await self._arrived.get()).decode("utf-8", "replace")

    async def close(self) -> None:
        if self._session is not None:
            self._session.end()
            self._session, self._on_the_way = None, deque()

    def cut(self) -> None:
        """The connection is lost, and none can be made while the proxy is cut."""
        self.proxy.is_cut = True
        self._arrived.put_nowait(b"")

    def _arrive(self, session: RpcSession, on_the_way: "deque[str]") -> None:
        message = on_the_way.popleft()
        if session is self._session:
            session.take(message)


@dataclass
class ScriptedLine:
    """A TextLine on which a device says what a test writes. `reply` is told each line that is sent."""

    reply: Callable[[str], list[bytes]]
    greeting: bytes = b""
    sent: list[str] = field(default_factory=list)
    is_plain_text: bool = True
    _arrived: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)

    async def open(self) -> None:
        self._arrived = asyncio.Queue()
        if self.greeting:
            self._arrived.put_nowait(self.greeting)

    def send(self, text: str) -> None:
        line_bytes(text)
        self.sent.append(text)
        for piece in self.reply(text):
            self._arrived.put_nowait(piece)

    async def receive(self) -> bytes:
        return await self._arrived.get()

    async def close(self) -> None:
        return None
