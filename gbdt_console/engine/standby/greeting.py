"""Looks at a nats-server up to its login, and names the first thing that is wrong there."""

import asyncio
import json
import ssl
from typing import NamedTuple

from gbdt_console.core.health.standby import ServerFault
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.core.units import Utc

_WITHIN_S = 3.0
_LONGEST = 1 << 16
"""Limits a line of the server, in octets; its greeting has 500 or so."""
_MOST_LINES = 8
_OF_CERTIFICATE = {
    **dict.fromkeys((7, 18, 19, 20, 21), ServerFault.OTHER_CA),
    **dict.fromkeys((62, 64), ServerFault.OTHER_NAME),
    9: ServerFault.NOT_YET,
    10: ServerFault.ENDED,
}
"""Codes of OpenSSL's check of a certificate (X509_V_ERR_…)."""


class Greeting(NamedTuple):
    """What a nats-server says of itself: version, largest message in octets, end of its certificate."""

    version: str
    max_payload: int
    ends_utc: Utc | None


class NotUsable(Exception):
    """What is wrong with a nats-server first of all."""

    def __init__(self, fault: ServerFault) -> None:
        super().__init__(fault)
        self.fault = fault


async def greeting_of(settings: StandbySettings, at: Machine, user: str) -> Greeting:
    """Connect, log in and leave; nothing is written there. Raises NotUsable.

    With an authority in sites.yaml the password is said to nobody who has not proven himself by it.
    """
    try:
        async with asyncio.timeout(_WITHIN_S):
            return await _greeted(settings, at, user)
    except ssl.SSLCertVerificationError as error:
        raise NotUsable(_OF_CERTIFICATE.get(error.verify_code, ServerFault.CERTIFICATE)) from None
    except ssl.SSLError:
        raise NotUsable(ServerFault.CLEAR_FIRST) from None
    except (OSError, TimeoutError):
        raise NotUsable(ServerFault.SILENT) from None


async def _greeted(settings: StandbySettings, at: Machine, user: str) -> Greeting:
    context = _context(settings)
    reader, writer = await asyncio.open_connection(
        at.address,
        settings.port,
        ssl=context,
        server_hostname=at.address if context else None,
        limit=_LONGEST,
    )
    try:
        said = await _info(reader, has_tls=context is not None)
        version, payload = said.get("version"), said.get("max_payload")
        if not isinstance(version, str) or not isinstance(payload, int):
            raise NotUsable(ServerFault.NO_NATS)
        if context is None and said.get("tls_required"):
            raise NotUsable(ServerFault.WANTS_TLS)
        login = {"verbose": False, "user": user, "pass": settings.password.reveal()}
        writer.write(b"CONNECT " + json.dumps(login).encode() + b"\r\nPING\r\n")
        if not await _is_let_in(reader):
            raise NotUsable(ServerFault.LOGIN)
        if said.get("jetstream") is not True:
            raise NotUsable(ServerFault.NO_JETSTREAM)
        return Greeting(version, payload, _end_of(writer))
    finally:
        writer.transport.abort()


def _context(settings: StandbySettings) -> ssl.SSLContext | None:
    try:
        return ssl.create_default_context(cafile=settings.ca) if settings.ca else None
    except OSError:
        raise NotUsable(ServerFault.NO_CA) from None


async def _info(reader: asyncio.StreamReader, *, has_tls: bool) -> dict[str, object]:
    """Read the greeting. A server that wants TLS before it says nothing to who has none."""
    try:
        async with asyncio.timeout(_WITHIN_S / 2):
            line = await reader.readline()
        said = json.loads(line.removeprefix(b"INFO ")) if line.startswith(b"INFO ") else None
    except TimeoutError:
        raise NotUsable(ServerFault.NO_NATS if has_tls else ServerFault.WANTS_TLS) from None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise NotUsable(ServerFault.NO_NATS)
    return said


async def _is_let_in(reader: asyncio.StreamReader) -> bool:
    try:
        for _ in range(_MOST_LINES):
            line = await reader.readline()
            if line.startswith(b"PONG"):
                return True
            if line.startswith(b"-ERR"):
                return False
            if not line:  # it left without a word: no judgement of the password
                raise NotUsable(ServerFault.SILENT)
    except ValueError:
        pass
    raise NotUsable(ServerFault.NO_NATS)


def _end_of(writer: asyncio.StreamWriter) -> Utc | None:
    certificate = writer.get_extra_info("peercert")
    return ssl.cert_time_to_seconds(certificate["notAfter"]) if certificate else None
