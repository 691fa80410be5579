"""Asks one codec over a TCP or TLS connection of its own, which is closed at once afterwards."""

import asyncio
import ssl
from functools import cache

from cryptography import x509

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.signalling import CallService, Question, ServiceAnswer, SipWire
from gbdt_console.devices.transports.signalling.sip_message import (
    HEAD_END,
    LONGEST_HEAD,
    SipAnswer,
    new_key,
    options_request,
    read_answer,
)

ANSWER_S = 4.0
"""Limits connection, handshake and answer together, seconds."""

_MOST_ANSWERS = 10
"""Limits the answers of one connection: a provisional one or two come before the final one."""


async def ask_by_stream(question: Question, clock: Clock, limit_s: float = ANSWER_S) -> ServiceAnswer | None:
    """Return the answer; None without one.

    Raises OSError (also a TLS fault), EOFError or asyncio.LimitOverrunError where the codec gives no answer.
    """
    is_tls = question.wire == SipWire.TLS or question.service is CallService.HTTPS
    started_s = clock.monotonic()
    async with asyncio.timeout(limit_s):
        reader, writer = await asyncio.open_connection(
            question.address, question.port, ssl=_any_certificate() if is_tls else None, limit=LONGEST_HEAD
        )
        try:
            until_utc = _certificate_end(writer) if is_tls else None
            if question.service is not CallService.SIP:
                return ServiceAnswer(_ms(started_s, clock), certificate_until_utc=until_utc)
            answer = await _options(question, reader, writer)
        finally:
            writer.transport.abort()
    if answer is None:
        return None
    return ServiceAnswer(_ms(started_s, clock), answer.status, answer.software, until_utc)


async def _options(
    question: Question, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> SipAnswer | None:
    own = writer.get_extra_info("sockname")[:2]
    key = new_key(own[0])
    writer.write(options_request(key, question.wire, (question.address, question.port), own))
    for _ in range(_MOST_ANSWERS):
        answer = read_answer(await reader.readuntil(HEAD_END))
        if answer is None or answer.key != key:
            return None
        if answer.is_final:
            return answer
        await reader.readexactly(answer.body_bytes)
    return None


def _ms(started_s: float, clock: Clock) -> float:
    return (clock.monotonic() - started_s) * 1000


def _certificate_end(writer: asyncio.StreamWriter) -> float | None:
    """Return when the codec's certificate ends; None where it shows none, or one that cannot be read."""
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    if shown is None:
        return None
    try:
        return x509.load_der_x509_certificate(shown).not_valid_after_utc.timestamp()
    except (ValueError, OverflowError, x509.InvalidVersion):
        return None


@cache
def _any_certificate() -> ssl.SSLContext:
    """Accept every certificate and old protocols: nothing secret is sent, and life is all that is asked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context
