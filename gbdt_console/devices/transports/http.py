"""Sends requests to a device over one kept HTTP/1.1 connection, one at a time.

It follows no redirect, keeps no cookie and knows no proxy, because a device needs none of them.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import field

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import Carrier, Wire
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.never_late import never_late

VERIFIED, UNVERIFIED, PLAIN = "https", "https-unverified", "http"
"""Wires: the device's certificate is checked, it is not, and no TLS at all."""

HTTP_WIRES: Mapping[str, Wire] = {
    VERIFIED: Wire(port=443, over=Carrier.TLS),
    UNVERIFIED: Wire(port=443, over=Carrier.UNCHECKED),
    PLAIN: Wire(port=80),
}
"""The wires that a driver over HTTP offers."""

CONNECT_S = 3.0
"""Limit for TCP and TLS together, s."""

ANSWER_S = 5.0
"""Limit from the sending of a request to the end of its answer, s."""

MOST_BYTES = 1 << 20
"""Limit of one answer's body, bytes, where the driver names no other: a page of ten participants has about
30 kB."""

_MOST_HEADERS = 100
"""Limit of the lines before a body; devices send about ten."""

_CHALLENGE = "www-authenticate"

_LONGEST_IDLE_S = 4.0
"""A command goes out on a new connection after this long without an answer, s.

Servers close idle connections, commonly after 5 s, and a command that meets such a close is not sent again.
"""


class _Lost(Exception):
    """The connection ended within an exchange."""


class _TooMuch(ValueError):
    """An answer has more bytes than it may."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer.

    body: its body, bounded by the connection
    headers: by name in small letters, as the device wrote them; the challenges of several lines in one
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HttpPlace:
    """The address of a device's HTTP server.

    host: IPv4 address
    tls: checks the certificate; None for plain HTTP
    """

    host: str
    port: int
    tls: ssl.SSLContext | None


def place_of(address: str, port: int, wire: str) -> HttpPlace:
    return HttpPlace(address, port, tls_of(wire))


def tls_of(wire: str) -> ssl.SSLContext | None:
    """Return the check of a device's certificate that a wire asks for; None for plain HTTP."""
    if wire == PLAIN:
        return None
    if wire != UNVERIFIED:
        return ssl.create_default_context()
    # Not the default: that reads the machine's certificates, 8 ms, which nobody would look at.
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname = False
    tls.verify_mode = ssl.CERT_NONE
    # Software of old MCUs knows TLS 1.0 and small keys only; who checks nothing may as well reach them.
    tls.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    tls.set_ciphers("DEFAULT:@SECLEVEL=0")
    return tls


class HttpConnection:
    """Connects with the first request, and again after a loss.

    most_bytes: limit of one answer's body
    """

    def __init__(self, place: HttpPlace, most_bytes: int = MOST_BYTES) -> None:
        self._place = place
        self._most_bytes = most_bytes
        self._turn = asyncio.Lock()
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._used_s = 0.0

    async def post(self, path: str, content_type: str, body: bytes, *, may_repeat: bool) -> HttpAnswer:
        """Send a body and return the answer, as `send` does. Raises ControlError."""
        return await self.send("POST", path, {"Content-Type": content_type}, body, may_repeat=may_repeat)

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, *, may_repeat: bool
    ) -> HttpAnswer:
        """Send a request and return the answer. Raises ControlError.

        may_repeat: a lost connection is opened anew and the request sent once more; False for a command,
            which may have been carried out before the loss
        """
        lines = (
            f"{method} {path} HTTP/1.1",
            f"Host: {self._place.host}:{self._place.port}",
            *(f"{name}: {value}" for name, value in headers.items()),
            f"Content-Length: {len(body)}",
            "Connection: keep-alive",
        )
        request = "".join(f"{line}\r\n" for line in (*lines, "")).encode() + body
        async with self._turn:
            if not may_repeat and time.monotonic() - self._used_s > _LONGEST_IDLE_S:
                self._drop()
            try:
                return await self._exchange(request)
            except _Lost:
                if not may_repeat:
                    raise ControlError(ControlFault.CLOSED) from None
            try:
                return await self._exchange(request)
            except _Lost:
                raise ControlError(ControlFault.CLOSED) from None

    async def close(self) -> None:
        self._drop()

    async def _exchange(self, request: bytes) -> HttpAnswer:
        """Send a request and read its answer; what fails leaves no connection behind."""
        is_kept = False
        try:
            reader, writer = await self._connected()
            writer.write(request)
            async with asyncio.timeout(ANSWER_S):
                await writer.drain()
                answer, is_kept = await _answer(reader, self._most_bytes)
            self._used_s = time.monotonic()
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        except (OSError, EOFError):
            raise _Lost from None
        except _TooMuch:
            limit = f"an answer above {self._most_bytes >> 20} MiB"
            raise ControlError(ControlFault.MALFORMED, limit) from None
        except ValueError:
            raise ControlError(ControlFault.MALFORMED, "not an HTTP answer") from None
        else:
            return answer
        finally:
            if not is_kept:
                self._drop()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = self._reader, self._writer
        if reader is not None and writer is not None and not reader.at_eof() and not writer.is_closing():
            return reader, writer
        self._drop()
        place = self._place
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection(place.host, place.port, ssl=place.tls)
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        except ssl.SSLCertVerificationError as error:
            raise ControlError(ControlFault.UNTRUSTED, error.verify_message) from None
        except ssl.SSLError:
            raise ControlError(ControlFault.MALFORMED, "no TLS") from None
        except ConnectionResetError:
            # TCP was accepted: with TLS both sides had no version or cipher in common.
            fault = ControlFault.REFUSED if place.tls is None else ControlFault.MALFORMED
            raise ControlError(fault, "" if place.tls is None else "no TLS") from None
        except OSError:
            raise ControlError(ControlFault.REFUSED) from None
        never_late(writer)
        self._reader, self._writer = reader, writer
        return reader, writer

    def _drop(self) -> None:
        writer, self._reader, self._writer = self._writer, None, None
        if writer is not None:
            writer.transport.abort()


async def _answer(reader: asyncio.StreamReader, most: int) -> tuple[HttpAnswer, bool]:
    """Return the answer, and whether the connection stays open. Raises ValueError and EOFError."""
    version, status, headers = await _head(reader)
    while status == 100:
        version, status, headers = await _head(reader)
    wish = headers.get("connection", "").lower()
    is_kept = wish != "close" and (version == "HTTP/1.1" or wish == "keep-alive")
    if status in (204, 304):
        body = b""
    elif "chunked" in headers.get("transfer-encoding", "").lower():
        body = await _chunks(reader, most)
    elif "content-length" in headers:
        body = await reader.readexactly(_size(headers["content-length"], 10, most))
    else:
        body, is_kept = await _rest(reader, most), False
    return HttpAnswer(status, body, headers), is_kept


async def _head(reader: asyncio.StreamReader) -> tuple[str, int, dict[str, str]]:
    version, _, rest = (await _line(reader)).partition(" ")
    status = rest[:3]
    if not version.startswith("HTTP/1.") or not (status.isascii() and status.isdigit() and len(status) == 3):
        raise ValueError("no status line")
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        line = await _line(reader)
        if not line:
            return version, int(status), headers
        name, value = (part.strip() for part in line.split(":", 1)) if ":" in line else (line, "")
        if name.lower() == _CHALLENGE in headers:
            headers[_CHALLENGE] += f", {value}"
        headers.setdefault(name.lower(), value)
    raise ValueError("too many headers")


async def _line(reader: asyncio.StreamReader) -> str:
    line = await reader.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return line.decode("latin-1").rstrip("\r\n")


async def _chunks(reader: asyncio.StreamReader, most: int) -> bytes:
    body = bytearray()
    while size := _size((await _line(reader)).partition(";")[0].strip(), 16, most):
        if len(body) + size > most:
            raise _TooMuch
        body += await reader.readexactly(size)
        await _line(reader)
    while await _line(reader):
        pass
    return bytes(body)


async def _rest(reader: asyncio.StreamReader, most: int) -> bytes:
    body = bytearray()
    while data := await reader.read(65_536):
        body += data
        if len(body) > most:
            raise _TooMuch
    return bytes(body)


def _size(text: str, base: int, most: int) -> int:
    """Read a size of at most so many bytes. Raises ValueError."""
    if not text.isascii() or not text.isalnum() or len(text) > 8:
        raise ValueError("no size")
    size = int(text, base)
    if size > most:
        raise _TooMuch
    return size
