"""Holds one obs-websocket connection: logs in, matches answers by id, and tells of events and the loss.

Import the module only where used: websockets costs 30 ms. It never reconnects by itself: its owner calls
`open` again.
"""

import asyncio
import itertools
import logging
import secrets
from collections.abc import Callable, Sequence

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException
from websockets.typing import Subprotocol

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.obs.messages import (
    Data,
    ObsLogin,
    Op,
    Request,
    batch,
    identify,
    read_answer,
    read_message,
)
from gbdt_console.devices.transports.never_late import never_late

CONNECT_S = 2.0
"""Limit for TCP connection and handshake, s: the first packets go out at 0 and 1 s, so a mixer that is back
is found within 2 s."""
HELLO_S = 3.0
"""Limit for the greeting and for the answer to the login, s each."""
ANSWER_S = 3.0
"""Limit for the answer to one message, s: OBS answers in 50 ms, a frame of 10 in a second later."""
MOST_BYTES = 4 * 1024 * 1024
"""Limits a message, bytes: a scene item has 900, and a collection of 30 scenes with 40 items each 1.1 MB."""

_SUBPROTOCOL = Subprotocol("obswebsocket.json")
_AUTHENTICATION_FAILED = 4009
"""Close code of a wrong password."""
_MALFORMED = frozenset({1002, 1007, 1009})
"""Close codes that websockets sends after a broken frame, no UTF-8, and too long a message."""
logging.getLogger("websockets").setLevel(logging.WARNING)
"""At its debug level websockets logs messages, and the login in them."""

OnEvent = Callable[[str, Data], None]


class ObsClient:
    """Sends requests, which may overlap, and passes events on.

    on_event: called with the type and the fields of each event
    on_gone: called once at the end of each connection, whatever ended it
    """

    def __init__(self, login: ObsLogin, on_event: OnEvent, on_gone: Callable[[], None]) -> None:
        self._login = login
        self._on_event = on_event
        self._on_gone = on_gone
        self._ids = itertools.count(1)
        self._token = secrets.token_hex(6)
        self._waiting: dict[str, asyncio.Future[Data]] = {}
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    async def open(self) -> None:
        """Connect and log in by challenge. Raises ControlError."""
        await self.close()
        try:
            self._socket = await self._connect()
            never_late(self._socket.transport)
            await self._log_in(self._socket)
            self._reading = asyncio.create_task(self._read(self._socket))
        except BaseException:
            await self.close()
            raise

    async def order(self, requests: Sequence[Request]) -> None:
        """Send requests as one message.

        OBS carries them out in their order and stops at the first that it refuses. Raises ControlError with
        its words.
        """
        results = await self._exchange(requests, halts=True)
        for result in results:
            if isinstance(answer := read_answer(result), ControlError):
                raise answer
        if len(results) != len(requests):
            raise ControlError(ControlFault.MALFORMED, "an answer is missing")

    async def look(self, requests: Sequence[Request]) -> list[Data | None]:
        """Send questions as one message, and return the fields of each answer; None where OBS refuses one."""
        if not requests:
            return []
        results = await self._exchange(requests, halts=False)
        if len(results) != len(requests):
            raise ControlError(ControlFault.MALFORMED, "an answer is missing")
        answers = map(read_answer, results)
        return [None if isinstance(answer, ControlError) else answer for answer in answers]

    async def close(self) -> None:
        """Close the connection; callers that wait for an answer get ControlError CLOSED."""
        self._lose(ControlFault.CLOSED)
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            await asyncio.wait((reading,))

    async def _connect(self) -> ClientConnection:
        """Connect without a proxy, which would read what is said, and without compression."""
        try:
            return await connect(
                f"ws://{self._login.host}:{self._login.port}",
                subprotocols=[_SUBPROTOCOL],
                compression=None,
                proxy=None,
                open_timeout=CONNECT_S,
                ping_interval=None,
                max_size=MOST_BYTES,
            )
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        except OSError:
            raise ControlError(ControlFault.REFUSED) from None
        except (InvalidHandshake, WebSocketException, ValueError):
            raise ControlError(ControlFault.MALFORMED, "not an obs-websocket server") from None

    async def _log_in(self, socket: ClientConnection) -> None:
        hello = await _next(socket, Op.HELLO)
        await socket.send(identify(hello, self._login.password))
        await _next(socket, Op.IDENTIFIED)

    async def _exchange(self, requests: Sequence[Request], *, halts: bool) -> list[object]:
        """Send a batch and return its results. Raises ControlError."""
        if self._socket is None:
            raise ControlError(ControlFault.CLOSED)
        request_id = f"gbdt-{self._token}-{next(self._ids)}"
        waiting = self._waiting[request_id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._socket.send(batch(request_id, requests, halts=halts))
                results = (await waiting).get("results")
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        except ConnectionClosed:
            raise ControlError(ControlFault.CLOSED) from None
        finally:
            del self._waiting[request_id]
            waiting.cancel()
        if not isinstance(results, list):
            raise ControlError(ControlFault.MALFORMED, "no results")
        return results

    async def _read(self, socket: ClientConnection) -> None:
        fault = ControlFault.CLOSED
        try:
            async for text in socket:
                op, data = read_message(text)
                self._take(op, data)
        except ControlError as error:
            fault = error.fault
        except ConnectionClosed as closed:
            if closed.sent is not None and closed.sent.code in _MALFORMED:
                fault = ControlFault.MALFORMED
        finally:
            self._lose(fault)

    def _take(self, op: object, data: Data) -> None:
        if op == Op.EVENT:
            name, fields = data.get("eventType"), data.get("eventData")
            if isinstance(name, str):
                self._on_event(name, fields if isinstance(fields, dict) else {})
        elif op == Op.BATCH_ANSWER:
            waiting = self._waiting.get(str(data.get("requestId")))
            if waiting is not None and not waiting.done():
                waiting.set_result(data)

    def _lose(self, fault: ControlFault) -> None:
        """Drop the connection at once: a mixer that fell silent would not answer a goodbye."""
        socket, self._socket = self._socket, None
        if socket is None:
            return
        socket.transport.abort()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ControlError(fault))
        self._on_gone()


async def _next(socket: ClientConnection, op: Op) -> Data:
    """Return the fields of the next message, which must be of that kind. Raises ControlError.

    Events may come first: OBS 30.2 tells one that happens during the login before it answers the login.
    """
    try:
        async with asyncio.timeout(HELLO_S):
            found, data = read_message(await socket.recv())
            while found == Op.EVENT:
                found, data = read_message(await socket.recv())
    except TimeoutError:
        raise ControlError(ControlFault.SILENT) from None
    except ConnectionClosed as closed:
        is_denied = closed.rcvd is not None and closed.rcvd.code == _AUTHENTICATION_FAILED
        raise ControlError(ControlFault.CREDENTIALS if is_denied else ControlFault.CLOSED) from None
    if found != op:
        raise ControlError(ControlFault.MALFORMED, "not an obs-websocket server")
    return data
