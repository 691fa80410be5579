"""Carries messages in a WebSocket over TLS, to a device whose certificate is pinned at the first connection.

Import the module only where used: websockets costs 30 ms.

Codecs sign their own certificates, so nobody but the first connection vouches for them, as with SSH's host
keys. The password is sent only after the pin was compared.
"""

import base64
import logging
import ssl
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException
from websockets.typing import Data

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.certificate_pin import check_pin
from gbdt_console.devices.transports.host_keys import HostKeys
from gbdt_console.devices.transports.never_late import never_late

CONNECT_S = 5.0
"""Limit for TCP, TLS and the opening handshake together, s."""

MOST_BYTES = 1 << 20
"""Limit of a message, bytes."""

_BY_STATUS = {
    401: (ControlFault.CREDENTIALS, ""),
    403: (ControlFault.CREDENTIALS, ""),
    502: (ControlFault.REFUSED, "the codec restarts"),
    503: (ControlFault.REFUSED, "too many connections"),
}
"""What an HTTP status in place of the handshake means; xows, a client by the maker, reads them so."""
logging.getLogger("websockets").setLevel(logging.WARNING)
"""At its debug level websockets logs headers, and the password in them."""


@dataclass(frozen=True, slots=True)
class SocketTarget:
    """Address and account of a WebSocket.

    host: IPv4 address
    path: what is asked for, such as `/ws`
    """

    host: str
    port: int
    path: str
    user: str
    password: Secret
    keys: HostKeys


class WebSocketLine:
    """Holds one WebSocket; see MessageLine."""

    def __init__(self, target: SocketTarget) -> None:
        self._target = target
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        await self.close()
        target = self._target
        try:
            self._socket = await _Connect(
                f"wss://{target.host}:{target.port}{target.path}",
                ssl=_context(),
                additional_headers={"Authorization": _login(target)},
                create_connection=_checking(target),
                compression=None,
                proxy=None,
                open_timeout=CONNECT_S,
                ping_interval=None,
                max_size=MOST_BYTES,
            )
            never_late(self._socket.transport)
        except ControlError:
            raise
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        except InvalidStatus as error:
            status = error.response.status_code
            fault, words = _BY_STATUS.get(status, (ControlFault.MALFORMED, f"no WebSocket: HTTP {status}"))
            raise ControlError(fault, words) from None
        except ssl.SSLError:
            raise ControlError(ControlFault.MALFORMED, "no TLS") from None
        except OSError:
            raise ControlError(ControlFault.REFUSED) from None
        except (InvalidHandshake, WebSocketException, EOFError, ValueError):
            raise ControlError(ControlFault.MALFORMED, "no WebSocket") from None

    async def send(self, message: str) -> None:
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(message)

    async def receive(self) -> str:
        if self._socket is None:
            return ""
        try:
            said: Data = await self._socket.recv()
        except ConnectionClosed as closed:
            if closed.sent is not None and closed.sent.code in (1002, 1007, 1009):
                raise ControlError(ControlFault.MALFORMED, "no message") from None
            return ""
        return said if isinstance(said, str) else said.decode("utf-8", "replace")

    async def close(self) -> None:
        """Close at once: a codec that fell silent would not answer a goodbye."""
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.transport.abort()


class _Connect(connect):
    """Stays with the device that was named: a redirect is an answer like any other."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


def _login(target: SocketTarget) -> str:
    login = f"{target.user}:{target.password.reveal()}".encode()
    return f"Basic {base64.b64encode(login).decode()}"


def _context() -> ssl.SSLContext:
    """Return TLS that checks nothing by itself: the pin is compared afterwards."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _checking(target: SocketTarget) -> type[ClientConnection]:
    """Return the class of a connection that compares the certificate before it says anything."""

    class Checking(ClientConnection):
        async def handshake(self, *args: Any, **kwargs: Any) -> None:
            tls = self.transport.get_extra_info("ssl_object")
            check_pin(target.keys, target.host, target.port, tls)
            await super().handshake(*args, **kwargs)

    return Checking
