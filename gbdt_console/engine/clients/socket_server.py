"""Serves the control socket: JSON lines over a Unix socket of mode 0600.

The kernel names the peer's uid, which must be the engine's own or root.
"""

import asyncio
import contextlib
import logging
import os
import socket
import struct
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

from gbdt_console.core.commands import Command
from gbdt_console.core.port import ClientKind
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients import protocol as wire
from gbdt_console.engine.clients.session import Session

OpenSession = Callable[[ClientKind, str, int], Session]
_SLOW_VIEWER_BYTES = 256 * 1024
"""Limits what is queued for one viewer before it skips Snapshots."""
log = logging.getLogger(__name__)


class ControlServer:
    """Serves any number of clients; a slow one skips Snapshots and delays nobody."""

    def __init__(self, path: Path, open_session: OpenSession, commands: Mapping[str, type[Command]]) -> None:
        """`commands` are those that clients may give, by name."""
        self._path = path
        self._open_session = open_session
        self._commands = commands
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen; replace a dead engine's socket, since the lock is held by now."""
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listener.bind(str(self._path))
        finally:
            os.umask(before)
        self._server = await asyncio.start_unix_server(self._accept, sock=listener, limit=wire.REQUEST_LIMIT)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        if talk is None:
            return
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await self._serve(reader, writer)
        writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        uid = _peer_uid(writer)
        if uid not in (os.getuid(), 0):
            writer.write(wire.answer_line(wire.Refusal("control.wrong-user")))
            return
        hello = await _read(reader)
        if not isinstance(hello, wire.Hello) or hello.protocol != wire.PROTOCOL:
            writer.write(wire.answer_line(wire.Refusal("control.wrong-protocol")))
            return
        session = self._open_session(ClientKind(hello.client), hello.terminal, uid)
        writer.write(wire.answer_line(wire.Welcome(wire.PROTOCOL, session.client.id)))
        talk = _Talk(session, writer, self._commands)
        try:
            while (request := await _read(reader)) is not None:
                talk.begin(request)
        finally:
            talk.end()
            session.leave()


class _Talk:
    """Answers what one client asked for, until it leaves."""

    def __init__(
        self, session: Session, writer: asyncio.StreamWriter, commands: Mapping[str, type[Command]]
    ) -> None:
        self._session = session
        self._commands = commands
        self._writer = writer
        self._sent: Snapshot | None = None
        self._follows: set[asyncio.Task[None]] = set()
        self._unsubscribe: Callable[[], None] | None = None

    def begin(self, request: wire.Request) -> None:
        match request:
            case wire.WatchSnapshots():
                if self._unsubscribe is None:
                    self._unsubscribe = self._session.publisher.on_snapshot(self._send_snapshot)
                    self._send_snapshot(self._session.publisher.latest)
            case wire.WatchEvents():
                self._follow(self._send_events(request.after_seq))
            case wire.PastRequest():
                self._follow(self._send_past(request))
            case wire.Submit():
                self._follow(self._send_life(request))
            case _:
                self._write(wire.Refusal("control.wrong-protocol"))

    def end(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
        for task in self._follows:
            task.cancel()

    def _send_snapshot(self, snapshot: Snapshot) -> None:
        if self._writer.transport.get_write_buffer_size() > _SLOW_VIEWER_BYTES:
            return
        self._write(wire.update_since(self._sent, snapshot))
        self._sent = snapshot

    async def _send_events(self, after_seq: int | None) -> None:
        async for entry in self._session.events(after_seq):
            self._write(wire.entry_message(entry))
            await self._writer.drain()

    async def _send_past(self, request: wire.PastRequest) -> None:
        past = await self._session.past(request.site_id)
        self._writer.write(wire.past_line(request.request_id, past))

    async def _send_life(self, request: wire.Submit) -> None:
        try:
            command = wire.command_of(request, self._commands)
        except ValueError:
            self._write(wire.Refusal("control.wrong-protocol"))
            return
        async for progress in self._session.submit(request.request_id, command):
            self._write(wire.ProgressMessage(progress))

    def _write(self, answer: wire.Answer) -> None:
        self._writer.write(wire.answer_line(answer))

    def _follow(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._follows.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Disconnect a client whose answer failed: it would wait for ever."""
        self._follows.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            if not isinstance(error, ConnectionError):
                log.error("an answer failed; its client was disconnected", exc_info=error)
            self._writer.close()


async def _read(reader: asyncio.StreamReader) -> wire.Request | None:
    """Return the next request; None at the end and for any other line."""
    try:
        line = await reader.readline()
        return wire.read_request(line) if line else None
    except ValueError:
        log.warning("a client sent something that is not a request; it was disconnected")
        return None


def _peer_uid(writer: asyncio.StreamWriter) -> int:
    peer: socket.socket = writer.get_extra_info("socket")
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, uid, _ = struct.unpack("3i", credentials)
    return int(uid)
