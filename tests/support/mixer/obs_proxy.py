"""Between a driver and obs-websocket: lies about takes as bad mixers and bad networks do."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.support.mixer.mixer_contract import LOOPBACK
from tests.support.mixer.simulated_mixer import SimulatedPeer
from tests.support.mixer.studio.websocket import TEXT, frame
from tests.support.mixer.witness import Witness

_PROTOCOL = Subprotocol("obswebsocket.json")
_BATCH, _BATCH_ANSWER = 8, 9


class Lie(StrEnum):
    """What it does to takes; all else passes.

    DROPPED: accepts them and passes nothing on
    HELD: passes nothing on and says nothing, until `release`
    DOUBLED: passes each on twice, and both answers back
    TRUNCATED: passes them on, ends the answer in the middle, and the connection
    LATE: keeps the answers back, until `answer_late`
    """

    DROPPED = "dropped"
    HELD = "held"
    DOUBLED = "doubled"
    TRUNCATED = "truncated"
    LATE = "late"


class LyingPeer:
    """A simulated mixer behind a proxy: the driver connects to it, the second client past it."""

    def __init__(self, inner: SimulatedPeer) -> None:
        self.inner = inner
        self.password = inner.password
        self.lie: Lie | None = None
        self.port = 0
        self.connections = 0
        self.held: list[tuple[ClientConnection, str]] = []
        self._late: list[tuple[ServerConnection, str]] = []
        self._takes: set[str] = set()

    async def by_hand(self, work: Callable[[Witness], object]) -> object:
        return await self.inner.by_hand(work)

    async def stop(self) -> None:
        await self.inner.stop()

    async def start(self) -> None:
        await self.inner.start()

    async def release(self) -> None:
        """Pass on the takes that were held, and lie no longer."""
        self.lie, held, self.held = None, self.held, []
        for far, text in held:
            with suppress(ConnectionClosed):
                await far.send(text)

    async def answer_late(self) -> None:
        """Pass the answers on that were kept back."""
        late, self._late = self._late, []
        assert late
        for near, text in late:
            await near.send(text)

    async def serve(self, near: ServerConnection) -> None:
        self.connections += 1
        address = f"ws://{LOOPBACK}:{self.inner.port}"
        options: dict[str, Any] = {"compression": None, "proxy": None, "ping_interval": None}
        with suppress(OSError, ConnectionClosed):
            async with connect(address, subprotocols=[_PROTOCOL], **options) as far:
                back = asyncio.create_task(self._answers(far, near))
                try:
                    async for text in near:
                        await self._request(str(text), near, far)
                finally:
                    back.cancel()
                    await asyncio.wait((back,))

    async def _request(self, text: str, near: ServerConnection, far: ClientConnection) -> None:
        message = json.loads(text)
        requests = message["d"].get("requests", ()) if message["op"] == _BATCH else ()
        if not any(request["requestType"] == "SetCurrentProgramScene" for request in requests):
            await far.send(text)
            return
        self._takes.add(message["d"]["requestId"])
        if self.lie is Lie.DROPPED:
            done = {"requestStatus": {"result": True, "code": 100}}
            answer = {"requestId": message["d"]["requestId"], "results": [done] * len(requests)}
            await near.send(json.dumps({"op": _BATCH_ANSWER, "d": answer}))
        elif self.lie is Lie.HELD:
            self.held.append((far, text))
        else:
            for _ in range(2 if self.lie is Lie.DOUBLED else 1):
                await far.send(text)

    async def _answers(self, far: ClientConnection, near: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in far:
                is_of_take = json.loads(text)["d"].get("requestId") in self._takes
                if is_of_take and self.lie is Lie.LATE:
                    self._late.append((near, str(text)))
                elif is_of_take and self.lie is Lie.TRUNCATED:
                    whole = frame(TEXT, str(text).encode())
                    near.transport.write(whole[: len(whole) // 2])
                    near.transport.close()
                else:
                    await near.send(text)
        near.transport.close()


@asynccontextmanager
async def lying_peer(inner: SimulatedPeer) -> AsyncIterator[LyingPeer]:
    """A proxy in front of that mixer, gone afterwards."""
    peer = LyingPeer(inner)
    options: dict[str, Any] = {"compression": None, "ping_interval": None, "close_timeout": 0.1}
    async with serve(peer.serve, LOOPBACK, 0, subprotocols=[_PROTOCOL], **options) as server:
        peer.port = next(iter(server.sockets)).getsockname()[1]
        yield peer
