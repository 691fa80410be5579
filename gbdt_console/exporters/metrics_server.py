"""Answers `GET /metrics` on loopback, on a thread of its own.

It understands what Prometheus sends: one request a connection, its head within 8 kB and 5 seconds. The Host
header reveals a web page that reached this address by its own name (DNS rebinding); it is refused.
"""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/"""

_WITHIN_S = 5.0
"""Limits the time of one connection, in seconds."""

_HEAD_LIMIT = 8_192
"""Limits the head of a request, in bytes."""

_MOST_AT_ONCE = 8
"""Limits the connections at one time; a further one closes the oldest, so idle ones block nobody."""

_PLAIN = "text/plain; charset=utf-8"


class Endpoint(NamedTuple):
    host: str
    port: int


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a name or address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class MetricsServer:
    """Serves one page until `close`."""

    def __init__(self, endpoint: Endpoint, page: Callable[[], bytes]) -> None:
        """Listen and start the thread, on which `page` makes the answers.

        Raises OSError when the address cannot be had.
        """
        family = socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET
        self._socket = socket.create_server(endpoint, family=family)
        self._page = page
        self._connections: list[asyncio.StreamWriter] = []
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        port: int = self._socket.getsockname()[1]
        return port

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._answer, sock=self._socket, limit=_HEAD_LIMIT)
        await self._stop.wait()
        server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.append(writer)
        if len(self._connections) > _MOST_AT_ONCE:
            self._connections.pop(0).transport.abort()
        try:
            async with asyncio.timeout(_WITHIN_S):
                writer.write(self._reply(await reader.readuntil(b"\r\n\r\n")))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            if writer in self._connections:
                self._connections.remove(writer)
            writer.close()

    def _reply(self, head: bytes) -> bytes:
        lines = head.decode("latin-1").split("\r\n")
        method, _, rest = lines[0].partition(" ")
        target, _, version = rest.partition(" ")
        if not version.startswith("HTTP/1."):
            return _response(HTTPStatus.BAD_REQUEST)
        if not _is_for_here(lines[1:]):
            return _response(HTTPStatus.MISDIRECTED_REQUEST)
        if method not in ("GET", "HEAD"):
            return _response(HTTPStatus.METHOD_NOT_ALLOWED, "Allow: GET, HEAD\r\n")
        if target.partition("?")[0] != "/metrics":
            return _response(HTTPStatus.NOT_FOUND)
        body = self._page()
        head = f"HTTP/1.1 200 OK\r\n{_headers(CONTENT_TYPE, len(body))}".encode()
        return head if method == "HEAD" else head + body


def _is_for_here(fields: list[str]) -> bool:
    """Tell whether every Host header names this machine's loopback."""
    for field in fields:
        name, _, value = field.partition(":")
        if name.strip().lower() == "host":
            value = value.strip()
            host = value[1:].partition("]")[0] if value.startswith("[") else value.partition(":")[0]
            if not is_loopback(host):
                return False
    return True


def _response(status: HTTPStatus, more: str = "") -> bytes:
    body = f"{status.value} {status.phrase}\n"
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{more}{_headers(_PLAIN, len(body))}{body}".encode()


def _headers(content_type: str, length: int) -> str:
    return (
        f"Content-Type: {content_type}\r\nContent-Length: {length}\r\n"
        "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
