"""Finds out what answers where a driver found another device than its own.

It asks once, without any account, what changes nothing, and is sure of a few families only.
"""

import asyncio
from contextlib import suppress

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.http import HttpPlace

_CONNECT_S, _GREETS_S, _ANSWERS_S = 1.0, 0.5, 1.0
"""Limits of the connection, of the wait for whom speaks first, and of one answer, s."""
_MOST_BYTES = 4_096

_WORTH_ASKING = frozenset({ControlFault.MALFORMED, ControlFault.REFUSED, ControlFault.SILENT})
CODIAN_ASKED = (
    b"<?xml version='1.0'?><methodCall><methodName>device.query</methodName><params><param><value><struct/>"
    b"</value></param></params></methodCall>"
)
"""Asks a Codian what it is, without an account: it answers by a fault."""


async def told_apart(error: ControlError, place: HttpPlace, own: ControlFault) -> ControlError:
    """Return the error that names the device at a place; `error` where that is not known.

    error: what the driver met while it opened
    own: the name of the driver's own devices
    """
    if error.fault not in _WORTH_ASKING:
        return error
    found = await _answering(place)
    return error if found in (None, own) else ControlError(found)


async def _answering(place: HttpPlace) -> ControlFault | None:
    greeting = await _said(place, b"")
    if greeting is None:
        return None
    if greeting:
        return ControlFault.IS_ASTERISK if greeting.startswith(b"Asterisk Call Manager/") else None
    upgrade = await _said(place, _request("GET", "/", b"")) or b""
    if b"websocket" in upgrade.lower():
        return ControlFault.IS_OBS
    codian = await _said(place, _request("POST", "/RPC2", CODIAN_ASKED)) or b""
    if b"<methodResponse>" in codian:
        return ControlFault.IS_CODIAN
    status = await _said(place, _request("GET", "/api/v1/system/status", b"")) or b""
    is_api = b" 401 " in status[:20] and b" 401 " not in codian[:20]
    return ControlFault.IS_MEETING_SERVER if is_api else None


def _request(method: str, path: str, body: bytes) -> bytes:
    lines = (
        f"{method} {path} HTTP/1.1",
        "Host: console",
        "Content-Type: text/xml",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode() + body


async def _said(place: HttpPlace, request: bytes) -> bytes | None:
    """Return the beginning of what is said to a request, or first where there is none; empty for nothing.

    None where nobody takes the connection.
    """
    said = b""
    try:
        async with asyncio.timeout(_CONNECT_S):
            reader, writer = await asyncio.open_connection(place.host, place.port, ssl=place.tls)
    except (OSError, TimeoutError):
        return None
    with suppress(OSError, TimeoutError):
        try:
            writer.write(request)
            async with asyncio.timeout(_ANSWERS_S if request else _GREETS_S):
                while len(said) < _MOST_BYTES and (more := await reader.read(_MOST_BYTES)):
                    said += more
                    if not request:
                        break
        finally:
            writer.transport.abort()
    return said
