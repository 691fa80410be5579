"""Implements the port into an engine on another thread of this process."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.port import GONE, ClientKind, PortClosed
from gbdt_console.core.requests import Progress, new_request_id
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.session import Session
from gbdt_console.engine.hosting.engine_thread import EngineThread

T = TypeVar("T")
log = logging.getLogger(__name__)


class LocalPort:
    """Called on the UI's loop; works on the engine's loop."""

    def __init__(self, thread: EngineThread, kind: ClientKind, terminal: str) -> None:
        self._thread = thread
        self._session: Session = thread.call(lambda: thread.engine.join(kind, terminal))

    @property
    def client_id(self) -> str:
        return self._session.client.id

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        loop = asyncio.get_running_loop()
        bell = asyncio.Event()
        is_ringing = False
        publisher = self._thread.engine.publisher

        def ring(_: object = None) -> None:
            """Wake the UI, on the engine's thread, unless a wake-up is under way."""
            nonlocal is_ringing
            if not is_ringing:
                is_ringing = True
                _call_soon(loop, bell.set)

        unsubscribe = self._thread.call(lambda: (publisher.on_snapshot(ring), publisher.on_close(ring)))
        seen: Snapshot | None = None
        try:
            while True:
                if publisher.latest is not seen:
                    seen = publisher.latest
                    yield seen
                    continue
                if self._is_over:
                    raise PortClosed
                await bell.wait()
                bell.clear()
                is_ringing = False
        finally:
            self._thread.post(lambda: [leave() for leave in unsubscribe])

    async def submit(self, command: Command) -> AsyncIterator[Progress]:
        request_id = new_request_id()
        async for progress in self._across(lambda: self._session.submit(request_id, command)):
            yield progress
            if progress.stage.is_final:
                return
        raise PortClosed

    async def events(self, after_seq: int | None = None) -> AsyncIterator[Entry]:
        async for entry in self._across(lambda: self._session.events(after_seq)):
            yield entry
        raise PortClosed

    async def past(self, site_id: str) -> SitePast:
        return await self._answer(self._session.past(site_id))

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        return await self._answer(self._session.notices(number))

    async def stills(self, since_s: float) -> tuple[Still, ...]:
        return await self._answer(self._session.stills(since_s))

    async def _answer(self, work: Coroutine[object, object, T]) -> T:
        asking = self._begin(work)
        try:
            return await asyncio.wrap_future(asking)
        except asyncio.CancelledError:
            if self._is_over:
                raise PortClosed from None
            raise

    async def reattach(self) -> str:
        return GONE

    async def close(self) -> None:
        """Leave the engine; its owner stops the thread."""
        self._thread.post(self._session.leave)

    @property
    def _is_over(self) -> bool:
        """Whether the engine has ended; its thread lives a moment longer."""
        return self._thread.engine.publisher.is_closed or not self._thread.is_running

    def _begin(self, work: Coroutine[object, object, T]) -> "Future[T]":
        with suppress(RuntimeError):  # the loop may be closed just now
            if not self._is_over:
                return asyncio.run_coroutine_threadsafe(work, self._thread.loop)
        work.close()
        raise PortClosed

    async def _across(self, begin: Callable[[], AsyncIterator[T]]) -> AsyncIterator[T]:
        """Yield the items of an iterator of the engine's loop on this loop."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[T | None] = asyncio.Queue()

        async def follow() -> None:
            try:
                async for item in begin():
                    _call_soon(loop, queue.put_nowait, item)
            except Exception:
                log.exception("the engine failed to answer")
            finally:
                _call_soon(loop, queue.put_nowait, None)

        following = self._begin(follow())
        try:
            while (item := await queue.get()) is not None:
                yield item
        finally:
            following.cancel()


def _call_soon(loop: asyncio.AbstractEventLoop, call: Callable[..., object], *args: object) -> None:
    """Call it on the UI's loop, unless that loop has ended."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call, *args)
