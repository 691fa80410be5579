"""Judges a datagram against its request before a library decodes it.

gufo_snmp ignores error-status and decodes too long integers wrongly without an error; pysnmp takes an answer
from any sender and fails on broken ones. Message formats: RFC 3416, RFC 3412, RFC 3414.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from gbdt_console.core.sites import SnmpCredential
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.transports.snmp import ber
from gbdt_console.devices.transports.snmp.answer_form import ID_BYTES, AnswerForm
from gbdt_console.devices.transports.snmp.keys import EngineKeys, engine_keys

VERSION_3 = 3
LEVEL_BITS = 0b011
"""The bits of msgFlags that say authentication (1) and privacy (2)."""
_REPORTABLE = 0b100
USM_STATS = bytes.fromhex("2b060106030f0101")
"""The content of the OID usmStats (RFC 3414)."""


class Report(IntEnum):
    """The reason why a version 3 agent refuses a request.

    The value is the arc below usmStats (RFC 3414 section 5).
    """

    OTHER = 0
    UNSUPPORTED_LEVEL = 1
    NOT_IN_TIME_WINDOW = 2
    UNKNOWN_USER = 3
    UNKNOWN_ENGINE = 4
    WRONG_DIGEST = 5
    DECRYPTION = 6


class CheckedAnswer(NamedTuple):
    """The head of an answer to our request.

    odd: objects that a library would misread
    report: the reason in a Report, None for a Response
    body: the bytes with the PDU, decrypted
    id_end: index in `body` after the request id
    values: the values of an answer that its form read; None for one that a library has to decode
    time_s: the agent's time since its start; 0 but in version 3
    """

    status: int
    error_index: int
    odd: tuple[ber.Odd, ...]
    report: Report | None = None
    body: bytes = b""
    id_end: int = 0
    values: Mapping[str, SnmpValue] | None = None
    time_s: int = 0


class CommunityRequest(NamedTuple):
    """A request of version 1 or 2c. Its answer has the same version, community and number.

    form: the form of the last answer to the same question
    """

    opening: bytes
    request_id: int
    form: AnswerForm | None = None

    def judge(self, data: bytes) -> CheckedAnswer | None:
        """Return the answer's head, None for a datagram that answers another request. Raises NotSnmp."""
        if self.form is not None:
            number = self.request_id.to_bytes(ID_BYTES, "big", signed=True)
            values = self.form.read(data, number)
            if values is not None:
                return CheckedAnswer(0, 0, (), None, b"", 0, values)
        pos, end = ber.span(data, 0, len(data), ber.SEQUENCE)
        if end != len(data):
            raise ber.NotSnmp
        if not data.startswith(self.opening, pos):
            return None
        return _answer(ber.pdu(data, pos + len(self.opening), end), self.request_id, data)


class UserRequest(NamedTuple):
    """A request of version 3. Its answer has the same number, engine and security level, or is a Report.

    A Response at a lower level or with a wrong digest is dropped as foreign.

    level: security level, the two bits of LEVEL_BITS
    keys: the user's keys; None under pysnmp, which compares digests and decrypts by itself
    form: the form of the last answer to the same question
    """

    message_id: int
    level: int
    engine_id: bytes
    keys: EngineKeys | None
    form: AnswerForm | None = None

    def judge(self, data: bytes) -> CheckedAnswer | None:
        """Return the answer's head as CommunityRequest.judge does."""
        head = read_head(data)
        if head.message_id != self.message_id:
            return None
        is_ours = head.level == self.level and head.engine_id == self.engine_id
        if self.keys and head.level and not self.keys.is_genuine(data, head.digest, head.digest_end):
            return None
        if head.is_encrypted and (not is_ours or self.keys is None):
            return CheckedAnswer(0, 0, ()) if is_ours else None
        body = data[head.start : head.end]
        if head.is_encrypted and self.keys is not None:
            body = self.keys.decrypt(body, head.boots, head.time, head.salt)
        values = self.form.read(body, None) if self.form is not None and is_ours else None
        if values is not None:
            return CheckedAnswer(0, 0, (), None, b"", 0, values, head.time)
        start, stop = ber.span(body, 0, len(body), ber.SEQUENCE) if head.is_encrypted else (0, len(body))
        found = _scoped(body, start, stop)
        if found.kind != ber.REPORT and not is_ours:
            return None
        return _answer(found, found.request_id, body, head.time)


class MessageHead(NamedTuple):
    """The unencrypted part of a version 3 message.

    engine_id: id of the authoritative engine
    time: that engine's time since its start, in seconds
    digest: index of the digest
    digest_end: index after the digest
    salt: the privacy parameters
    is_encrypted: whether the scoped PDU is encrypted
    start: index of the scoped PDU's content
    end: index after the scoped PDU
    is_reportable: whether the sender waits for an answer
    """

    message_id: int
    level: int
    engine_id: bytes
    boots: int
    time: int
    digest: int
    digest_end: int
    salt: bytes
    is_encrypted: bool
    start: int
    end: int
    user: bytes
    is_reportable: bool


Request = CommunityRequest | UserRequest
"""A request under way; its `judge` finds its answer among the datagrams that arrive."""


class Peer(NamedTuple):
    """The part that all requests of a version 3 session share.

    keys: the user's keys at that engine, None without authentication
    """

    level: int
    engine_id: bytes
    keys: EngineKeys | None


def request_of(data: bytes, peer: Peer | None = None, form: AnswerForm | None = None) -> Request:
    """Read the request that a library is about to send. Raises NotSnmp for any other bytes."""
    start, end = ber.span(data, 0, len(data), ber.SEQUENCE)
    version, pos = ber.number(data, start, end)
    if version == VERSION_3:
        if peer is None:
            head = read_head(data)
            return UserRequest(head.message_id, head.level, head.engine_id, None)
        pos, _ = ber.span(data, pos, end, ber.SEQUENCE)
        return UserRequest(ber.number(data, pos, end)[0], *peer, form)
    _, pos = ber.octets(data, pos, end)
    inside, _ = ber.span(data, pos, end, data[pos])
    request_id, _ = ber.number(data, inside, end)
    return CommunityRequest(data[start:pos], request_id, form)


def peer_of(credential: SnmpCredential, engine_id: bytes) -> Peer:
    """Make the part that a user's requests to an engine share."""
    keys = engine_keys(credential, engine_id)
    return Peer(0 if keys is None else LEVEL_BITS if keys.cipher else 1, engine_id, keys)


def read_head(data: bytes) -> MessageHead:
    """Read the head of a version 3 message. Raises NotSnmp."""
    pos, end = ber.span(data, 0, len(data), ber.SEQUENCE)
    version, pos = ber.number(data, pos, end)
    if version != VERSION_3 or end != len(data):
        raise ber.NotSnmp
    start, pos = ber.span(data, pos, end, ber.SEQUENCE)
    message_id, start = ber.number(data, start, pos)
    _, start = ber.number(data, start, pos)
    flags, _ = ber.octets(data, start, pos)
    start, pos = ber.span(data, pos, end, ber.OCTETS)
    start, stop = ber.span(data, start, pos, ber.SEQUENCE)
    engine_id, start = ber.octets(data, start, stop)
    boots, start = ber.number(data, start, stop)
    time, start = ber.number(data, start, stop)
    user, start = ber.octets(data, start, stop)
    digest, digest_end = ber.span(data, start, stop, ber.OCTETS)
    salt, _ = ber.octets(data, digest_end, stop)
    if len(flags) != 1 or pos >= end:
        raise ber.NotSnmp
    level = flags[0] & LEVEL_BITS
    is_encrypted = level == LEVEL_BITS
    body, stop = ber.span(data, pos, end, ber.OCTETS if is_encrypted else ber.SEQUENCE)
    if stop != end:
        raise ber.NotSnmp
    return MessageHead(
        message_id, level, engine_id, boots, time, digest, digest_end, salt, is_encrypted, body, stop,
        user, bool(flags[0] & _REPORTABLE),
    )  # fmt: skip


def _scoped(data: bytes, pos: int, end: int) -> ber.Pdu:
    _, pos = ber.octets(data, pos, end)
    _, pos = ber.octets(data, pos, end)
    return ber.pdu(data, pos, end)


def _answer(found: ber.Pdu, request_id: int, body: bytes, time_s: int = 0) -> CheckedAnswer | None:
    if found.kind == ber.REPORT:
        return CheckedAnswer(0, 0, (), _report(found.first))
    if found.kind != ber.RESPONSE or found.request_id != request_id:
        return None
    return CheckedAnswer(
        found.status, found.error_index, found.odd, body=body, id_end=found.id_end, time_s=time_s
    )


def _report(name: bytes) -> Report:
    if len(name) == len(USM_STATS) + 2 and name.startswith(USM_STATS) and name[-2] <= max(Report):
        return Report(name[-2])
    return Report.OTHER
