"""Serves the control socket: JSON lines over a Unix socket of mode 0600.

The kernel names the peer's uid, which must be the engine's own or root.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from gbdt_console import collector
from gbdt_console.core.commands import Command
from gbdt_console.core.port import ClientKind
from gbdt_console.core.token_bucket import TokenBucket
from gbdt_console.engine.clients import protocol as wire
from gbdt_console.engine.clients.client_limits import ClientLimits
from gbdt_console.engine.clients.connection import ClientConnection, Misused, read_request
from gbdt_console.engine.clients.peer import Peer
from gbdt_console.engine.clients.send_queue import SendQueue
from gbdt_console.engine.clients.session import Session

OpenSession = Callable[[ClientKind, str, Peer], Session]
_LOOKS_PER_STALL = 10
"""Limits how late a stalled client is disconnected: by a tenth of the time that it may stall."""
_TIDY_AFTER_S = 2.0
"""Seconds after which the memory of a client that left is given back, and of those that left meanwhile."""
_ALIVE_WITHIN_S = 1.0
"""Limits the wait for an answer of the socket that is found at the start; the kernel accepts at once."""
log = logging.getLogger(__name__)


class SocketTakenError(OSError):
    """Another engine listens on this socket."""


class ControlServer:
    """Serves clients within the limits; a slow one skips Snapshots and delays nobody."""

    def __init__(
        self,
        path: Path,
        open_session: OpenSession,
        commands: Mapping[str, type[Command]],
        limits: ClientLimits | None = None,
    ) -> None:
        """`commands` are those that clients may give, by name."""
        self._path = path
        self._open_session = open_session
        self._commands = commands
        self._limits = limits or ClientLimits()
        self._server: asyncio.Server | None = None
        self._inode = 0
        self._welcomes = TokenBucket(
            self._limits.connections_per_s,
            asyncio.get_running_loop().time(),
            self._limits.connections_at_once,
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._queues: set[SendQueue] = set()
        self._clients = 0
        self._tidying: asyncio.TimerHandle | None = None

    @property
    def queued_bytes(self) -> int:
        """Bytes that wait for all clients together."""
        return sum(queue.queued_bytes for queue in self._queues)

    async def start(self) -> None:
        """Listen; replace a dead engine's socket. Raises SocketTakenError where one is alive."""
        if _is_alive(self._path):
            raise SocketTakenError(f"{self._path}: another engine listens")
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listener.bind(str(self._path))
        finally:
            os.umask(before)
        self._inode = self._path.stat().st_ino
        self._server = await asyncio.start_unix_server(self._accept, sock=listener, limit=wire.REQUEST_LIMIT)
        self._keep(asyncio.ensure_future(self._cut_stalled()))

    async def close(self) -> None:
        """Disconnect all clients, and remove the socket unless another engine has put its own there."""
        if self._server is not None:
            self._server.close()
        if self._tidying is not None:
            self._tidying.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(FileNotFoundError):
            if self._path.stat().st_ino == self._inode:
                self._path.unlink()

    def _keep(self, task: "asyncio.Task[None]") -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _cut_stalled(self) -> None:
        while True:
            await asyncio.sleep(self._limits.stalled_s / _LOOKS_PER_STALL)
            for queue in tuple(self._queues):
                if queue.is_stalled:
                    log.warning("a client read nothing for %g s; it was disconnected", self._limits.stalled_s)
                    queue.cut()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._keep(task)
        queue = SendQueue(writer, self._limits)
        self._queues.add(queue)
        try:
            with contextlib.suppress(ConnectionError):
                await self._serve(reader, queue, Peer.of_socket(writer.get_extra_info("socket")))
                await queue.close()
        except asyncio.CancelledError:
            pass  # the engine ends
        finally:
            queue.cut()
            self._queues.discard(queue)

    async def _serve(self, reader: asyncio.StreamReader, queue: SendQueue, peer: Peer) -> None:
        refusal, hello = await self._greet(reader, peer.uid)
        if refusal or hello is None:
            queue.send(wire.answer_line(wire.Refusal(refusal)))
            return
        session = self._open_session(ClientKind(hello.client), hello.terminal, peer)
        self._clients += 1
        try:
            queue.send(wire.answer_line(wire.Welcome(wire.PROTOCOL, session.client.id)))
            await ClientConnection(session, queue, self._commands, self._limits).serve(reader)
        except Misused:
            queue.send(wire.answer_line(wire.Refusal("control.wrong-protocol")))
        finally:
            self._clients -= 1
            session.leave()
            if self._tidying is None:
                self._tidying = asyncio.get_running_loop().call_later(_TIDY_AFTER_S, self._tidy)

    def _tidy(self) -> None:
        self._tidying = None
        collector.give_back()

    async def _greet(self, reader: asyncio.StreamReader, uid: int) -> tuple[str, wire.Hello | None]:
        """Return the code of why this connection is turned away, or an empty one and its hello."""
        limits = self._limits
        if uid not in (os.getuid(), 0):
            return "control.wrong-user", None
        if len(self._queues) - self._clients > limits.strangers:
            return "control.too-many-clients", None
        try:
            async with asyncio.timeout(limits.hello_s):
                hello = await read_request(reader)
        except TimeoutError:
            hello = None
        if not isinstance(hello, wire.Hello) or hello.protocol != wire.PROTOCOL:
            return "control.wrong-protocol", None
        await asyncio.sleep(self._welcomes.reserve(asyncio.get_running_loop().time()))
        most = limits.observers if hello.client == "observer" else limits.clients
        return ("control.too-many-clients", None) if self._clients >= most else ("", hello)


def _is_alive(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_ALIVE_WITHIN_S)
        try:
            probe.connect(str(path))
        except (TimeoutError, BlockingIOError):  # alive, with many connections that wait
            return True
        except OSError:
            return False
        return True
