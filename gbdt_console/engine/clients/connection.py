"""Answers what one client of the control socket asks for, until it leaves."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping

from gbdt_console.core.commands import Command
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.token_bucket import TokenBucket
from gbdt_console.engine.clients import protocol as wire
from gbdt_console.engine.clients.client_limits import ClientLimits
from gbdt_console.engine.clients.send_queue import SendQueue
from gbdt_console.engine.clients.session import Session

log = logging.getLogger(__name__)


class Misused(Exception):
    """The client sent what no client of this protocol sends; it is disconnected."""


class ClientConnection:
    """Serves one welcomed client within its limits.

    A client that asks too fast, or has too much under way, is not refused: its next requests are read later.
    """

    def __init__(
        self, session: Session, queue: SendQueue, commands: Mapping[str, type[Command]], limits: ClientLimits
    ) -> None:
        """`commands` are those that the client may give, by name."""
        self._session = session
        self._queue = queue
        self._commands = commands
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._rate = TokenBucket(limits.requests_per_s, self._loop.time(), limits.requests_at_once)
        self._under_way = asyncio.Semaphore(limits.under_way)
        self._one_past = asyncio.Lock()
        self._sent: Snapshot | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsubscribe: Callable[[], None] | None = None
        self._is_following = False

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Work until the client leaves. Raises Misused."""
        try:
            while (request := await read_request(reader)) is not None:
                await asyncio.sleep(self._rate.reserve(self._loop.time()))
                await self._begin(request)
        finally:
            if self._unsubscribe is not None:
                self._unsubscribe()
            for task in self._tasks:
                task.cancel()

    async def _begin(self, request: wire.Request) -> None:
        match request:
            case wire.WatchSnapshots():
                if self._unsubscribe is None:
                    self._unsubscribe = self._session.publisher.on_snapshot(self._send_snapshot)
                    self._send_snapshot(self._session.publisher.latest)
            case wire.WatchEvents() if not self._is_following:
                self._is_following = True
                self._follow(self._send_events(request.after_seq))
            case wire.PastRequest():
                await self._work(self._send_past(request))
            case wire.NoticesRequest():
                await self._work(self._send_notices(request))
            case wire.StillsRequest():
                await self._work(self._send_stills(request))
            case wire.Submit():
                await self._work(self._send_life(request, self._command_of(request)))
            case wire.Ping():
                if not self._queue.is_full:  # a full queue tells the client as much
                    self._queue.send(wire.answer_line(wire.Pong()))
            case _:
                raise Misused

    def _command_of(self, request: wire.Submit) -> Command:
        try:
            return wire.command_of(request, self._commands)
        except ValueError:
            raise Misused from None

    def _send_snapshot(self, snapshot: Snapshot) -> None:
        if not self._queue.is_full:
            self._queue.send(wire.answer_line(wire.update_since(self._sent, snapshot)))
            self._sent = snapshot

    async def _send_events(self, after_seq: int | None) -> None:
        async for entry in self._session.events(after_seq):
            await self._queue.send_when_read(wire.answer_line(wire.entry_message(entry)))

    async def _send_past(self, request: wire.PastRequest) -> None:
        async with self._one_past:
            past = await self._session.past(request.site_id)
            await self._queue.send_when_read(wire.past_line(request.request_id, past))

    async def _send_notices(self, request: wire.NoticesRequest) -> None:
        async with self._one_past:
            sent = await self._session.notices(request.number)
            await self._queue.send_when_read(wire.answer_line(wire.NoticesMessage(request.request_id, sent)))

    async def _send_stills(self, request: wire.StillsRequest) -> None:
        stills = await self._session.stills(request.since_s)
        await self._queue.send_when_read(wire.answer_line(wire.StillsMessage(request.request_id, stills)))

    async def _send_life(self, request: wire.Submit, command: Command) -> None:
        async for progress in self._session.submit(request.request_id, command):
            await self._queue.send_when_read(wire.answer_line(wire.ProgressMessage(progress)))

    async def _work(self, work: Coroutine[object, object, None]) -> None:
        """Begin to work on a request once fewer than the limit are under way."""
        try:
            await self._under_way.acquire()
        except asyncio.CancelledError:
            work.close()
            raise
        self._follow(work).add_done_callback(lambda _: self._under_way.release())

    def _follow(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Disconnect a client whose answer failed: it would wait for ever."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            if not isinstance(error, ConnectionError):
                log.error("an answer failed; its client was disconnected", exc_info=error)
            self._queue.cut()


async def read_request(reader: asyncio.StreamReader) -> wire.Request | None:
    """Return the next request; None at the end and for any other line."""
    try:
        line = await reader.readline()
        return wire.read_request(line) if line else None
    except ValueError:
        log.warning("a client sent something that is not a request; it was disconnected")
        return None
