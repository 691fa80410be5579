"""A client of the control socket that keeps to no rule."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from gbdt_console.engine.clients import protocol as wire


class RawClient:
    """Sends any bytes, and reads only what it is asked to read."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer
        self.writer.transport.set_write_buffer_limits(high=0)

    @classmethod
    async def connect(cls, socket: Path, kind: str | None = "observer") -> Self:
        """Connect, and say hello as a client of that kind unless it is None."""
        client = cls(*await asyncio.open_unix_connection(str(socket), limit=wire.LINE_LIMIT))
        if kind is not None:
            client.say(do="hello", protocol=wire.PROTOCOL, client=kind, terminal="raw")
        return client

    def say(self, **request: Any) -> None:
        """Send one request, right or wrong."""
        self.writer.write(json.dumps(request).encode() + b"\n")

    def submit(self, request_id: str, name: str, **fields: Any) -> None:
        self.say(do="submit", request_id=request_id, name=name, fields=fields)

    async def answer(self) -> dict[str, Any]:
        """Return the next answer; empty at the end of the connection."""
        with suppress(ConnectionError):
            if line := await self._reader.readline():
                answer: dict[str, Any] = json.loads(line)
                return answer
        return {}

    async def answer_of(self, say: str) -> dict[str, Any]:
        """Return the next answer of that kind; empty where the connection ends before."""
        while answer := await self.answer():
            if answer["say"] == say:
                return answer
        return {}

    async def answers(self) -> list[dict[str, Any]]:
        """Return everything up to the end of the connection."""
        found = []
        while answer := await self.answer():
            found.append(answer)
        return found

    async def push(self, data: bytes) -> None:
        """Send as the engine takes it. Raises ConnectionError once the engine has disconnected."""
        self.writer.write(data)
        await self.writer.drain()

    async def until_cut(self) -> None:
        """Wait until the engine has disconnected, without reading an answer."""
        with suppress(ConnectionError):
            while True:
                self.say(do="ping")
                await self.writer.drain()
                await asyncio.sleep(0.01)

    def stop_reading(self) -> None:
        self.writer.transport.pause_reading()  # type: ignore[attr-defined]

    def close(self) -> None:
        self.writer.transport.abort()
