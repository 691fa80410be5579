"""Implements the port into an engine of another process, over its control socket."""

import asyncio
import os
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.port import GONE, ClientKind, PortClosed
from gbdt_console.core.requests import Progress, new_request_id
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients import protocol as wire
from gbdt_console.engine.clients.peer import peer_uid

WELCOME_WITHIN_S = 5.0
"""Limits the wait for the engine's first answer."""
SILENT_AFTER_S = 10.0
"""Limits how long a waiting client hears nothing: the first Snapshot of 3 400 sites on a busy machine takes
a second or two."""
_PINGS = 5
"""Pings within that time, so that a single late answer does no harm."""

T = TypeVar("T")


class NoEngine(Exception):
    """Nobody listens on the control socket."""


class EngineRefuses(Exception):
    """The engine turns this client away, or is not trusted by it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params


class EngineSilent(Exception):
    """The engine was welcoming and answers no more; nobody knows what became of a request."""


class SocketPort:
    """Carries everything over one connection; asks only for what somebody iterates."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, client_id: str) -> None:
        self._reader = reader
        self._writer = writer
        self._client_id = client_id
        self._latest: Snapshot | None = None
        self._bell = asyncio.Condition()
        self._lives: defaultdict[str, asyncio.Queue[Progress | None]] = defaultdict(asyncio.Queue)
        self._entries: asyncio.Queue[Entry | None] = asyncio.Queue()
        self._asked: dict[str, asyncio.Future[Any]] = {}
        self._is_closed = False
        self._heard = 0
        self._listening = asyncio.ensure_future(self._listen())

    @classmethod
    async def connect(cls, path: Path, kind: ClientKind, terminal: str) -> Self:
        """Attach to the engine at that socket.

        Raises NoEngine, EngineRefuses, or OSError where the socket cannot be reached.
        """
        connected = await _connected(path)
        uid = peer_uid(connected)
        if not _is_trusted(uid, path):
            connected.close()
            raise EngineRefuses("verb.untrusted-engine", state=path.parent, uid=uid)
        with suppress(ConnectionError):  # a full engine has hung up already; its refusal can still be read
            hello = wire.request_line(wire.Hello(wire.PROTOCOL, kind.value, terminal))
            await asyncio.get_running_loop().sock_sendall(connected, hello)
        reader, writer = await asyncio.open_unix_connection(sock=connected, limit=wire.LINE_LIMIT)
        try:
            async with asyncio.timeout(WELCOME_WITHIN_S):
                line = await reader.readline()
        except TimeoutError:
            writer.close()
            raise EngineRefuses("control.no-answer") from None
        except ConnectionError:
            raise NoEngine(str(path)) from None
        if not line:
            raise NoEngine(str(path))
        match wire.read_answer(line):
            case wire.Welcome() as welcome:
                return cls(reader, writer, welcome.client_id)
            case wire.Refusal() as refusal:
                raise EngineRefuses(refusal.code)
            case _:
                raise EngineRefuses("control.wrong-protocol")

    @property
    def client_id(self) -> str:
        return self._client_id

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        self._ask(wire.WatchSnapshots())
        seen: Snapshot | None = None
        while True:
            async with self._bell:
                await self._bell.wait_for(lambda: self._latest is not seen or self._is_closed)  # noqa: B023
            if self._latest is None or self._latest is seen:
                raise PortClosed
            seen = self._latest
            yield seen

    def submit(self, command: Command) -> AsyncIterator[Progress]:
        return self.submit_as(new_request_id(), command)

    async def submit_as(self, request_id: str, command: Command) -> AsyncIterator[Progress]:
        """Give a Command under an id that the caller chose, and yield as `submit` does."""
        life = self._lives[request_id]
        self._ask(wire.submit_of(request_id, command))
        try:
            while True:
                progress = await life.get()
                if progress is None:
                    raise PortClosed
                yield progress
                if progress.stage.is_final:
                    return
        finally:
            del self._lives[request_id]

    async def events(self, after_seq: int | None = None) -> AsyncIterator[Entry]:
        self._ask(wire.WatchEvents(after_seq))
        while (entry := await self._entries.get()) is not None:
            yield entry
        raise PortClosed

    async def past(self, site_id: str) -> SitePast:
        past: SitePast = await self._answer(wire.PastRequest(new_request_id(), site_id))
        return past

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        sent: tuple[NoticeSent, ...] = await self._answer(wire.NoticesRequest(new_request_id(), number))
        return sent

    async def stills(self, since_s: float) -> tuple[Still, ...]:
        stills: tuple[Still, ...] = await self._answer(wire.StillsRequest(new_request_id(), since_s))
        return stills

    async def _answer(self, request: wire.PastRequest | wire.NoticesRequest | wire.StillsRequest) -> Any:
        self._ask(request)
        self._asked[request.request_id] = asked = asyncio.get_running_loop().create_future()
        return await asked

    async def while_answering(self, work: Coroutine[object, object, T]) -> T:
        """Return the result of `work`.

        Raises EngineSilent when the engine sends nothing at all for SILENT_AFTER_S.
        """
        working = asyncio.ensure_future(work)
        silence = asyncio.ensure_future(self._until_silent())
        try:
            await asyncio.wait((working, silence), return_when=asyncio.FIRST_COMPLETED)
            if not working.done() and not self._is_closed:
                raise EngineSilent
            return await working
        finally:
            for task in (working, silence):
                task.cancel()
            await asyncio.gather(working, silence, return_exceptions=True)

    async def reattach(self) -> str:
        return GONE

    async def close(self) -> None:
        self._listening.cancel()
        self._writer.close()

    async def _until_silent(self) -> None:
        """Ping the engine until it leaves several pings unanswered, or the connection ends.

        Pings are counted and not seconds: this process may have stood still itself.
        """
        unanswered = 0
        while unanswered < _PINGS and not self._is_closed:
            heard = self._heard
            self._ask(wire.Ping())
            await asyncio.sleep(SILENT_AFTER_S / _PINGS)
            unanswered = unanswered + 1 if self._heard == heard else 0

    def _ask(self, request: wire.Request) -> None:
        if self._is_closed:
            raise PortClosed
        self._writer.write(wire.request_line(request))

    async def _listen(self) -> None:
        try:
            while line := await self._reader.readline():
                self._heard += 1
                await self._take(wire.read_answer(line))
        except (ConnectionError, ValueError):
            self._writer.close()
        finally:
            self._is_closed = True
            self._entries.put_nowait(None)
            for life in self._lives.values():
                life.put_nowait(None)
            for asked in self._asked.values():
                if not asked.done():
                    asked.set_exception(PortClosed())
            async with self._bell:
                self._bell.notify_all()

    async def _take(self, answer: wire.Answer) -> None:
        match answer:
            case wire.Update():
                self._latest = wire.apply_update(self._latest, answer)
                async with self._bell:
                    self._bell.notify_all()
            case wire.ProgressMessage():
                if answer.progress.request_id in self._lives:
                    self._lives[answer.progress.request_id].put_nowait(answer.progress)
            case wire.EntryMessage():
                self._entries.put_nowait(wire.entry_of(answer))
            case wire.PastMessage():
                self._answered(answer.request_id, wire.past_of(answer))
            case wire.NoticesMessage():
                self._answered(answer.request_id, answer.notices)
            case wire.StillsMessage():
                self._answered(answer.request_id, answer.stills)
            case wire.Pong():
                pass
            case _:
                raise ValueError("the engine refused")

    def _answered(self, request_id: str, answer: object) -> None:
        asked = self._asked.pop(request_id, None)
        if asked is not None and not asked.done():
            asked.set_result(answer)


async def _connected(path: Path) -> socket.socket:
    """Connect to the socket at `path`. Raises NoEngine, or OSError where it cannot be reached."""
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connected.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(connected, str(path))
    except (FileNotFoundError, ConnectionRefusedError):
        connected.close()
        raise NoEngine(str(path)) from None
    except BaseException:
        connected.close()
        raise
    return connected


def _is_trusted(uid: int, path: Path) -> bool:
    """Return whether that user's engine may get this user's requests and PINs.

    Root also trusts the owner of the directory that it was told to use.
    """
    own = os.geteuid()
    return uid in (own, 0) or (own == 0 and uid == path.parent.stat().st_uid)
