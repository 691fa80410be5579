"""Forward TCP with a delay.

Bytes arrive later and in order; many are under way at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_READ = 65_536
"""Most bytes of one read."""


class _Path:
    """The connections of one delayed path."""

    def __init__(self, host: str, port: int, one_way_s: float) -> None:
        self._target = host, port
        self._one_way_s = one_way_s
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        far_reader, far = await asyncio.open_connection(*self._target)
        for way in (self._carry(reader, far), self._carry(far_reader, near)):
            self._tasks.add(asyncio.create_task(way))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while data := await reader.read(_READ):
                loop.call_later(self._one_way_s, writer.write, data)
        loop.call_later(self._one_way_s, writer.transport.abort)

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def delayed_path(host: str, port: int, round_trip_s: float) -> AsyncIterator[int]:
    """Yield the loopback port whose connections lead to host and port.

    round_trip_s: added delay of a request and its answer together, seconds
    """
    path = _Path(host, port, round_trip_s / 2)
    server = await asyncio.start_server(path.serve, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await path.end()
