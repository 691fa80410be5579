"""Queues the lines for one client, and tells when that client takes none."""

import asyncio
from contextlib import suppress

from gbdt_console.engine.clients.client_limits import ClientLimits


class StallWatch:
    """Tells when a client has taken nothing of its queue for too long."""

    def __init__(self, after_s: float, now_s: float) -> None:
        self._after_s = after_s
        self._since_s = now_s
        self._taken = 0

    def is_stalled(self, taken: int, queued: int, now_s: float) -> bool:
        """Return whether the queue stood still for that long.

        taken: bytes that the client has taken since it connected
        queued: bytes that wait for it
        """
        if not queued or taken != self._taken:
            self._taken, self._since_s = taken, now_s
            return False
        return now_s - self._since_s >= self._after_s


class SendQueue:
    """Holds at most `queued_bytes` of the limits, and beyond them one line for each sender that waited."""

    def __init__(self, writer: asyncio.StreamWriter, limits: ClientLimits) -> None:
        self._writer = writer
        self._limits = limits
        self._sent = 0
        self._loop = asyncio.get_running_loop()
        self._watch = StallWatch(limits.stalled_s, self._loop.time())
        writer.transport.set_write_buffer_limits(high=limits.queued_bytes)

    @property
    def queued_bytes(self) -> int:
        return self._writer.transport.get_write_buffer_size()

    @property
    def is_full(self) -> bool:
        return self.queued_bytes > self._limits.queued_bytes

    @property
    def is_stalled(self) -> bool:
        """Whether the client has taken nothing for too long; ask about once a second."""
        queued = self.queued_bytes
        return self._watch.is_stalled(self._sent - queued, queued, self._loop.time())

    def send(self, line: bytes) -> None:
        """Queue a line at once; only for lines that cannot come without end."""
        self._sent += len(line)
        self._writer.write(line)

    async def send_when_read(self, line: bytes) -> None:
        """Queue a line once the client has read enough of those before. Raises ConnectionError."""
        await self._writer.drain()
        self.send(line)

    def cut(self) -> None:
        """Disconnect at once, and drop what is queued."""
        self._writer.transport.abort()

    async def close(self) -> None:
        """Disconnect, and wait for a while until the queue is read."""
        self._writer.close()
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(self._limits.farewell_s):
                await self._writer.wait_closed()
