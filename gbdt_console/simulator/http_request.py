"""Reads one request of a simulated web server from its connection."""

import asyncio
from collections.abc import Mapping

from gbdt_console.core.quick_dataclass import dataclass

_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """first: the request's line, as 'GET /api/v1/calls HTTP/1.1'; headers: by name in small letters"""

    first: str
    headers: Mapping[str, str]
    body: bytes


async def read_request(reader: asyncio.StreamReader) -> HttpRequest:
    """Raises ValueError for a body that is too long, EOFError where the connection ends before."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    size = int(headers.get("content-length", "0"))
    if size > _MOST_BYTES:
        raise ValueError(f"a body of {size} bytes")
    return HttpRequest(first, headers, await reader.readexactly(size))
